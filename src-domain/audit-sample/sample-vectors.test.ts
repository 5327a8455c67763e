import { describe, expect, it } from 'vitest'
import { scheme100 } from '../../tests/support/score-inputs.ts'
import vectors from '../../tests/vectors/audit-sample.json' with { type: 'json' }
import { drawSample, pick } from './draw.ts'
import { frameOf, frameText, readFrame, type FrameEntry } from './frame.ts'
import { makeSeed } from './seed.ts'
import { allocate, strataOf } from './strata.ts'

const { sample } = scheme100()

/** Entries of the given books, shuffled, with ids that say where they belong. */
function entriesOf(books: object): FrameEntry[] {
  const entries = Object.entries(books).flatMap(([book, size]) =>
    Array.from({ length: Number(size) }, (_, i): FrameEntry => {
      const second = new Date(Date.UTC(2025, 6, 1, 0, 0, i)).toISOString()
      return { book, filedAt: second, id: `${book}-${String(i + 1).padStart(4, '0')}`, version: 1 + (i % 3) }
    }),
  )
  return entries.toSorted((a, b) => (a.id.slice(-2) < b.id.slice(-2) ? -1 : 1))
}

describe.each(vectors)('officer $officer of the worked sample', (vector) => {
  const books = new Map(Object.entries(vector.books) as [string, number][])

  it('has a seed of station, period, scheme and 20 dice', () => {
    const base = { station: 'PS310101', period: '2025Q3', scheme: '1.0.0' }
    expect(makeSeed(base, '83467219054817263540')).toEqual({ ok: true, seed: vector.seed })
  })

  it('pools the small books', () => {
    const strata = strataOf(books, vector.n, sample.poolBelow)
    expect(Object.fromEntries(strata.map(({ code, size }) => [code, size]))).toEqual(vector.strata)
  })

  it('allots the sample', () => {
    const allocation = allocate(strataOf(books, vector.n, sample.poolBelow), vector.n, sample.fewestPerStratum)
    expect(Object.fromEntries(allocation)).toEqual(vector.alloc)
    expect([...allocation.values()].reduce((a, b) => a + b, 0)).toBe(vector.drawn)
  })

  it('picks the positions, in the order of the draw', () => {
    const strata = new Map(Object.entries(vector.strata))
    const allotted = new Map(Object.entries(vector.alloc))
    for (const [code, positions] of Object.entries(vector.picked))
      expect(pick(`${vector.seed}|${vector.officer}|${code}`, strata.get(code)!, allotted.get(code)!), code).toEqual(
        positions,
      )
  })

  it('names the entries behind them, from the published file too', () => {
    const frame = frameOf(entriesOf(vector.books))
    const request = { seed: vector.seed, officer: vector.officer, n: vector.n, sample }
    const drawn = drawSample(frame, request)
    if (!drawn.ok) throw new Error(drawn.problem)
    expect(Object.fromEntries(drawn.draw.picked)).toEqual(vector.picked)
    expect(drawn.draw.drawn).toBe(vector.drawn)
    expect(new Set(drawn.draw.entries.map(({ id }) => id)).size).toBe(vector.drawn)
    for (const { stratum, book, position, pick: at, id } of drawn.draw.entries) {
      expect(id).toBe(`${book}-${String(position).padStart(4, '0')}`)
      if (stratum !== 'LX') expect({ stratum, at }).toEqual({ stratum: book, at: position })
    }
    const read = readFrame(frameText(frame))
    expect(read.ok && drawSample(read.lines, request)).toEqual(drawn)
    expect(read.ok && read.hash).toBe(drawn.draw.frameHash)
  })
})

it('a position in the pool counts through its books in their order', () => {
  const [, vector] = vectors
  const frame = frameOf(entriesOf(vector!.books))
  const drawn = drawSample(frame, { seed: vector!.seed, officer: vector!.officer, n: vector!.n, sample })
  const pooled = drawn.ok ? drawn.draw.entries.filter(({ stratum }) => stratum === 'LX') : []
  // LX is L01 (1), L05 (12), L07 (9), L08 (7), L09 (4), L11 (6), L12 (2): 13 is the last of L05, 39 the last of L11, 24 in L08.
  expect(pooled.map(({ pick: at, id }) => [at, id])).toEqual([
    [13, 'L05-0012'],
    [39, 'L11-0006'],
    [24, 'L08-0002'],
  ])
})
