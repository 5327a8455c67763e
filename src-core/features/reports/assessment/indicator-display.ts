import { barToTarget, type BarToTarget } from '../../../../src-domain/charts/bar-to-target.ts'
import type { Drawing } from '../../../../src-domain/charts/drawing.ts'
import type { Fraction, TenThousandths } from '../../../../src-domain/scoring/fraction.ts'
import type { IndicatorId, Scheme } from '../../../../src-domain/scoring/scheme.ts'

/** Where an indicator's axis ends and where its target stands. */
export type IndicatorAxis = Pick<BarToTarget, 'from' | 'to' | 'target' | 'none'>

/** For drawing only: figures that are scored stay exact. */
export function numberOf({ num, den }: Fraction): number {
  return Number(num) / Number(den)
}

export function axisOf(id: IndicatorId, scheme: Scheme): IndicatorAxis {
  const credit = scheme.indicators[id].credit
  if (credit === null) return { from: 0, to: 1.25, target: 1, none: null }
  const target = numberOf(credit.full)
  const none = numberOf(credit.none)
  return { from: 0, to: none > target ? 2 : 1, target, none }
}

/**
 * The figure that stands against the target: the rate as measured, or for O4 the smoothed ratio that is scored (a ratio of small counts
 * says little). null where nothing was counted.
 */
export function shownValue(
  id: IndicatorId,
  { good, due }: { readonly good: TenThousandths | null; readonly due: TenThousandths | null },
  scheme: Scheme,
): number | null {
  if (good === null || due === null) return null
  const smoothing = id === 'O4' ? numberOf(scheme.smoothing) * 10_000 : 0
  return due + smoothing === 0 ? null : (good + smoothing) / (due + smoothing)
}

/** Bar of one indicator up to its target. */
export function indicatorBar(
  id: IndicatorId,
  figures: {
    readonly good: TenThousandths | null
    readonly due: TenThousandths | null
    readonly smallSample: { readonly low: TenThousandths; readonly high: TenThousandths } | null
  },
  scheme: Scheme,
  width: number,
): Drawing {
  const { smallSample } = figures
  const interval = smallSample && { low: smallSample.low / 10_000, high: smallSample.high / 10_000 }
  return barToTarget({ ...axisOf(id, scheme), value: shownValue(id, figures, scheme), interval }, width)
}
