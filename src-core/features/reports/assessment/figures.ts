import type { TenThousandths } from '../../../../src-domain/scoring/fraction.ts'

/** 7778 -> 77.78%: all four places that the engine gives. */
export function percent(value: TenThousandths | null): string {
  return value === null ? '—' : `${places(value, 2, 100)}%`
}

/** 717141 -> 71.71 */
export function points(value: TenThousandths | null): string {
  return value === null ? '—' : places(value, 2)
}

/** 717141 -> 71.7141 */
export function exact(value: TenThousandths): string {
  return places(value, 4)
}

/** A count or sum without needless zeros: 160000 -> 16, 85000 -> 8.5 */
export function amount(value: TenThousandths | null): string {
  return value === null ? '—' : places(value, 2).replace(/\.?0+$/, '')
}

/** 35.6% as 0.36 */
export function share(value: TenThousandths): string {
  return places(value, 2)
}

/** Half away from zero, on whole numbers. */
function places(value: TenThousandths, digits: number, unit = 10_000): string {
  const step = unit / 10 ** digits
  const whole = Math.floor(Math.abs(value) / step + 0.5)
  const text = String(whole).padStart(digits + 1, '0')
  const sign = value < 0 && whole > 0 ? '-' : ''
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Asia/Shanghai, which has had no summer time since 1991: 2026-01-05 10:00. */
export function shanghaiMinute(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}
