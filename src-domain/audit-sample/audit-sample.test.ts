import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scheme100 } from '../../tests/support/score-inputs.ts'
import { drawSample, pick } from './draw.ts'
import { flagsOf, sampleSize } from './flags.ts'
import { frameHash, frameOf, frameText, readFrame } from './frame.ts'
import { diceProblem, looksTyped, makeSeed, seedProblem } from './seed.ts'
import { allocate, strataOf } from './strata.ts'

const { sample } = scheme100()
const seed = 'PS310101-2025Q3-1.0.0-83467219054817263540'
const request = { seed, officer: '031207', n: 12, sample }
const line = (book: string, position: number, id: string, version = 1) => ({ book, position, id, version })

describe('a frame', () => {
  it('orders by book, time of filing and id, and counts inside each book', () => {
    const frame = frameOf([
      { book: 'L06', filedAt: '2025-07-02T01:00:00.000Z', id: 'c', version: 2 },
      { book: 'L02', filedAt: '2025-07-09T01:00:00.000Z', id: 'b', version: 1 },
      { book: 'L06', filedAt: '2025-07-01T01:00:00.000Z', id: 'd', version: 1 },
      { book: 'L06', filedAt: '2025-07-02T01:00:00.000Z', id: 'a', version: 1 },
    ])
    expect(frameText(frame)).toBe('L02\t1\tb\t1\nL06\t1\td\t1\nL06\t2\ta\t1\nL06\t3\tc\t2\n')
    // printf 'L02\t1\tb\t1\nL06\t1\td\t1\nL06\t2\ta\t1\nL06\t3\tc\t2\n' | sha256sum
    expect(frameHash(frame)).toBe('ca4d4e6d5e30a88219b5ce7ff97c70f47ca5900bf1cd37de8ccf24cd0dd04682')
  })

  it('has another hash after any change', () => {
    const frame = [line('L02', 1, 'a'), line('L02', 2, 'b'), line('L06', 1, 'c', 2)]
    const changed = [
      frame.toSpliced(2, 1, line('L06', 1, 'c', 3)),
      frame.toSpliced(0, 2, line('L02', 1, 'b'), line('L02', 2, 'a')),
      frame.toSpliced(2, 1),
      [...frame, line('L06', 2, 'd')],
      frame.toSpliced(0, 1, line('L01', 1, 'a')),
    ]
    expect(new Set([frame, ...changed].map(frameHash)).size).toBe(6)
  })

  it('is read back as it was published', () => {
    const books = fc.record({ L02: fc.nat(9), L06: fc.nat(9), L12: fc.nat(9) })
    fc.assert(
      fc.property(books, (sizes) => {
        const lines = Object.entries(sizes).flatMap(([book, size]) =>
          Array.from({ length: size }, (_, i) => line(book, i + 1, `${book}-${i}`, i + 1)),
        )
        if (lines.length > 0) expect(readFrame(frameText(lines))).toEqual({ ok: true, lines, hash: frameHash(lines) })
      }),
    )
  })

  it.each([
    ['', 'empty', 1],
    ['L02\t1\ta\t1', 'no-last-line-end', 1],
    ['L02\t1\ta\t1\r\n', 'windows-line-ends', 1],
    ['L02\t1\ta\t1\n\n', 'not-a-line', 2],
    ['L02 1 a 1\n', 'not-a-line', 1],
    ['xL02\t1\ta\t1\n', 'not-a-line', 1],
    ['L02\t1\ta\t1 \n', 'not-a-line', 1],
    ['L13\t1\ta\t1\n', 'not-a-line', 1],
    ['LX\t1\ta\t1\n', 'not-a-line', 1],
    ['L02\t1\ta\t0\n', 'not-a-line', 1],
    ['L02\t01\ta\t1\n', 'not-a-line', 1],
    ['L02\t1\ta b\t1\n', 'not-a-line', 1],
    ['L06\t1\ta\t1\nL02\t1\tb\t1\n', 'book-order', 2],
    ['L02\t2\ta\t1\n', 'position', 1],
    ['L02\t1\ta\t1\nL02\t3\tb\t1\n', 'position', 2],
    ['L02\t1\ta\t1\nL06\t2\tb\t1\n', 'position', 2],
    ['L02\t1\ta\t1\nL06\t1\ta\t1\n', 'repeated-id', 2],
  ])('%j is refused: %s', (text, problem, at) => {
    expect(readFrame(text)).toEqual({ ok: false, problem, line: at })
  })
})

describe('dice', () => {
  it.each([
    ['83467219054817263540', null],
    ['8346721905481726354', 'dice-count'],
    ['834672190548172635401', 'dice-count'],
    ['', 'dice-count'],
    ['8346721905481726354O', 'dice-digits'],
    ['８３４６７２１９０５４８１７２６３５４０', 'dice-digits'],
    ['8346721905 817263540', 'dice-digits'],
    ['-3467219054817263540', 'dice-digits'],
    ['٨٣٤٦٧٢١٩٠٥٤٨١٧٢٦٣٥٤٠', 'dice-digits'],
  ])('%s: %s', (dice, problem) => {
    expect(diceProblem(dice)).toBe(problem)
  })

  it('that somebody typed are recognised', () => {
    const typed = ['00000000000000000000', '12312312312312312312', '01234567890123456789', '98765432109876543210']
    expect(typed.filter((dice) => !looksTyped(dice))).toEqual([])
    expect(looksTyped('83467219054817263540')).toBe(false)
    expect(looksTyped('12341234123412341234')).toBe(false)
  })

  it('make a seed with a proper station, period and scheme only', () => {
    const base = { station: 'PS310101', period: '2025Q3', scheme: '1.0.0' }
    const dice = '83467219054817263540'
    expect(makeSeed({ ...base, station: 'PS-1' }, dice)).toEqual({ ok: false, problem: 'station' })
    expect(makeSeed({ ...base, period: '2025Q5' }, dice)).toEqual({ ok: false, problem: 'period' })
    for (const [period, inSeed] of [
      ['2025-Q3', '2025Q3'],
      ['2025-12', '202512'],
      ['2025-H1', '2025H1'],
      ['2025', '2025'],
    ] as const)
      expect(makeSeed({ ...base, period }, dice)).toEqual({ ok: true, seed: `PS310101-${inSeed}-1.0.0-${dice}` })
    expect(makeSeed({ ...base, period: '2025-13' }, dice)).toEqual({ ok: false, problem: 'period' })
    expect(makeSeed({ ...base, scheme: '1' }, dice)).toEqual({ ok: false, problem: 'scheme' })
    expect(makeSeed(base, '1')).toEqual({ ok: false, problem: 'dice-count' })
    expect(seedProblem(seed)).toBeNull()
    for (const station of ['', 'P', 'ps310101', 'xPS310101', 'PS310101 ', 'P'.repeat(21)])
      expect(makeSeed({ ...base, station }, dice), station).toEqual({ ok: false, problem: 'station' })
    for (const period of ['', '25', '12025', '2025-Q33', '2025-00', 'x2025', '2025-Q0', '2025-H3'])
      expect(makeSeed({ ...base, period }, dice), period).toEqual({ ok: false, problem: 'period' })
    for (const period of ['2025-01', '2025-09', '2025-10', '2025-12'])
      expect(makeSeed({ ...base, period }, dice).ok).toBe(true)
    for (const scheme of ['', '1.0', '1.0.0.0', 'v1.0.0', '1.0.0x', '12345.0.0'])
      expect(makeSeed({ ...base, scheme }, dice), scheme).toEqual({ ok: false, problem: 'scheme' })
    expect(makeSeed({ ...base, scheme: '12.345.67' }, dice).ok).toBe(true)
    expect(seedProblem(`${seed}-1`)).toBe('shape')
    expect(seedProblem('PS310101-2025Q3-1.0.0')).toBe('shape')
    expect(seedProblem(seed.slice(0, -1))).toBe('dice-count')
  })
})

describe('strata and allocation', () => {
  const anyBooks = fc
    .dictionary(
      fc.constantFrom('L01', 'L02', 'L03', 'L04', 'L05', 'L06', 'L07', 'L08', 'L09', 'L10', 'L11', 'L12'),
      fc.nat(300),
    )
    .map((sizes) => new Map(Object.entries(sizes)))

  it('never lose an entry, never ask for more than there are, and give every stratum its minimum', () => {
    fc.assert(
      fc.property(anyBooks, fc.integer({ min: 1, max: 60 }), (books, n) => {
        const strata = strataOf(books, n, sample.poolBelow)
        const all = [...books.values()].reduce((a, b) => a + b, 0)
        expect(strata.reduce((sum, { size }) => sum + size, 0)).toBe(all)
        const given = allocate(strata, n, 3)
        let drawn = 0
        for (const { code, size } of strata) {
          expect(given.get(code)).toBeGreaterThanOrEqual(Math.min(3, size))
          expect(given.get(code)).toBeLessThanOrEqual(size)
          drawn += given.get(code) ?? 0
        }
        expect(drawn).toBeGreaterThanOrEqual(Math.min(n, all))
        // n only rises where the minima exceed it.
        const minima = strata.reduce((sum, { size }) => sum + Math.min(3, size), 0)
        expect(drawn).toBe(Math.max(Math.min(n, all), minima))
      }),
    )
  })

  it('are the same in whatever order the books come', () => {
    fc.assert(
      fc.property(anyBooks, fc.integer({ min: 1, max: 60 }), (books, n) => {
        const backwards = strataOf(new Map([...books].toReversed()), n, sample.poolBelow)
        expect(backwards).toEqual(strataOf(books, n, sample.poolBelow))
        expect(allocate(backwards.toReversed(), n, 3)).toEqual(new Map([...allocate(backwards, n, 3)].toReversed()))
      }),
    )
  })

  it('pool a book below one and a half picks, not at it', () => {
    // 12 of 80: a book of 10 has 1.5 picks, one of 9 has 1.35.
    expect(
      strataOf(
        new Map([
          ['L01', 10],
          ['L02', 70],
        ]),
        12,
        sample.poolBelow,
      ).map(({ code }) => code),
    ).toEqual(['L01', 'L02'])
    expect(
      strataOf(
        new Map([
          ['L01', 9],
          ['L02', 71],
        ]),
        12,
        sample.poolBelow,
      ).map(({ code }) => code),
    ).toEqual(['L02', 'LX'])
  })

  it('raise n when the minima ask for more', () => {
    const strata = ['L01', 'L02', 'L03'].map((code) => ({ code, books: [code], size: 50 }))
    expect([...allocate(strata, 4, 3).values()]).toEqual([3, 3, 3])
    expect([...allocate(strata, 9, 3).values()]).toEqual([3, 3, 3])
  })

  it('give a tied remainder to the lower code', () => {
    const strata = ['L01', 'L02', 'L03', 'L04'].map((code) => ({ code, books: [code], size: 25 }))
    expect([...allocate(strata, 14, 3)]).toEqual([
      ['L01', 4],
      ['L02', 4],
      ['L03', 3],
      ['L04', 3],
    ])
  })

  it('give the open picks to the largest remainders, whatever their code', () => {
    // 20 of 100: L01 6.2, L02 6.2, L03 7.6, so that one pick is left, and it is L03's.
    const strata = [
      ['L01', 31],
      ['L02', 31],
      ['L03', 38],
    ].map(([code, size]) => ({ code: String(code), books: [String(code)], size: Number(size) }))
    expect([...allocate(strata, 20, 3).values()]).toEqual([6, 6, 8])
    const tied = ['L04', 'L03', 'L02', 'L01'].map((code) => ({ code, books: [code], size: 25 }))
    expect([...allocate(tied, 14, 3)]).toEqual([
      ['L04', 3],
      ['L03', 3],
      ['L02', 4],
      ['L01', 4],
    ])
  })

  it('know nothing of a book without entries', () => {
    expect(
      strataOf(
        new Map([
          ['L01', 0],
          ['L02', 20],
        ]),
        12,
        sample.poolBelow,
      ),
    ).toEqual([{ code: 'L02', books: ['L02'], size: 20 }])
  })

  it('exist for an officer without entries: nothing is drawn', () => {
    const drawn = drawSample([], request)
    expect(drawn.ok && drawn.draw).toMatchObject({ strata: [], drawn: 0, entries: [] })
  })
})

describe('the draw', () => {
  const frame = Array.from({ length: 40 }, (_, i) => line('L06', i + 1, `v${i}`))

  it('changes with every part of the seed and with the officer', () => {
    const ids = (changes: Partial<typeof request>) => {
      const drawn = drawSample(frame, { ...request, ...changes })
      return drawn.ok ? drawn.draw.entries.map(({ id }) => id).join() : drawn.problem
    }
    const all = [
      ids({}),
      ids({ officer: '031208' }),
      ids({ seed: seed.replace('2025Q3', '2025Q4') }),
      ids({ seed: seed.replace('310101', '310102') }),
      ids({ seed: seed.replace('1.0.0', '1.0.1') }),
      ids({ seed: seed.replace('8346', '8347') }),
    ]
    expect(new Set(all).size).toBe(all.length)
    expect(ids({})).toBe(all[0])
  })

  it('refuses what is no seed and no officer number', () => {
    expect(drawSample(frame, { ...request, seed: 'PS310101' })).toEqual({ ok: false, problem: 'shape' })
    expect(drawSample(frame, { ...request, officer: '03|1207' })).toEqual({ ok: false, problem: 'officer' })
    expect(drawSample(frame, { ...request, officer: '' })).toEqual({ ok: false, problem: 'officer' })
  })

  it('takes a whole stratum when as many are asked for', () => {
    expect(pick('s', 5, 5).toSorted()).toEqual([1, 2, 3, 4, 5])
    expect(pick('s', 5, 0)).toEqual([])
    expect(() => pick('s', 5, 6)).toThrow(RangeError)
  })

  it('reaches every position about equally often', () => {
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 2000; i++) for (const at of pick(`seed ${i}`, 10, 3)) counts[at - 1]! += 1
    // 600 expected each; 5 standard deviations are about 102.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(102)
  })
})

describe('flags', () => {
  const at = (day: string, time = '02:00:00.000') => `${day}T${time}Z`
  const days = (count: number, month = '07') =>
    Array.from({ length: count }, (_, i) => at(`2025-${month}-${String(i + 1).padStart(2, '0')}`))

  it('see more than 40% of the entries on the last three days, by Shanghai time', () => {
    const six = days(6)
    const last = ['2025-09-28', '2025-09-29', '2025-09-30'].map((day) => at(day))
    expect(flagsOf([...six, ...last, at('2025-09-30', '03:00:00.000')], '2025-09-30', sample)).toEqual({
      late: false,
      burst: false,
    })
    expect(flagsOf([...six.slice(1), ...last, at('2025-09-30', '03:00:00.000')], '2025-09-30', sample).late).toBe(true)
    // 2025-09-27 16:00 UTC is already the 28th in Shanghai.
    expect(flagsOf([...days(1), at('2025-09-27', '16:00:00.000')], '2025-09-30', sample).late).toBe(true)
    expect(flagsOf([...days(1), at('2025-09-27', '15:59:59.999')], '2025-09-30', sample).late).toBe(false)
    expect(flagsOf([], '2025-09-30', sample)).toEqual({ late: false, burst: false })
  })

  it('see twenty entries within ten minutes, in any order', () => {
    const every = (seconds: number, count: number) =>
      Array.from({ length: count }, (_, i) =>
        new Date(Date.UTC(2025, 6, 5, 1, 0, i * seconds)).toISOString(),
      ).toReversed()
    expect(flagsOf([...every(30, 20), ...days(30)], '2025-09-30', sample).burst).toBe(true)
    expect(flagsOf([...every(30, 19), ...days(4)], '2025-09-30', sample).burst).toBe(false)
    expect(flagsOf(every(32, 20), '2025-09-30', sample).burst).toBe(false)
    // 19 steps of 600 / 19 s are ten minutes to the millisecond.
    const exactly = Array.from({ length: 20 }, (_, i) =>
      new Date(Date.UTC(2025, 6, 5) + Math.floor((i * 600_000) / 19)).toISOString(),
    )
    expect(flagsOf(exactly, '2025-09-30', sample).burst).toBe(true)
  })

  it('double the sample, once', () => {
    expect(sampleSize(sample, { late: false, burst: false })).toBe(12)
    expect(sampleSize(sample, { late: true, burst: false })).toBe(24)
    expect(sampleSize(sample, { late: true, burst: true })).toBe(24)
  })
})
