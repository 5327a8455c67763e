import { compare, fraction, fromDecimal, zero, type Fraction } from './fraction.ts'
import { NumberToken, type JsonObject, type JsonTree } from './strict-json.ts'

export type ProblemReason =
  | 'missing'
  | 'unknown-key'
  | 'not-an-object'
  | 'not-a-list'
  | 'not-text'
  | 'not-a-number'
  | 'negative'
  | 'not-whole'
  | 'too-small'
  | 'too-large'
  | 'more-than-all'
  | 'no-working-days'
  | 'half-weighted'
  | 'weights-sum'
  | 'credit-order'

/** What is wrong with a file: the place as a path of keys (O1.satisfied) and, where it has one, the bound. Never the value. */
export type Problem = { readonly at: string; readonly reason: ProblemReason; readonly bound?: string }

export type NumberRule = {
  readonly whole?: true
  /** Inclusive; 0 without one. As decimals, because bounds are printed. */
  readonly least?: string
  /** Inclusive; a thousand million without one, more than any count of a station. */
  readonly most?: string
}

const MOST = '1000000000'

/**
 * Takes a tree apart, key by key, and gathers every problem instead of stopping at the first. What it cannot read it answers with
 * an empty value: the caller looks at `problems` before it uses anything.
 */
export class TreeReader {
  readonly problems: Problem[] = []

  /** An object with all of `keys`, perhaps `optional`, and nothing else. */
  object(
    tree: JsonTree | undefined,
    at: string,
    keys: readonly string[],
    optional: readonly string[] = [],
  ): JsonObject {
    if (!(tree instanceof Map)) {
      this.note(at, tree === undefined ? 'missing' : 'not-an-object')
      return new Map()
    }
    for (const key of keys) if (!tree.has(key)) this.note(join(at, key), 'missing')
    for (const key of tree.keys())
      if (typeof key === 'string' && !keys.includes(key) && !optional.includes(key))
        this.note(join(at, key), 'unknown-key')
    return tree
  }

  /** The number under a key, 0 when there is none: that it is missing was noted by `object`. */
  number(from: JsonObject, at: string, key: string, rule: NumberRule = {}): Fraction {
    const tree = from.get(key)
    if (tree === undefined) return zero
    const place = join(at, key)
    if (!(tree instanceof NumberToken)) {
      this.note(place, 'not-a-number')
      return zero
    }
    const value = fromDecimal(tree.text)
    if (value === null) {
      this.note(place, 'too-large', MOST)
      return zero
    }
    const least = rule.least ?? '0'
    const most = rule.most ?? MOST
    if (value.num < 0n && least === '0') this.note(place, 'negative')
    else if (compare(value, decimal(least)) < 0) this.note(place, 'too-small', least)
    else if (compare(value, decimal(most)) > 0) this.note(place, 'too-large', most)
    else if (rule.whole && value.den !== 1n) this.note(place, 'not-whole')
    return value
  }

  text(from: JsonObject, at: string, key: string): string {
    const tree = from.get(key)
    if (tree === undefined) return ''
    if (typeof tree === 'string' && tree !== '') return tree
    this.note(join(at, key), 'not-text')
    return ''
  }

  texts(from: JsonObject, at: string, key: string): string[] {
    const tree = from.get(key)
    if (tree === undefined) return []
    if (!Array.isArray(tree)) {
      this.note(join(at, key), 'not-a-list')
      return []
    }
    return tree.map((item: JsonTree, index) => {
      if (typeof item === 'string') return item
      this.note(`${join(at, key)}[${index}]`, 'not-text')
      return ''
    })
  }

  note(at: string, reason: ProblemReason, bound?: string): void {
    this.problems.push(bound === undefined ? { at, reason } : { at, reason, bound })
  }
}

/** A decimal written in the program. */
export function decimal(text: string): Fraction {
  return fromDecimal(text) ?? fraction(0n)
}

function join(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`
}
