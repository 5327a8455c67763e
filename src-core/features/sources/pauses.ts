const sliceMs = 12

/** Lets core answer others while a long piece of work goes on: `await pauses.due()` after every small step of it. */
export class Pauses {
  #since = performance.now()

  async due(): Promise<void> {
    if (performance.now() - this.#since < sliceMs) return
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
