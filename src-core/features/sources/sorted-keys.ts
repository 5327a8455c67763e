/** Neither stands in a key: text in its normal form has no control characters. */
const between = '\u0001'
const beforePlace = '\0'
const keysToAPiece = 512

/** Some keys of one kind in the order of their values, as one text, which crosses between threads quicker than many. */
export type KeysPiece = { readonly kind: string; readonly text: string }

/** What a piece holds: values, and the places of their subjects. */
export function keysOf({ text }: KeysPiece): { value: string; place: number }[] {
  return text.split(between).map((key) => {
    const ends = key.lastIndexOf(beforePlace)
    return { value: key.slice(0, ends), place: Number(key.slice(ends + 1)) }
  })
}

/**
 * Keys that come in any order and are taken in that of their values, kind after kind. What was gathered is packed from time to time, so
 * that a million of them take thirty megabytes.
 */
export class SortedKeys {
  /** Per kind, `value NUL place`: sorts as plain strings, which is several times faster than comparing objects. */
  readonly #gathered = new Map<string, string[]>()
  readonly #packed = new Map<string, string[]>()
  #keys = 0

  /** How many pieces its keys are, about. */
  get pieces(): number {
    return this.#keys / keysToAPiece + this.#packed.size
  }

  add(kind: string, value: string, place: number): void {
    const ofKind = this.#gathered.get(kind)
    if (ofKind) ofKind.push(`${value}${beforePlace}${place}`)
    else this.#gathered.set(kind, [`${value}${beforePlace}${place}`])
  }

  /** Between two stretches of adding. */
  pack(): void {
    for (const [kind, texts] of this.#gathered) {
      const packed = this.#packed.get(kind) ?? []
      packed.push(texts.sort().join(between))
      this.#keys += texts.length
      this.#packed.set(kind, packed)
    }
    this.#gathered.clear()
  }

  /** All that was packed; it is gone from here as it is taken. */
  *take(): Generator<KeysPiece> {
    for (const kind of [...this.#packed.keys()].sort()) {
      const packed = (this.#packed.get(kind) as string[]).map((text) => new Packed(text))
      this.#packed.delete(kind)
      let piece: string[] = []
      for (const key of merged(packed)) {
        piece.push(key)
        if (piece.length < keysToAPiece) continue
        yield { kind, text: piece.join(between) }
        piece = []
      }
      if (piece.length > 0) yield { kind, text: piece.join(between) }
    }
  }
}

/** A sorted text of which the first key is at hand. */
class Packed {
  readonly #text: string
  #at = 0
  head: string | undefined

  constructor(text: string) {
    this.#text = text
    this.next()
  }

  next(): void {
    if (this.#at > this.#text.length) {
      this.head = undefined
      return
    }
    const found = this.#text.indexOf(between, this.#at)
    const ends = found < 0 ? this.#text.length : found
    this.head = this.#text.slice(this.#at, ends)
    this.#at = ends + 1
  }
}

function* merged(all: Packed[]): Generator<string> {
  let left = all
  while (left.length > 0) {
    let [least] = left as [Packed]
    for (const one of left) if ((one.head as string) < (least.head as string)) least = one
    yield least.head as string
    least.next()
    if (least.head === undefined) left = left.filter((one) => one !== least)
  }
}
