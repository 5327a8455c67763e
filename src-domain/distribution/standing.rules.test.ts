import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DistributionAct } from '../../src-contract/distribution.ts'
import type { Content } from './content.rules.ts'
import { after, inOrder, standingOf, typedIn, type HandingOver } from './standing.rules.ts'

const [now, before] = ['1'.repeat(64), '2'.repeat(64)]
const gone = '3'.repeat(64)
const content: Content = { withdrawn: false, lines: [], lacking: [], hash: now, withdrawalHash: gone }
const lacking = { ...content, lacking: ['address'] }
const withdrawn = { ...content, withdrawn: true, hash: gone }

/** One a second, in this order. */
function history(...acts: readonly (readonly [DistributionAct, string])[]): HandingOver[] {
  return acts.map(([act, hash], at) => ({
    ...{ id: `e.JZ.${at}`, act, hash, at: `2026-11-20T08:00:0${at}.000Z` },
    ...{ batch: null, receipt: null, reason: null, typed: null },
  }))
}

const standing = (of: Content, ...acts: readonly (readonly [DistributionAct, string])[]): unknown => {
  const found = standingOf(of, history(...acts))
  return found === null ? null : [found.standing, found.former]
}

describe('where an entry stands with a system', () => {
  it('waits, or lacks something, before anything happened', () => {
    expect(standing(content)).toEqual(['waiting', null])
    expect(standing(lacking)).toEqual(['lacking', null])
  })

  it.each([
    ['exported', 'exported'],
    ['confirmed', 'shared'],
    ['rejected', 'rejected'],
  ] as const)('%s: %s, as long as the record is as it was', (act, is) => {
    expect(standing(content, [act, now])).toEqual([is, null])
    expect(standing(lacking, [act, now])).toEqual([is, null])
    const former = act === 'rejected' ? null : is
    expect(standing(content, [act, before])).toEqual(['waiting', former])
    expect(standing(lacking, [act, before])).toEqual(['lacking', former])
  })

  it('is decided by what happened last, not by what came in last', () => {
    const [first, last] = history(['rejected', now], ['confirmed', now])
    const both = first && last ? [last, first] : []
    expect(standingOf(content, both)).toMatchObject({ standing: 'shared', last })
  })

  it('waits again after a refusal when somebody says so, or when it was changed', () => {
    expect(standing(content, ['rejected', now], ['again', now])).toEqual(['waiting', null])
    expect(standing(content, ['rejected', now], ['again', now], ['confirmed', now])).toEqual(['shared', null])
    expect(standing(content, ['rejected', before])).toEqual(['waiting', null])
  })

  it('is not what it was when the record is again as it was before something else was told', () => {
    expect(standing(content, ['confirmed', now], ['confirmed', before])).toEqual(['waiting', 'shared'])
  })

  it('what is typed decides nothing itself', () => {
    expect(standing(content, ['confirmed', now], ['typed', before])).toEqual(['shared', null])
    expect(standing(content, ['typed', now])).toEqual(['waiting', null])
  })
})

describe('an answer', () => {
  const inBatches = (...acts: readonly (readonly [DistributionAct, string, string | null])[]): unknown => {
    const all = history(...acts.map(([act, hash]) => [act, hash] as const))
    const found = standingOf(
      content,
      all.map((one, n) => ({ ...one, batch: acts[n]?.[2] ?? null })),
    )
    return found === null ? null : [found.standing, found.former]
  }

  it('is not lowered by the same once more, from a PC that had not heard of it', () => {
    expect(standing(content, ['confirmed', now], ['exported', now])).toEqual(['shared', null])
  })

  it('counts for when it was told: one about an older batch does not hide the newer, nor is it lost', () => {
    expect(inBatches(['exported', before, '1'], ['exported', now, '2'], ['confirmed', before, '1'])).toEqual([
      'exported',
      null,
    ])
    expect(
      inBatches(['exported', before, '1'], ['exported', now, '2'], ['confirmed', now, '2'], ['confirmed', before, '1']),
    ).toEqual(['shared', null])
    expect(
      inBatches(['exported', before, '1'], ['exported', now, '2'], ['confirmed', before, '1'], ['rejected', now, '2']),
    ).toEqual(['rejected', null])
  })

  it('that the record is there already does not take it away', () => {
    expect(
      inBatches(['exported', now, '1'], ['exported', now, '2'], ['confirmed', now, '1'], ['rejected', now, '2']),
    ).toEqual(['shared', null])
  })

  it('that was a slip is put right by the next one', () => {
    expect(standing(content, ['exported', now], ['confirmed', now], ['rejected', now])).toEqual(['rejected', null])
    expect(standing(content, ['exported', now], ['rejected', now], ['confirmed', now])).toEqual(['shared', null])
    expect(inBatches(['exported', now, '1'], ['confirmed', now, null], ['rejected', now, '1'])).toEqual([
      'rejected',
      null,
    ])
  })
})

describe('an entry out of force', () => {
  it('is nothing to a system that never had it', () => {
    expect(standing(withdrawn)).toBeNull()
    expect(standing(withdrawn, ['typed', before])).toBeNull()
    expect(standing(withdrawn, ['rejected', before])).toBeNull()
  })

  it('is to be taken back where it is, or may be', () => {
    expect(standing(withdrawn, ['confirmed', before])).toEqual(['waiting', 'shared'])
    expect(standing(withdrawn, ['exported', before])).toEqual(['waiting', 'exported'])
    expect(standing(withdrawn, ['confirmed', before], ['confirmed', gone])).toEqual(['shared', null])
    // Refused, it never was there.
    expect(standing(withdrawn, ['exported', before], ['rejected', before])).toBeNull()
  })

  it('is to be told again when it is filed again after that', () => {
    const back = [
      ['confirmed', now],
      ['confirmed', gone],
    ] as const
    // As something new: the system has nothing of it any more.
    expect(standing(content, ...back)).toEqual(['waiting', null])
  })
})

it('what was typed last counts, whole', () => {
  const [first, , last] = history(['typed', now], ['again', now], ['typed', now]).map((each, at) => ({
    ...each,
    typed: each.act === 'typed' ? { address: `${at}` } : null,
  }))
  expect(typedIn(first && last ? [last, first] : [])).toEqual({ address: '2' })
  expect(typedIn([])).toEqual({})
})

describe('when the next thing happened', () => {
  it('is now, or right after the last thing where that was written by a clock ahead', () => {
    const one = history(['confirmed', now])
    expect(after([], '2026-11-20T08:00:00.000Z')).toBe('2026-11-20T08:00:00.000Z')
    expect(after(one, '2026-11-20T09:00:00.000Z')).toBe('2026-11-20T09:00:00.000Z')
    expect(after(one, '2026-11-20T08:00:00.000Z')).toBe('2026-11-20T08:00:00.001Z')
    expect(after(one, '2025-01-01T00:00:00.000Z')).toBe('2026-11-20T08:00:00.001Z')
  })

  it('is always later than all of them, so that what is appended decides', () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(fc.array(instants, { maxLength: 6 }), instants, (ats, clock) => {
        const all = history(...ats.map(() => ['rejected', now] as const)).map((each, at) => ({
          ...each,
          at: ats[at]?.toISOString() ?? '',
        }))
        const [next] = history(['confirmed', now])
        const appended = next && { ...next, id: 'e.JZ.!', at: after(all, clock.toISOString()) }
        expect(inOrder(appended ? [appended, ...all] : []).at(-1)).toBe(appended)
      }),
    )
  })
})
