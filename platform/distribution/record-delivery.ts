import type { DistributionAct } from '../../src-contract/distribution.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { contentOf, entryOfWire, toldIn } from '../../src-domain/distribution/content.rules.ts'
import { targetsOf } from '../../src-domain/distribution/forms.ts'
import { handingOverOfWire } from '../../src-domain/distribution/handing-over.ts'
import { after, standingOf, typedIn, type HandingOver } from '../../src-domain/distribution/standing.rules.ts'
import type { Database, Tx } from '../database/database.ts'
import type { Platform } from '../platform.ts'
import { platformId } from '../platform-id.ts'
import { StationWriter } from '../sync/station-writer.ts'
import { forget, markSent, type Due } from './delivery-queue.ts'
import type { Outgoing } from './outgoing.ts'
import type { Answered } from './simulated-systems.ts'

type Waiting = {
  readonly hash: string
  /** How often the system has answered so far: what is told again after something else, or after a refusal, is another message. */
  readonly answers: number
  readonly content: string
}

/**
 * What a system is to be told of an entry now. Before it is handed over the queue says so: an answer that never comes does not mean that the
 * system has not got the record, which then has to be taken back when the entry goes out of force.
 *
 * @returns null: nothing; it knows, or refused it, or something is lacking
 */
export async function recordDelivery(platform: Platform, due: Due): Promise<Outgoing | null> {
  let before = due.sent
  let waiting = await waitingOf(platform.db, due)
  if (before !== null && before !== markOf(waiting)) {
    const [hash = '', answers = ''] = before.split('/')
    await append(platform, due, { hash, answers: Number(answers) }, { act: 'exported' })
    before = null
    waiting = await waitingOf(platform.db, due)
  }
  if (waiting === null || !(await markSent(platform.db, due, markOf(waiting)))) return null
  const { content, ...sent } = waiting
  return {
    delivery: { kind: 'record', key: `${due.station}/${due.id}/${markOf(sent)}`, content },
    settle: (answer) => settle(platform, due, sent, answer),
    notSent: async () => void (await markSent(platform.db, due, before)),
  }
}

function markOf(waiting: Pick<Waiting, 'hash' | 'answers'> | null): string | null {
  return waiting === null ? null : `${waiting.hash}/${waiting.answers}`
}

async function waitingOf(db: Database, { station, id, system }: Due): Promise<Waiting | null> {
  const entry = entryOf({ id, system })
  const fields = await entryFields(db, station, entry)
  if (fields === null) return null
  const shared = entryOfWire(entry, fields)
  const target = targetsOf(shared.book).find((one) => one.system === system && one.channel === 'interface')
  if (target === undefined) return null
  const history = await historyOf(db, station, id)
  const content = contentOf(target, shared, typedIn(history))
  const standing = content === null ? undefined : standingOf(content, history)?.standing
  // Of what was sent and not answered nobody knows whether it came: it is told again.
  if (content === null || (standing !== 'waiting' && standing !== 'exported')) return null
  const { hash, withdrawn } = content
  const text = canonicalJson({ ...toldIn(content), book: shared.book, withdrawn })
  return { hash, answers: answersIn(history), content: text }
}

function entryOf({ id, system }: Pick<Due, 'id' | 'system'>): string {
  return id.slice(0, -(system.length + 1))
}

function answersIn(history: readonly HandingOver[]): number {
  return history.filter(({ act }) => act !== 'typed' && act !== 'again').length
}

async function entryFields(db: Database, station: string, entry: string): Promise<Fields | null> {
  const row = await db
    .selectFrom('rows')
    .select(['fields', 'deleted'])
    .where('station', '=', station)
    .where('tbl', '=', 'entries')
    .where('id', '=', entry)
    .executeTakeFirst()
  return row === undefined || row.deleted ? null : (JSON.parse(row.fields) as Fields)
}

/** All ids that begin with `<entry>.<system>.`: the database sorts by bytes, in which a slash follows the full stop. */
async function historyOf(db: Database | Tx, station: string, id: string): Promise<HandingOver[]> {
  const rows = await db
    .selectFrom('rows')
    .select(['id', 'fields'])
    .where('station', '=', station)
    .where('tbl', '=', 'deliveries')
    .where('id', '>=', `${id}.`)
    .where('id', '<', `${id}/`)
    .where('deleted', '=', false)
    .execute()
  return rows.flatMap((row) => handingOverOfWire(row.id, JSON.parse(row.fields) as Fields) ?? [])
}

async function settle(platform: Platform, due: Due, sent: Sent, answer: Answered): Promise<void> {
  const { outcome } = answer
  const happened: Happened =
    outcome === 'accepted' ? { act: 'confirmed', receipt: answer.receipt } : { act: 'rejected', reason: answer.reason }
  await append(platform, due, sent, happened)
  // What has changed meanwhile is in the log, and is queued anew.
  await forget(platform.db, due)
}

type Sent = Pick<Waiting, 'hash' | 'answers'>
type Happened = { readonly act: DistributionAct; readonly receipt?: string; readonly reason?: string }

/**
 * Appends what became of what was sent, also where the entry has changed meanwhile: the system has it all the same. Nothing is written where
 * something was answered since: by another instance, that told the same, or the newer. The station is locked, so that nothing comes in
 * between.
 */
async function append(platform: Platform, due: Due, sent: Sent, { act, receipt, reason }: Happened): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const writer = await StationWriter.begin(tx, due.station)
    const history = await historyOf(tx, due.station, due.id)
    if (answersIn(history) !== sent.answers) return
    const fields = {
      entry: entryOf(due),
      system: due.system,
      act,
      content: sent.hash,
      at: after(history, platform.now().toISOString()),
      ...{ actor: null, batch: null, receipt: receipt ?? null, reason: reason ?? null, typed: null },
    }
    const row = { table: 'deliveries', id: `${due.id}.${platformId()}` }
    writer.put(row, fields, { device: null, actor: null }, false)
    await writer.flush()
  })
}
