const days = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', timeStyle: 'short' })

/** Today's date in Asia/Shanghai, YYYY-MM-DD. */
export function today(): string {
  return days.format(new Date())
}

/** The time of day in Asia/Shanghai, HH:MM. */
export function now(): string {
  return clock.format(new Date())
}

/** From one date to another in days; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
