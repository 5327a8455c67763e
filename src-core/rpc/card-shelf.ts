/** The facts of an identity card that Beatbook takes; a reader delivers more, which the shell drops. */
export type Card = {
  readonly name: string
  readonly sex: 'male' | 'female' | ''
  /** YYYY-MM-DD. */
  readonly birthDate: string
  readonly number: string
  readonly address: string
}

const kept = 5

/** Cards that were read and not yet used: the last few, each for one use, in memory only. */
export class CardShelf {
  readonly #cards = new Map<string, Card>()

  put(cardId: string, card: Card): void {
    this.#cards.set(cardId, card)
    const [oldest] = this.#cards.keys()
    if (this.#cards.size > kept && oldest !== undefined) this.#cards.delete(oldest)
  }

  /** The card, which is gone after it. */
  take(cardId: string): Card | undefined {
    const card = this.#cards.get(cardId)
    this.#cards.delete(cardId)
    return card
  }
}
