import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberToken, readStrictJson, type JsonTree } from './strict-json.ts'

function plain(tree: JsonTree): unknown {
  if (tree instanceof NumberToken) return Number(tree.text)
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plain(value as JsonTree)]))
  return Array.isArray(tree) ? tree.map(plain) : tree
}

function problemOf(text: string): unknown {
  const reading = readStrictJson(text)
  return reading.ok ? 'read' : reading.problem
}

describe('reading JSON without losing digits', () => {
  it('keeps a number as it was written', () => {
    const reading = readStrictJson('{"a": 0.10, "b": [1e400, -12345678901234567890.5]}')
    expect(reading.ok && (reading.tree as ReadonlyMap<string, JsonTree>).get('a')).toEqual(new NumberToken('0.10'))
    expect(reading.ok && (reading.tree as ReadonlyMap<string, JsonTree>).get('b')).toEqual([
      new NumberToken('1e400'),
      new NumberToken('-12345678901234567890.5'),
    ])
  })

  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        // Keys like __proto__ are plain keys here; what JSON.parse makes of the same text is the reference.
        const reading = readStrictJson(text)
        expect(reading.ok && plain(reading.tree)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('agrees with JSON.parse about what is JSON', () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...[
          '{',
          '}',
          '[',
          ']',
          ':',
          ',',
          '"a"',
          '"\\u00e9"',
          '1',
          '-',
          '.5',
          'e3',
          'null',
          'true',
          'NaN',
          ' ',
          '\n',
          "'",
          '"\\x"',
          '"',
        ],
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        const reading = readStrictJson(text)
        let known = true
        try {
          JSON.parse(text)
        } catch {
          known = false
        }
        expect(reading.ok || reading.problem.reason !== 'not-json').toBe(known)
      }),
      { numRuns: 2000 },
    )
  })

  it('reads a text as long as the largest file', () => {
    const text = JSON.stringify({ note: '户"\\'.repeat(200_000) })
    const reading = readStrictJson(text)
    expect(reading.ok && plain(reading.tree)).toEqual(JSON.parse(text))
  })

  it('skips a byte order mark', () => {
    expect(problemOf('\uFEFF{"a":1}')).toBe('read')
  })

  it('says where a file stops being JSON', () => {
    expect(problemOf('{\n  "valid": NaN\n}')).toEqual({ reason: 'not-json', line: 2, column: 12 })
    expect(problemOf('')).toEqual({ reason: 'not-json', line: 1, column: 1 })
    expect(problemOf('{"a":1} x')).toEqual({ reason: 'not-json', line: 1, column: 9 })
    expect(problemOf('{"a":01}')).toEqual({ reason: 'not-json', line: 1, column: 7 })
    expect(problemOf('"\\u12"')).toEqual({ reason: 'not-json', line: 1, column: 1 })
    expect(problemOf('{:1}')).toEqual({ reason: 'not-json', line: 1, column: 2 })
    expect(problemOf('"\\x"')).toEqual({ reason: 'not-json', line: 1, column: 1 })
    expect(problemOf('"never closed')).toEqual({ reason: 'not-json', line: 1, column: 1 })
    expect(problemOf('["a\tb"]')).toEqual({ reason: 'not-json', line: 1, column: 2 })
  })

  it('refuses a key that occurs twice: which one counts would be a guess', () => {
    expect(problemOf('{"a":1,\n "\\u0061":2}')).toEqual({ reason: 'duplicate-key', line: 2, column: 2 })
    expect(problemOf('[{"a":1},{"a":2}]')).toBe('read')
  })

  it('refuses nesting without end instead of overflowing', () => {
    expect(problemOf(`${'['.repeat(33)}${']'.repeat(33)}`)).toBe('read')
    expect(problemOf(`${'['.repeat(34)}${']'.repeat(34)}`)).toMatchObject({ reason: 'too-deep' })
    expect(problemOf('{"a":'.repeat(100_000))).toMatchObject({ reason: 'too-deep' })
  })
})
