/** Moves the focus to the control of the next field (or the one before), as Enter does in a spreadsheet. */
export function moveFocus(form: HTMLElement | null, step: 1 | -1): void {
  if (!form) return
  const fields = [...form.querySelectorAll<HTMLElement>('[data-field]')]
  const now = fields.findIndex((field) => field.contains(document.activeElement))
  for (let at = now + step; at >= 0 && at < fields.length; at += step) {
    const control = fields[at]?.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea')
    if (!control) continue
    control.focus()
    if (control instanceof HTMLInputElement && control.type === 'text') control.select()
    return
  }
}

/** Takes the user to a field, from the summary of problems. */
export function focusField(key: string): void {
  const control = document.getElementById(`field-${key}`)
  const inside = control?.matches('input, select, textarea') ? control : control?.querySelector<HTMLElement>('input')
  inside?.focus()
  inside?.scrollIntoView({ block: 'center' })
}
