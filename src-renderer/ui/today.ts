const days = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })

/** Today's date in Asia/Shanghai, YYYY-MM-DD. */
export function today(): string {
  return days.format(new Date())
}
