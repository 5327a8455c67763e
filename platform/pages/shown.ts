const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })

/** An instant as people here read it. */
export function shown(instant: string | null): string {
  return instant === null ? '' : clock.format(new Date(instant))
}
