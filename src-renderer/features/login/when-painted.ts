/**
 * Calls `then` once the browser has drawn what is on the page now. A window that is not shown yet draws nothing, so after a
 * tenth of a second it is called in any case. Returns how to call it off.
 */
export function whenPainted(then: () => void): () => void {
  let over = false
  const once = () => {
    if (over) return
    over = true
    then()
  }
  const timer = setTimeout(once, 100)
  const frame = requestAnimationFrame(() => setTimeout(once, 0))
  return () => {
    over = true
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
}
