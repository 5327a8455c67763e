/** A JSON number as it was written: 0.1 stays a tenth, 1e400 does not become infinite. */
export class NumberToken {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type JsonObject = ReadonlyMap<string, JsonTree>
export type JsonTree = null | boolean | string | NumberToken | readonly JsonTree[] | JsonObject

export type JsonProblem = {
  readonly reason: 'not-json' | 'duplicate-key' | 'too-deep'
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

export type JsonReading =
  { readonly ok: true; readonly tree: JsonTree } | { readonly ok: false; readonly problem: JsonProblem }

const DEEPEST = 32

class Unreadable extends Error {
  readonly reason: JsonProblem['reason']
  readonly offset: number
  constructor(reason: JsonProblem['reason'], offset: number) {
    super(reason)
    this.reason = reason
    this.offset = offset
  }
}

/**
 * Reads JSON (RFC 8259) keeping every number as written, because a score must not depend on how binary floating point reads 0.95.
 * Stricter than JSON.parse: a key that occurs twice and nesting below 32 levels are refused. A leading byte order mark is skipped.
 */
export function readStrictJson(text: string): JsonReading {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const reader = new Reader(source)
  try {
    return { ok: true, tree: reader.document() }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const before = source.slice(0, error.offset).split('\n')
    return {
      ok: false,
      problem: { reason: error.reason, line: before.length, column: (before.at(-1) ?? '').length + 1 },
    }
  }
}

const literals: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

class Reader {
  private readonly source: string
  private at = 0

  constructor(source: string) {
    this.source = source
  }

  document(): JsonTree {
    const tree = this.value(0)
    this.blanks()
    if (this.at < this.source.length) this.fail('not-json')
    return tree
  }

  private value(depth: number): JsonTree {
    if (depth > DEEPEST) this.fail('too-deep')
    this.blanks()
    const first = this.source[this.at]
    if (first === '{') return this.object(depth)
    if (first === '[') return this.list(depth)
    if (first === '"') return this.string()
    const number = this.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y)
    if (number !== null) return new NumberToken(number)
    const word = this.match(/true|false|null/y)
    if (word === null) this.fail('not-json')
    return literals.get(word) ?? null
  }

  private object(depth: number): JsonObject {
    const members = new Map<string, JsonTree>()
    this.take('{')
    if (this.peek() !== '}')
      for (;;) {
        this.blanks()
        const start = this.at
        const key = this.string()
        if (members.has(key)) this.fail('duplicate-key', start)
        this.take(':')
        members.set(key, this.value(depth + 1))
        if (this.peek() !== ',') break
        this.take(',')
      }
    this.take('}')
    return members
  }

  private list(depth: number): readonly JsonTree[] {
    const items: JsonTree[] = []
    this.take('[')
    if (this.peek() !== ']')
      for (;;) {
        items.push(this.value(depth + 1))
        if (this.peek() !== ',') break
        this.take(',')
      }
    this.take(']')
    return items
  }

  private string(): string {
    // Characters from the blank up, and the escapes that JSON knows; what the escapes mean is JSON.parse's business.
    const token = this.match(/"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y)
    if (token === null) this.fail('not-json')
    return JSON.parse(token) as string
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)
    if (found === null) return null
    this.at += found[0].length
    return found[0]
  }

  private blanks(): void {
    this.match(/[ \t\r\n]*/y)
  }

  private peek(): string | undefined {
    this.blanks()
    return this.source[this.at]
  }

  private take(character: string): void {
    if (this.peek() !== character) this.fail('not-json')
    this.at += 1
  }

  private fail(reason: JsonProblem['reason'], offset = this.at): never {
    throw new Unreadable(reason, offset)
  }
}
