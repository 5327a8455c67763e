import type { Fraction, TenThousandths } from '../scoring/fraction.ts'
import type { IndicatorId, Scheme } from '../scoring/scheme.ts'
import { barToTarget, type BarToTarget } from './bar-to-target.ts'
import type { Drawing } from './drawing.ts'

/** Where an indicator's axis ends and where its target stands. */
export type IndicatorAxis = Pick<BarToTarget, 'from' | 'to' | 'target' | 'none'>
/** Where credit begins and where it is full, as shares; null: the ratio itself is the credit. */
export type TargetShares = { readonly none: number; readonly full: number } | null

/** For drawing only: figures that are scored stay exact. */
function numberOf({ num, den }: Fraction): number {
  return Number(num) / Number(den)
}

export function targetOf(id: IndicatorId, scheme: Scheme): TargetShares {
  const { credit } = scheme.indicators[id]
  return credit === null ? null : { none: numberOf(credit.none), full: numberOf(credit.full) }
}

export function axisTo(target: TargetShares): IndicatorAxis {
  if (target === null) return { from: 0, to: 1.25, target: 1, none: null }
  return { from: 0, to: target.none > target.full ? 2 : 1, target: target.full, none: target.none }
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

/**
 * Bar of one indicator up to its target: the same in a report and on screen.
 *
 * @param shown the figure that stands against the target, as a share; null: the bare axis
 */
export function indicatorBar(
  figures: {
    readonly shown: number | null
    readonly target: TargetShares
    /** Ten-thousandths. */
    readonly smallSample: { readonly low: TenThousandths; readonly high: TenThousandths } | null
  },
  width: number,
): Drawing {
  const { shown, target, smallSample } = figures
  const interval = smallSample && { low: smallSample.low / 10_000, high: smallSample.high / 10_000 }
  return barToTarget({ ...axisTo(target), value: shown, interval }, width)
}
