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

/** An object of the file and its path. */
export type Place = { readonly at: string; readonly tree: JsonObject }

const MOST = '1000000000'

/**
 * Takes a tree apart, key by key, and gathers every problem instead of stopping at the first. What it cannot read it answers with
 * an empty value: the caller looks at `problems` before it uses anything.
 */
export class TreeReader {
  readonly problems: Problem[] = []

  /** The whole file: an object with all of `keys`, perhaps `optional`, and nothing else. */
  root(tree: JsonTree, keys: readonly string[], optional: readonly string[] = []): Place {
    return this.keyed(tree, '', keys, optional)
  }

  /** The object under a key, empty when there is none: that it is missing was noted with its parent, as for every other kind. */
  object(parent: Place, key: string, keys: readonly string[], optional: readonly string[] = []): Place {
    const tree = parent.tree.get(key)
    const at = pathOf(parent, key)
    return tree === undefined ? { at, tree: new Map() } : this.keyed(tree, at, keys, optional)
  }

  /** The number under a key, 0 when there is none. */
  number(parent: Place, key: string, rule: NumberRule = {}): Fraction {
    const tree = parent.tree.get(key)
    if (tree === undefined) return zero
    if (!(tree instanceof NumberToken)) {
      this.note(parent, key, 'not-a-number')
      return zero
    }
    const value = fromDecimal(tree.text)
    if (value === null) {
      this.note(parent, key, 'too-large', MOST)
      return zero
    }
    const { least = '0', most = MOST } = rule
    if (value.num < 0n && least === '0') this.note(parent, key, 'negative')
    else if (compare(value, decimal(least)) < 0) this.note(parent, key, 'too-small', least)
    else if (compare(value, decimal(most)) > 0) this.note(parent, key, 'too-large', most)
    else if (rule.whole && value.den !== 1n) this.note(parent, key, 'not-whole')
    return value
  }

  text(parent: Place, key: string): string {
    const tree = parent.tree.get(key)
    if (tree === undefined) return ''
    if (typeof tree === 'string' && tree !== '') return tree
    this.note(parent, key, 'not-text')
    return ''
  }

  texts(parent: Place, key: string): string[] {
    const tree = parent.tree.get(key)
    if (tree === undefined) return []
    if (!Array.isArray(tree)) {
      this.note(parent, key, 'not-a-list')
      return []
    }
    return tree.map((item: JsonTree, index) => {
      if (typeof item === 'string') return item
      this.note(parent, `${key}[${index}]`, 'not-text')
      return ''
    })
  }

  /** @param key '' for the object itself */
  note(parent: Place, key: string, reason: ProblemReason, bound?: string): void {
    this.problems.push({ at: pathOf(parent, key), reason, bound })
  }

  private keyed(tree: JsonTree, at: string, keys: readonly string[], optional: readonly string[]): Place {
    if (!(tree instanceof Map)) {
      this.problems.push({ at, reason: 'not-an-object' })
      return { at, tree: new Map() }
    }
    const place: Place = { at, tree }
    for (const key of keys) if (!place.tree.has(key)) this.note(place, key, 'missing')
    for (const key of place.tree.keys())
      if (!keys.includes(key) && !optional.includes(key)) this.note(place, key, 'unknown-key')
    return place
  }
}

/** A decimal written in the program. */
export function decimal(text: string): Fraction {
  return fromDecimal(text) ?? fraction(0n)
}

function pathOf({ at }: Place, key: string): string {
  return [at, key].filter((part) => part !== '').join('.')
}
