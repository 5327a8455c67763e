import { inFours } from '../../src-domain/sync/in-fours.ts'
import { readRequestNumber } from '../../src-domain/sync/lease-code.ts'
import { leaseCodesOf, makeLeaseCode } from '../fleet/lease-codes.ts'
import { WireError } from '../http/wire-error.ts'
import { html, table, type Html } from './html.ts'
import type { PageAnswer, PageCall } from './page-server.ts'
import { shown } from './shown.ts'

/** What the form offers. */
const offered = [24, 48, 72] as const

/** Where a code is made that prolongs one device's lease, to be read over the phone. */
export function leaseCodePage(call: PageCall): Promise<PageAnswer> {
  return answer(call, null)
}

/** Makes it. It is shown once, and is on record. */
export async function giveLeaseCode(call: PageCall): Promise<PageAnswer> {
  const { platform, text, form, session } = call
  const device = await deviceOf(call)
  const request = readRequestNumber(form['request'] ?? '')
  const hours = offered.find((each) => String(each) === form['hours'])
  if (hours === undefined) throw new WireError('sync/invalid')
  if (device.status !== 'active') return answer(call, null, 403)
  if (request === null) return answer(call, html`<p class="problem" role="alert">${text.requestSlip}</p>`, 400)
  const code = await makeLeaseCode(platform, { device: device.device, request, hours, by: session.login })
  const body = html`<p>${text.leaseCodeShown.replace('{n}', String(hours))}</p>
    <p class="code">${inFours(code)}</p>
    <p><a href="/fleet/${device.station}">${text.back}</a></p>`
  return { heading: headingOf(text, device.name), body }
}

async function answer(
  call: PageCall,
  problem: Html | null,
  status = problem === null ? 200 : 400,
): Promise<PageAnswer> {
  const { platform, text, form } = call
  const device = await deviceOf(call)
  const made = await leaseCodesOf(platform, device.device)
  const rows = made.map((one) => [shown(one.made_at), one.made_by, one.hours, inFours(one.request)])
  const hours = offered.map((each) =>
    String(each) === (form['hours'] ?? '24')
      ? html`<option value="${each}" selected>${each}</option>`
      : html`<option value="${each}">${each}</option>`,
  )
  const ask = html`<p>${text.leaseCodeMeans}</p>
    <form method="post" action="/devices/${device.device}/lease-code">
      <label
        >${text.requestNumber}
        <input
          name="request"
          value="${form['request'] ?? ''}"
          required
          maxlength="40"
          autocomplete="off"
          inputmode="numeric"
          autofocus
      /></label>
      <label
        >${text.leaseHours}
        <select name="hours">
          ${hours}
        </select></label
      >
      <button>${text.makeLeaseCode}</button>
    </form>`
  const body = html`<p>${device.station} · ${text.lastContact}: ${shown(device.last_hello)}</p>
    ${problem ?? html``} ${device.status === 'active' ? ask : html`<p class="problem">${text.leaseCodeNone}</p>`}
    <h2>${text.leaseCodesMade}</h2>
    ${table([text.at, text.madeBy, text.leaseHours, text.requestNumber], rows, text.none)}
    <p><a href="/fleet/${device.station}">${text.back}</a></p>`
  return { heading: headingOf(text, device.name), body, status }
}

function headingOf(text: PageCall['text'], name: string): string {
  return `${text.leaseCode}: ${name}`
}

async function deviceOf({ platform, params }: PageCall) {
  const device = params['device'] ?? ''
  if (!/^[0-9a-f-]{36}$/.test(device)) throw new WireError('sync/not-found')
  const found = await platform.db
    .selectFrom('devices')
    .select(['device', 'station', 'name', 'status', 'last_hello'])
    .where('device', '=', device)
    .executeTakeFirst()
  if (found === undefined) throw new WireError('sync/not-found')
  return found
}
