/** So many failures per caller within a window; each instance counts for itself. */
export class FailureLimit {
  readonly #failures: number
  readonly #windowMs: number
  #counts = new Map<string, number>()
  #since = 0

  constructor(failures: number, windowMs: number) {
    this.#failures = failures
    this.#windowMs = windowMs
  }

  /** Whether the caller may try. @param now milliseconds, of any clock */
  admits(caller: string, now: number): boolean {
    if (now - this.#since >= this.#windowMs) {
      this.#counts = new Map()
      this.#since = now
    }
    return (this.#counts.get(caller) ?? 0) < this.#failures
  }

  failed(caller: string): void {
    this.#counts.set(caller, (this.#counts.get(caller) ?? 0) + 1)
  }
}
