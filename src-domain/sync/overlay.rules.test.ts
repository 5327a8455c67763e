import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { sameValue } from './canonical-row.ts'
import { judgeMutation } from './merge.rules.ts'
import { changesOf, sameView, viewOf } from './overlay.rules.ts'
import { rulesOf } from './tables.ts'

const value = fc.oneof(fc.constant(null), fc.constantFrom('a', 'b', 'c', 'd'))
const set = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 4 })
const row = fc.record({ one: value, two: value, many: set })

describe('what people see before the platform has answered', () => {
  it('is what they wrote, whatever the row was', () => {
    fc.assert(
      fc.property(row, row, (base, wanted) => {
        const seen = viewOf(base, [{ op: 'put', fields: changesOf(base, wanted) }])
        expect(sameView(seen, wanted)).toBe(true)
      }),
    )
  })

  it('is what the platform makes of it, where nobody else changed the same fields', () => {
    fc.assert(
      fc.property(row, row, row, (base, mine, theirs) => {
        const change = changesOf(base, mine)
        const other = changesOf(base, theirs)
        fc.pre(['one', 'two'].every((name) => change[name] === undefined || other[name] === undefined))
        const held = viewOf(base, [{ op: 'put', fields: other }]) ?? {}
        const mutation = { op: 'put', baseVer: 1, fields: change } as unknown as Mutation
        const judged = judgeMutation({ ver: 2, fields: held, deleted: false, identityVer: 0 }, mutation, rulesOf('x'))
        const shown = viewOf(held, [{ op: 'put', fields: change }])
        if (judged.status === 'conflict' || judged.status === 'rejected') throw new Error(judged.status)
        expect(sameView(shown, judged.does === 'put' ? judged.fields : held)).toBe(true)
      }),
    )
  })

  it('never lets a change win over one that was not seen', () => {
    fc.assert(
      fc.property(value, value, value, (base, mine, theirs) => {
        fc.pre(!sameValue(base, mine) && !sameValue(base, theirs) && !sameValue(mine, theirs))
        const mutation = {
          op: 'put',
          baseVer: 1,
          fields: changesOf({ one: base }, { one: mine }),
        } as unknown as Mutation
        const held = { ver: 2, fields: { one: theirs }, deleted: false, identityVer: 0 }
        expect(judgeMutation(held, mutation, rulesOf('x'))).toMatchObject({
          status: 'conflict',
          conflicts: [{ field: 'one', mine, theirs }],
        })
      }),
    )
  })

  it('leaves out fields that this PC never changes, once the row is known', () => {
    const kept = new Set(['number'])
    expect(changesOf({ number: '1' }, { number: '1b' }, kept)).toEqual({})
    expect(changesOf(undefined, { number: '1' }, kept)).toEqual({ number: { base: null, value: '1' } })
  })
})
