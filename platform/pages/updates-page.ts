import { sql } from 'kysely'
import { isInRing } from '../../src-updates/rings.ts'
import type { Status } from '../../src-updates/documents.ts'
import { html, table, type Html } from './html.ts'
import type { PageAnswer, PageCall } from './page-server.ts'
import { shown } from './shown.ts'

type Published = Awaited<ReturnType<PageCall['platform']['feed']['published']>>
/** More rows nobody reads; those with a failure come first, and each station has a page of its own. */
const MOST_DEVICES = 300

/** What the feed offers to whom, which versions run, and where an update did not come about. */
export async function updates({ platform, text }: PageCall): Promise<PageAnswer> {
  const published = await platform.feed.published()
  const body = html`<h2>${text.feed}</h2>
    ${feedTable(published, text, platform.now())}
    <h2>${text.versions}</h2>
    ${await versionTable(platform, text)}
    <h2>${text.failures}</h2>
    ${await failureTable(platform, text)}
    <h2>${text.devices}</h2>
    ${await deviceTable(platform, text, published)}`
  return { heading: text.updates, body }
}

function feedTable(published: Published, text: PageCall['text'], now: Date): Html {
  const rows = published.map(({ target, release, status }) => [
    target,
    `${release.version} (${release.seq})`,
    shown(new Date(status.expires).toISOString()),
    stateOf(status, release.seq, text, now),
    status.rings.map(({ name, stations, percent }) => `${name}: ${percent} % + ${stations.length}`).join('; '),
    status.recalled.join(', '),
  ])
  const head = [text.target, text.version, text.validUntil, text.status, text.rings, text.recalled]
  return table(head, rows, text.nothingPublished)
}

function stateOf(status: Status, seq: number, text: PageCall['text'], now: Date): string {
  if (status.recalled.includes(seq)) return text.recalled
  if (status.paused) return text.paused
  return status.expires < now.getTime() ? text.statusExpired : text.goingOut
}

async function versionTable({ db }: PageCall['platform'], text: PageCall['text']): Promise<Html> {
  const rows = await db
    .selectFrom('devices')
    .select((row) => ['app_version', row.fn.countAll<number>().as('devices'), row.fn.max('last_hello').as('contact')])
    .where('status', '!=', 'revoked')
    .groupBy('app_version')
    .orderBy('devices', 'desc')
    .execute()
  const cells = rows.map((row) => [row.app_version, row.devices, shown(row.contact)])
  return table([text.version, text.devices, text.lastContact], cells, text.none)
}

async function failureTable({ db }: PageCall['platform'], text: PageCall['text']): Promise<Html> {
  const rows = await db
    .selectFrom('devices')
    .select((row) => ['update_code', row.fn.countAll<number>().as('devices'), row.fn.max('update_at').as('latest')])
    .where('status', '!=', 'revoked')
    .where('update_code', 'is not', null)
    .groupBy('update_code')
    .orderBy('devices', 'desc')
    .execute()
  const cells = rows.map((row) => [row.update_code, row.devices, shown(row.latest)])
  return table([text.updateCode, text.devices, text.lastStep], cells, text.none)
}

async function deviceTable({ db }: PageCall['platform'], text: PageCall['text'], published: Published): Promise<Html> {
  const rows = await db
    .selectFrom('devices')
    .select(['station', 'name', 'app_version', 'last_hello', 'update_what', 'update_code', 'update_at'])
    .where('status', '!=', 'revoked')
    .orderBy(sql`update_code IS NULL`)
    .orderBy('station')
    .orderBy('name')
    .limit(MOST_DEVICES)
    .execute()
  const cells = rows.map((row) => [
    html`<a href="/fleet/${row.station}">${row.station}</a>`,
    row.name,
    row.app_version,
    ringsOf(row.station, published),
    shown(row.last_hello),
    row.update_what === null ? '' : (text[`update-${row.update_what}` as keyof typeof text] ?? row.update_what),
    row.update_code ?? '',
    shown(row.update_at),
  ])
  const head = [text.station, text.device, text.version, text.rings, text.lastContact, text.lastStep, text.updateCode]
  return table([...head, text.at], cells, text.none)
}

/** The rings of the feed that the station is in, by the same draw as on the station. */
function ringsOf(station: string, published: Published): string {
  const names = published.flatMap(({ target, status }) =>
    status.rings
      .filter((ring) => isInRing({ ...status, rings: [ring] }, station))
      .map(({ name }) => (published.length > 1 ? `${target}: ${name}` : name)),
  )
  return names.join(', ')
}
