import { indicatorIds } from '../../../src-contract/features/assessment.snapshot.ts'

type Credit = { none: number; full: number }
type Indicator = { weight: number; credit?: Credit; shrink?: { m: number; prior: number } }
/** A scheme as far as the form changes it; the rest goes over as it is. */
export type SchemeDraft = { indicators: Record<(typeof indicatorIds)[number], Indicator> }

export type VariantField = 'weight' | 'none' | 'full' | 'm'
/** What was typed, by `O1.weight`. */
export type Typed = Readonly<Record<string, string>>

export function fieldValue(scheme: SchemeDraft, id: (typeof indicatorIds)[number], field: VariantField): number | null {
  const { weight, credit, shrink } = scheme.indicators[id]
  if (field === 'weight') return weight
  if (field === 'm') return shrink?.m ?? null
  return credit?.[field] ?? null
}

/** The scheme with what was typed; what is no number is left to core to name. */
export function withTyped(scheme: SchemeDraft, typed: Typed): unknown {
  const changed = structuredClone(scheme)
  for (const id of indicatorIds) {
    const own = changed.indicators[id]
    const take = (field: VariantField, put: (value: number) => void): void => {
      const text = typed[`${id}.${field}`]
      if (text !== undefined) put((text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)) as number)
    }
    take('weight', (value) => (own.weight = value))
    take('none', (value) => own.credit && (own.credit.none = value))
    take('full', (value) => own.credit && (own.credit.full = value))
    take('m', (value) => own.shrink && (own.shrink.m = value))
  }
  return changed
}
