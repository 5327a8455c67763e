import { z } from 'zod'
import { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import { roles, staffKinds } from '../../src-contract/roles.ts'
import { directoryOf, setDirectoryEntry } from '../directory/directory.ts'
import { WireError } from '../http/wire-error.ts'
import { platformId } from '../platform-id.ts'
import { html, table, type Html } from './html.ts'
import { noteAction } from './page-accounts.ts'
import type { PageAnswer, PageCall } from './page-server.ts'

const { login, name, role, staffKind, staffNumber, team } = DirectoryRecord.shape
const Form = z.object({ login, name, role, staffKind, staffNumber, team, beats: z.string().max(1000) })

/** Who is in the station's directory, and a form for another one. */
export async function directory({ platform, text, params }: PageCall): Promise<PageAnswer> {
  const station = params['station'] ?? ''
  const all = await directoryOf(platform, station)
  const cells = all.map((each) => [
    each.login,
    each.name,
    text[each.role],
    each.staffNumber,
    each.team,
    each.beats.join(' '),
    each.active ? text.active : text.inactive,
    html`<form method="post" action="/fleet/${station}/directory/${each.account}">
      <button>${each.active ? text.deactivate : text.reactivate}</button>
    </form>`,
  ])
  const head = [text.login, text.name, text.role, text.staffNumber, text.team, text.beats, text.status, text.actions]
  const form = html`<form method="post" action="/fleet/${station}/directory">
    ${field('login', text.login, true)}${field('name', text.name, true)}
    <label
      >${text.role}
      <select name="role">
        ${roles.map((each) => option(each, text[each]))}
      </select></label
    >
    <label
      >${text.staffKind}
      <select name="staffKind">
        ${staffKinds.map((each) => option(each, text[`kind-${each}`]))}
      </select></label
    >
    ${field('staffNumber', text.staffNumber, false)}${field('team', text.team, false)}${field('beats', text.beats, false)}
    <button>${text.add}</button>
  </form>`
  return { heading: `${text.directory} ${station}`, body: html`${table(head, cells, text.none)}${form}` }
}

function field(key: string, label: string, required: boolean): Html {
  return required
    ? html`<label>${label} <input name="${key}" maxlength="60" required /></label>`
    : html`<label>${label} <input name="${key}" maxlength="60" /></label>`
}

function option(value: string, label: string): Html {
  return html`<option value="${value}">${label}</option>`
}

export async function addToDirectory({ platform, session, params, form }: PageCall): Promise<PageAnswer> {
  const station = params['station'] ?? ''
  const given = Form.safeParse(form)
  if (!given.success) throw new WireError('sync/invalid')
  const taken = (await directoryOf(platform, station)).some((each) => each.login === given.data.login)
  if (taken) throw new WireError('sync/invalid')
  const beats = given.data.beats.split(/[\s,，]+/).filter((beat) => beat !== '')
  const account = platformId()
  await setDirectoryEntry(platform, station, { ...given.data, account, beats, active: true })
  await noteAction(platform, session.login, 'directory-add', account)
  return { goTo: `/fleet/${station}/directory` }
}

/** Takes an account out of service, or back into it. */
export async function switchInDirectory({ platform, session, params }: PageCall): Promise<PageAnswer> {
  const station = params['station'] ?? ''
  const record = (await directoryOf(platform, station)).find(({ account }) => account === params['account'])
  if (record === undefined) throw new WireError('sync/not-found')
  const { station: _station, revision: _revision, at: _at, signature: _signature, ...entry } = record
  await setDirectoryEntry(platform, station, { ...entry, active: !record.active })
  await noteAction(platform, session.login, record.active ? 'directory-end' : 'directory-return', record.account)
  return { goTo: `/fleet/${station}/directory` }
}
