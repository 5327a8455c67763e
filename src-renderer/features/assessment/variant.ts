import type { indicatorIds } from '../../../src-contract/features/assessment.snapshot.ts'

/** A scheme as its text says it; what the form does not change goes over as it is. */
export type SchemeDraft = Readonly<Record<string, unknown>>
type IndicatorId = (typeof indicatorIds)[number]

/** The thresholds that change what a run's frozen figures give; others decide what is gathered before a run. */
export const thresholds = [
  'indicators.O1.fewestAnswers',
  'honesty.mostOutcomeMissing',
  'period.fewestDutyDays',
  'indicators.O4.smoothing',
  'audit.m',
  'audit.none',
  'audit.full',
] as const
export type Threshold = (typeof thresholds)[number]

export const variantFields = ['weight', 'none', 'full', 'm'] as const
export type VariantField = (typeof variantFields)[number]

/** Where the scheme has an indicator's field, with dots: as core names it in a problem too. */
export function pathOf(id: IndicatorId, field: VariantField): string {
  const inside = { weight: 'weight', none: 'credit.none', full: 'credit.full', m: 'shrink.m' }
  return `indicators.${id}.${inside[field]}`
}

/** What was typed, by path. */
export type Typed = Readonly<Record<string, string>>

/** The number at a path; null where this scheme has none. */
export function valueAt(scheme: SchemeDraft, path: string): number | null {
  const found = path.split('.').reduce<unknown>((place, key) => (isPlace(place) ? place[key] : undefined), scheme)
  return typeof found === 'number' ? found : null
}

/** The scheme with what was typed; what is no number is left to core to name. */
export function withTyped(scheme: SchemeDraft, typed: Typed): unknown {
  const changed: SchemeDraft = structuredClone(scheme)
  for (const [path, text] of Object.entries(typed)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const place = keys.reduce<unknown>((inside, key) => (isPlace(inside) ? inside[key] : undefined), changed)
    if (isPlace(place)) place[last] = text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
  }
  return changed
}

function isPlace(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
