import catalog from '../../resources/catalogs/duty/shifts.json' with { type: 'json' }
import { normaliseText } from '../text/normalise.ts'

/** One kind of shift, as the catalog has it. */
export type Shift = {
  readonly id: string
  readonly label: { readonly zh: string; readonly en: string }
  /** One character for the month's grid. */
  readonly short: { readonly zh: string; readonly en: string }
  /** HH:MM; equal times of a shift on duty mean 24 hours, of one off duty the whole day. */
  readonly from: string
  readonly to: string
  /** The day counts as a duty day. */
  readonly onDuty: boolean
  readonly aliases: readonly string[]
}

export const shifts: readonly Shift[] = catalog.shifts
export const shiftsById: ReadonlyMap<string, Shift> = new Map(shifts.map((shift) => [shift.id, shift]))

const byAlias: ReadonlyMap<string, Shift> = new Map(
  shifts.flatMap((shift) =>
    [shift.id, shift.label.zh, shift.label.en, ...shift.aliases].map((alias): [string, Shift] => [fold(alias), shift]),
  ),
)

function fold(text: string): string {
  return normaliseText(text).replace(/\s/g, '').toLowerCase()
}

/** The shift that a roster means; undefined when the catalog has no such word. */
export function shiftNamed(text: string): Shift | undefined {
  return byAlias.get(fold(text))
}
