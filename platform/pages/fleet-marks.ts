import { X509Certificate } from 'node:crypto'
import type { DeviceRow } from '../sync/device.repo.ts'
import { html, type Html } from './html.ts'
import type { PageCall } from './page-server.ts'
import { shown } from './shown.ts'

const day = 86_400_000
/** A PC that is in contact has renewed its certificate by then. */
const deviceDays = 60
/** All PCs have to be enrolled again before the authority ends. */
const authorityDays = 365

/** Until when a device's certificate holds, marked when it is near: such a PC has not been in contact, or its program is too old to renew it. */
export function certificateEnd(
  { certificate_until, status }: DeviceRow,
  now: Date,
  text: PageCall['text'],
): string | Html {
  if (status === 'revoked') return ''
  return marked(certificate_until, deviceDays, now, text)
}

/** Of the platform itself: the end of its authority, and whether any device knows of more than it has. */
export async function platformMarks({ platform, text }: PageCall): Promise<Html> {
  const { n } = await platform.db
    .selectFrom('devices')
    .select((row) => row.fn.countAll<number>().as('n'))
    .where('knows_more_since', 'is not', null)
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow()
  const behind =
    n === 0 ? html`` : html`<p class="problem" role="alert">${text.platformBehind.replace('{n}', `${n}`)}</p>`
  const end = new Date(new X509Certificate(platform.keys.caCertificate).validTo).toISOString()
  return html`${behind}
    <p class="none">${text.authorityUntil} ${marked(end, authorityDays, platform.now(), text)}</p>`
}

/** The word for how a device stands, and that it knows of more than the platform has. */
export function standing({ status, knows_more_since }: DeviceRow, text: PageCall['text']): string | Html {
  const words: Record<string, string> = { active: text.active, quarantined: text.quarantined, revoked: text.revoked }
  const word = words[status] ?? status
  if (knows_more_since === null || status !== 'active') return word
  return html`${word} <span class="problem">${text.knowsMore}</span>`
}

function marked(until: string, days: number, now: Date, text: PageCall['text']): string | Html {
  const left = Math.floor((Date.parse(until) - now.getTime()) / day)
  const date = shown(new Date(until).toISOString()).slice(0, 10)
  if (left >= days) return date
  const said = left < 0 ? text.runOut : text.daysLeft.replace('{n}', `${left}`)
  return html`${date} <span class="problem">${said}</span>`
}
