import { sql } from 'kysely'
import { systemIds, SystemId } from '../../src-contract/systems.ts'
import { behaviourOf, behaviours, setBehaviour } from '../distribution/simulated-systems.ts'
import { orderSnapshot, releaseDevice, revokeDevice } from '../fleet/device-orders.ts'
import { WireError } from '../http/wire-error.ts'
import { createEnrolmentCode } from '../sync/enrol.ts'
import { addStation } from '../sync/stations.ts'
import { approval, approvals, decideApproval } from './approval-pages.ts'
import { addToDirectory, changeInDirectory, directory, directoryEntry, switchInDirectory } from './directory-pages.ts'
import { confirmEvaluation, evaluations } from './evaluation-pages.ts'
import { documents, publishDocument } from './document-pages.ts'
import { certificateEnd, platformMarks, standing } from './fleet-marks.ts'
import { html, table, type Html } from './html.ts'
import { giveLeaseCode, leaseCodePage } from './lease-code-page.ts'
import { noteAction } from './page-accounts.ts'
import type { PageName } from './page-roles.ts'
import { shown } from './shown.ts'
import { updates } from './updates-page.ts'
import type { PageAnswer, PageCall, PageHandler } from './page-server.ts'

export const pageHandlers: Readonly<Record<Exclude<PageName, 'logOut'>, PageHandler>> & Record<'logOut', PageHandler> =
  {
    home: async ({ session }) => ({ goTo: session.role === 'admin' ? '/fleet' : '/approvals' }),
    // The server ends the session itself.
    logOut: async () => ({ goTo: '/log-in' }),
    fleet,
    addStation: async (call) => {
      const { code = '', name = '' } = call.form
      if (!/^[A-Za-z0-9-]{1,40}$/.test(code) || name.trim() === '' || name.length > 100)
        throw new WireError('sync/invalid')
      await addStation(call.platform, code, name.trim())
      await noteAction(call.platform, call.session.login, 'add-station', code)
      return { goTo: '/fleet' }
    },
    station,
    newCode: async (call) => {
      const id = call.params['station'] ?? ''
      const code = await createEnrolmentCode(call.platform, id, call.session.login)
      await noteAction(call.platform, call.session.login, 'new-code', id)
      const { text } = call
      const body = html`<p>${text.codeShown}</p>
        <p class="code">${code}</p>
        <p><a href="/fleet/${id}">${text.back}</a></p>`
      return { heading: `${text.newCode} ${id}`, body }
    },
    directory,
    addToDirectory,
    directoryEntry,
    changeInDirectory,
    switchInDirectory,
    revoke: async (call) => {
      const erase = call.form['erase'] === 'yes'
      return order(call, erase ? 'revoke-erase' : 'revoke', (device) =>
        revokeDevice(call.platform, device, erase, call.session.login),
      )
    },
    release: async (call) =>
      order(call, 'release', (device) => releaseDevice(call.platform, device, call.session.login)),
    takeAnew: async (call) =>
      order(call, 'take-anew', (device) => orderSnapshot(call.platform, device, call.session.login)),
    leaseCode: leaseCodePage,
    giveLeaseCode,
    updates,
    systems,
    setSystem: async (call) => {
      const system = SystemId.safeParse(call.params['system'])
      const behaviour = behaviours.find((each) => each === call.form['behaviour'])
      if (!system.success || behaviour === undefined) throw new WireError('sync/invalid')
      await setBehaviour(call.platform.db, system.data, behaviour)
      await noteAction(call.platform, call.session.login, `set-${behaviour}`, system.data)
      return { goTo: '/systems' }
    },
    approvals,
    evaluations: (call) => evaluations(call, null),
    confirmEvaluation,
    approval: (call) => approval(call, null),
    decideApproval,
    documents: (call) => documents(call, null),
    publish: publishDocument,
  }

async function order(call: PageCall, action: string, give: (device: string) => Promise<void>): Promise<PageAnswer> {
  const device = call.params['device'] ?? ''
  if (!/^[0-9a-f-]{36}$/.test(device)) throw new WireError('sync/not-found')
  await give(device)
  await noteAction(call.platform, call.session.login, action, device)
  const { station: id } = await call.platform.db
    .selectFrom('devices')
    .select('station')
    .where('device', '=', device)
    .executeTakeFirstOrThrow()
  return { goTo: `/fleet/${id}` }
}

async function fleet(call: PageCall): Promise<PageAnswer> {
  const { platform, text } = call
  const rows = await platform.db
    .selectFrom('stations')
    .leftJoin('devices', 'devices.station', 'stations.station')
    .select((row) => [
      'stations.station',
      'stations.name',
      row.fn.count<number>('devices.device').as('devices'),
      row.fn.coalesce(row.fn.sum<number>('devices.waiting_mutations'), sql<number>`0`).as('waiting'),
      row.fn.max('devices.last_hello').as('contact'),
    ])
    .groupBy(['stations.station', 'stations.name'])
    .orderBy('stations.station')
    .execute()
  const cells = rows.map((row) => [
    html`<a href="/fleet/${row.station}">${row.station}</a>`,
    row.name,
    row.devices,
    row.waiting,
    shown(row.contact),
  ])
  const form = html`<form method="post" action="/fleet">
    <label>${text.code} <input name="code" required maxlength="40" pattern="[A-Za-z0-9\\-]+" /></label>
    <label>${text.name} <input name="name" required maxlength="100" /></label><button>${text.add}</button>
  </form>`
  const head = [text.code, text.name, text.devices, text.waiting, text.lastContact]
  return { heading: text.fleet, body: html`${await platformMarks(call)}${table(head, cells, text.none)}${form}` }
}

async function station({ platform, text, params }: PageCall): Promise<PageAnswer> {
  const id = params['station'] ?? ''
  const known = await platform.db.selectFrom('stations').selectAll().where('station', '=', id).executeTakeFirst()
  if (known === undefined) throw new WireError('sync/not-found')
  const devices = await platform.db
    .selectFrom('devices')
    .selectAll()
    .where('station', '=', id)
    .orderBy('name')
    .execute()
  const cells = devices.map((device) => [
    device.name,
    standing(device, text),
    device.app_version,
    shown(device.last_hello),
    shown(device.last_push),
    shown(device.last_pull),
    device.pulled_seq === null ? '' : Math.max(0, known.head_seq - device.pulled_seq),
    device.waiting_mutations,
    device.waiting_conflicts,
    device.clock_skew_ms === null ? '' : Math.round(device.clock_skew_ms / 1000),
    certificateEnd(device, platform.now(), text),
    buttons(device.device, device.status, text),
  ])
  const head = [
    ...[text.device, text.status, text.version, text.lastContact, text.lastPush, text.lastPull, text.behind],
    ...[text.waiting, text.conflicts, text.clockSkew, text.certificateUntil, text.actions],
  ]
  const form = html`<form method="post" action="/fleet/${id}/codes"><button>${text.newCode}</button></form>
    <p><a href="/fleet/${id}/directory">${text.directory}</a></p>`
  return { heading: `${id} ${known.name}`, body: html`${table(head, cells, text.none)}${form}` }
}

function buttons(device: string, status: string, text: PageCall['text']): Html {
  if (status === 'revoked') return html``
  const release =
    status === 'quarantined'
      ? html`<form method="post" action="/devices/${device}/release"><button>${text.release}</button></form>`
      : html`<form method="post" action="/devices/${device}/take-anew"><button>${text.takeAnew}</button></form>`
  const prolong =
    status === 'active' ? html`<p><a href="/devices/${device}/lease-code">${text.leaseCode}</a></p>` : html``
  return html`${release}${prolong}
    <form method="post" action="/devices/${device}/revoke"><button>${text.revoke}</button></form>
    <form method="post" action="/devices/${device}/revoke">
      <button name="erase" value="yes">${text.revokeErase}</button>
    </form>`
}

async function systems({ platform, text }: PageCall): Promise<PageAnswer> {
  const queues = await platform.db
    .selectFrom('delivery_queue')
    .select((row) => ['system', row.fn.countAll<number>().as('waiting'), row.fn.min('next_at').as('oldest')])
    .groupBy('system')
    .execute()
  const cells = await Promise.all(
    systemIds.map(async (system) => {
      const queue = queues.find((each) => each.system === system)
      const now = await behaviourOf(platform.db, system)
      const options = behaviours.map((each) =>
        each === now
          ? html`<option value="${each}" selected>${text[each]}</option>`
          : html`<option value="${each}">${text[each]}</option>`,
      )
      const form = html`<form method="post" action="/systems/${system}">
        <select name="behaviour" aria-label="${text.behaviour}">
          ${options}
        </select>
        <button>${text.set}</button>
      </form>`
      return [system, queue?.waiting ?? 0, shown(queue?.oldest ?? null), form]
    }),
  )
  return {
    heading: text.systems,
    body: table([text.system, text.queue, text.oldest, text.behaviour], cells, text.none),
  }
}
