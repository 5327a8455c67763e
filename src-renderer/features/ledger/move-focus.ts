/** The id of a field's control; several forms on one screen have different scopes. */
export function fieldId(scope: string, key: string): string {
  return `${scope}-${key}`
}

/** Moves the focus to the control of the next field (or the one before), as Enter does in a spreadsheet. */
export function moveFocus(form: HTMLElement | null, step: 1 | -1): void {
  if (!form) return
  const fields = [...form.querySelectorAll<HTMLElement>('[data-field]')]
  const now = fields.findIndex((field) => field.contains(document.activeElement))
  for (let at = now + step; at >= 0 && at < fields.length; at += step) if (focusInside(fields[at])) return
}

/** A save that takes longer is not waited for, ms. */
const longestWait = 500

/**
 * Leaves the field, so that what follows from it is filled in, and goes to the next one that still must be filled in or mended; from
 * the last of them to the first.
 *
 * @param saved the save of what was just typed: core says with it what must be filled in because of it
 */
export async function moveToMissing(form: HTMLElement | null, saved: Promise<unknown> | undefined): Promise<void> {
  const here = document.activeElement
  if (!form || !(here instanceof HTMLElement)) return
  await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, longestWait))])
  await new Promise(requestAnimationFrame)
  // Who went on meanwhile is not called back.
  if (document.activeElement !== here) return
  here.blur()
  requestAnimationFrame(() => {
    const fields = [...form.querySelectorAll<HTMLElement>('[data-field]')]
    const now = fields.findIndex((field) => field.contains(here))
    const inOrder = [...fields.slice(now + 1), ...fields.slice(0, Math.max(0, now))]
    if (!inOrder.some((field) => 'missing' in field.dataset && focusInside(field))) here.focus()
  })
}

/** Takes the user to a field, from the summary of problems. */
export function focusField(scope: string, key: string): void {
  const control = document.getElementById(fieldId(scope, key))
  const inside = control?.matches(controls) ? control : control?.querySelector<HTMLElement>(controls)
  inside?.focus()
  inside?.scrollIntoView({ block: 'center' })
}

/** Focuses the first control inside; false when there is none. */
export function focusInside(place: HTMLElement | null | undefined): boolean {
  const control = place?.querySelector<HTMLElement>(controls)
  if (!control) return false
  control.focus()
  if (control instanceof HTMLInputElement && control.type === 'text') control.select()
  return true
}

const controls = 'input:not([type="hidden"]):not(:disabled), select:not(:disabled), textarea:not(:disabled)'
