import { z } from 'zod'
import { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import { roles, staffKinds } from '../../src-contract/roles.ts'
import { directoryOf, setDirectoryEntry, type DirectoryEntry } from '../directory/directory.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { platformId } from '../platform-id.ts'
import type { PageText } from '../text/page-text.ts'
import { html, table, type Html } from './html.ts'
import { noteAction } from './page-accounts.ts'
import type { PageAnswer, PageCall } from './page-server.ts'

const { login, name, role, staffKind, staffNumber, team } = DirectoryRecord.shape
const until = z.union([z.literal('').transform(() => undefined), z.iso.date()])
const Form = z.object({ login, name, role, staffKind, staffNumber, team, beats: z.string().max(1000), until })

/** Who is in the station's directory, and a form for another one. */
export async function directory({ platform, text, params }: PageCall): Promise<PageAnswer> {
  return directoryPage(platform, text, params['station'] ?? '', null)
}

async function directoryPage(
  platform: Platform,
  text: PageText,
  station: string,
  refused: string | null,
): Promise<PageAnswer> {
  const all = await directoryOf(platform, station)
  const cells = all.map((each) => [
    html`<a href="/fleet/${station}/directory/${each.account}">${each.login}</a>`,
    each.name,
    text[each.role],
    each.staffNumber,
    each.team,
    each.beats.join(' '),
    each.until ?? '',
    each.active ? text.active : text.inactive,
    html`<form method="post" action="/fleet/${station}/directory/${each.account}">
      <button>${each.active ? text.deactivate : text.reactivate}</button>
    </form>`,
  ])
  const head = [
    ...[text.login, text.name, text.role, text.staffNumber, text.team, text.beats],
    ...[text.until, text.status, text.actions],
  ]
  const form = html`<form method="post" action="/fleet/${station}/directory">
    ${fieldsOf(text, null)}
    <button>${text.add}</button>
  </form>`
  const notice = refused === null ? html`` : html`<p role="alert">${refused}</p>`
  return { heading: `${text.directory} ${station}`, body: html`${notice}${table(head, cells, text.none)}${form}` }
}

/** One account of the directory, to be changed. */
export async function directoryEntry({ platform, text, params }: PageCall): Promise<PageAnswer> {
  const { station, record } = await found(platform, params)
  const body = html`<p>${text.directoryChange}</p>
    <form method="post" action="/fleet/${station}/directory/${record.account}/change">
      ${fieldsOf(text, record)}
      <button>${text.save}</button>
    </form>
    <p><a href="/fleet/${station}/directory">${text.back}</a></p>`
  return { heading: `${text.directory} ${station} ${record.login}`, body }
}

function fieldsOf(text: PageText, now: DirectoryRecord | null): Html {
  return html`${field('login', text.login, now?.login ?? '', true)}${field('name', text.name, now?.name ?? '', true)}
    <label
      >${text.role}
      <select name="role">
        ${roles.map((each) => option(each, text[each], now?.role))}
      </select></label
    >
    <label
      >${text.staffKind}
      <select name="staffKind">
        ${staffKinds.map((each) => option(each, text[`kind-${each}`], now?.staffKind))}
      </select></label
    >
    ${field('staffNumber', text.staffNumber, now?.staffNumber ?? '', false)}
    ${field('team', text.team, now?.team ?? '', false)} ${field('beats', text.beats, now?.beats.join(' ') ?? '', false)}
    <label>${text.until} <input type="date" name="until" value="${now?.until ?? ''}" /></label>`
}

function field(key: string, label: string, value: string, required: boolean): Html {
  return required
    ? html`<label>${label} <input name="${key}" value="${value}" maxlength="60" required /></label>`
    : html`<label>${label} <input name="${key}" value="${value}" maxlength="60" /></label>`
}

function option(value: string, label: string, now: string | undefined): Html {
  return value === now
    ? html`<option value="${value}" selected>${label}</option>`
    : html`<option value="${value}">${label}</option>`
}

type Given = Omit<DirectoryEntry, 'account' | 'active'>

/** @throws WireError invalid, also for a name of log-in that somebody else has */
function givenIn(form: PageCall['form'], others: readonly DirectoryRecord[]): Given {
  const given = Form.safeParse({ until: '', ...form })
  if (!given.success) throw new WireError('sync/invalid')
  const { until: last, beats, ...rest } = given.data
  if (others.some((each) => each.login === rest.login)) throw new WireError('sync/invalid')
  return { ...rest, beats: beats.split(/[\s,，]+/).filter((beat) => beat !== ''), ...(last ? { until: last } : {}) }
}

export async function addToDirectory({ platform, session, params, form }: PageCall): Promise<PageAnswer> {
  const station = params['station'] ?? ''
  const given = givenIn(form, await directoryOf(platform, station))
  const account = platformId()
  await setDirectoryEntry(platform, station, { ...given, account, active: true })
  await noteAction(platform, session.login, 'directory-add', account)
  return { goTo: `/fleet/${station}/directory` }
}

/** Role, beats, last day and all else of an account that stays the same person's. */
export async function changeInDirectory(call: PageCall): Promise<PageAnswer> {
  const { platform, session, params, form, text } = call
  const { station, record, others } = await found(platform, params)
  const given = givenIn(form, others)
  const administers = given.role === 'it' && given.until === undefined
  if (!administers && isLastIt(record, others)) return directoryPage(platform, text, station, text.lastIt)
  const { account, active } = record
  await setDirectoryEntry(platform, station, { ...given, account, active })
  await noteAction(platform, session.login, 'directory-change', account)
  return { goTo: `/fleet/${station}/directory` }
}

/** Takes an account out of service, or back into it. */
export async function switchInDirectory({ platform, session, params, text }: PageCall): Promise<PageAnswer> {
  const { station, record, others } = await found(platform, params)
  if (record.active && isLastIt(record, others)) return directoryPage(platform, text, station, text.lastIt)
  const { station: _station, revision: _revision, at: _at, signature: _signature, ...entry } = record
  await setDirectoryEntry(platform, station, { ...entry, active: !record.active })
  await noteAction(platform, session.login, record.active ? 'directory-end' : 'directory-return', record.account)
  return { goTo: `/fleet/${station}/directory` }
}

/** Nobody could give out one-time codes, or enrol a PC, at a station whose last administrator is ended by mistake. */
function isLastIt({ active, role: has }: DirectoryRecord, others: readonly DirectoryRecord[]): boolean {
  return active && has === 'it' && !others.some((each) => each.active && each.role === 'it')
}

/** @throws WireError not-found */
async function found(platform: Platform, params: PageCall['params']) {
  const station = params['station'] ?? ''
  const all = await directoryOf(platform, station)
  const record = all.find(({ account }) => account === params['account'])
  if (record === undefined) throw new WireError('sync/not-found')
  return { station, record, others: all.filter((each) => each !== record) }
}
