/**
 * Puts text on the clipboard, inside the handler of a click or a key. The newer clipboard interface asks for a permission, which the
 * window refuses to every page; a lock takes what was copied off again either way.
 *
 * @returns whether it is there
 */
export function copyText(text: string): boolean {
  let put = false
  const answer = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    // A list under the focus would put its rows there.
    event.stopImmediatePropagation()
    event.preventDefault()
    put = event.clipboardData !== null
  }
  document.addEventListener('copy', answer, { capture: true })
  try {
    return document.execCommand('copy') && put
  } finally {
    document.removeEventListener('copy', answer, { capture: true })
  }
}
