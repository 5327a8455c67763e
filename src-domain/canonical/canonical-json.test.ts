import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from './canonical-json.ts'

describe('canonical JSON', () => {
  it('does not depend on the order in which members were written', () => {
    expect(canonicalJson({ b: 1, a: { d: [1, 2], c: null } })).toBe('{"a":{"c":null,"d":[1,2]},"b":1}')
  })

  it('leaves out undefined members and refuses numbers that are not finite', () => {
    expect(canonicalJson({ a: undefined, b: 'x' })).toBe('{"b":"x"}')
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
  })

  it('is the same text whether members were in order or not, at every depth', () => {
    const shuffled = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(shuffled)
        : value === null || typeof value !== 'object'
          ? value
          : Object.fromEntries(
              Object.entries(value)
                .map(([key, member]) => [key, member === undefined ? undefined : shuffled(member)] as const)
                .reverse(),
            )
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json)
        expect(canonicalJson(shuffled(value as Json))).toBe(text)
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
      }),
    )
    expect(canonicalJson({ b: { d: 1, c: [{ z: 1, y: undefined }] }, a: 1 })).toBe('{"a":1,"b":{"c":[{"z":1}],"d":1}}')
    expect(() => canonicalJson({ b: 1, a: [{ deep: Number.POSITIVE_INFINITY }] })).toThrow(TypeError)
  })

  it('can be parsed back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
