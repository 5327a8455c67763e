import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryLinkage, type PairDecision } from '../../tests/support/linkage-memory.ts'
import { blockingKeys } from './blocking.ts'
import { areClearlyTwo, chance, compare } from './compare.ts'
import { unestimated } from './frequency-table.ts'
import { linkRecord, type LinkRecord, type RecordFacts } from './link-record.ts'
import { nameFacts } from './name-facts.ts'
import { nameLikeness } from './name-likeness.ts'
import { judge, verdictOf } from './verdict.ts'

const room = (number: string, floorMissing = false): RecordFacts['places'][number] => ({
  rooms: [`990102|星河新村||3|2||${number}`],
  buildings: ['990102|星河新村||3'],
  floorMissing,
})
let serial = 0
function record(facts: Partial<RecordFacts>): LinkRecord {
  return linkRecord({
    system: 'WG',
    nativeId: String((serial += 1)),
    about: 'person',
    idNumber: null,
    doubtfulIds: [],
    names: [],
    organisationNames: [],
    phones: [],
    uscc: null,
    birthDate: null,
    sex: null,
    places: [],
    ...facts,
  })
}
const id = '990102198003042702'
const verdict = (a: Partial<RecordFacts>, b: Partial<RecordFacts>) =>
  judge(record({ system: 'JZ', ...a }), record(b), unestimated).verdict

it('two people who are told apart at a glance would never have come to a review', () => {
  const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
  const facts = fc.record({
    names: pick(['唐佩琴'], ['欧阳小明'], ['王伟', '王芳'], ['张先生'], ['司马光']),
    idNumber: pick(null, null, id, '990102199003051232'),
    doubtfulIds: pick([], ['990102198003042703']),
    phones: pick([], ['12900000001'], ['12900000002']),
    birthDate: pick(null, '1980-03-04', '1980-04-03', '1990-03-05'),
    sex: pick(null, '男', '女'),
    places: pick([], [room('1203')], [room('03', true)], [room('901')]),
  })
  const extreme = {
    ...unestimated,
    people: 1_000,
    rooms: 200_000,
    houses: 200_000,
    buildings: 50_000,
    same: { phone: 0.03, room: 0.97, building: 0.97 },
    household: {
      phone: { resident: 0.97, caller: 0.97 },
      home: { resident: 0.97, caller: 0.97 },
      both: { resident: 0.97, caller: 0.97 },
    },
  }
  let told = 0
  fc.assert(
    fc.property(
      facts,
      facts,
      pick('JZ' as const, 'JCJ' as const),
      pick(unestimated, extreme),
      (a, b, system, table) => {
        const [left, right] = [record({ ...a, system }), record(b)]
        if (!areClearlyTwo(left, right)) return
        told += 1
        expect(verdictOf(compare(left, right, table))).toEqual({ link: 'none' })
      },
    ),
    { numRuns: 2_000 },
  )
  expect(told).toBeGreaterThan(100)
})

describe('what is linked without asking', () => {
  it('an equal ID number under the same, a same-sounding or a look-alike name', () => {
    for (const name of ['唐佩琴', '唐佩芹', '唐珮琴'])
      expect(verdict({ names: ['唐佩琴'], idNumber: id }, { names: [name], idNumber: id })).toEqual({
        link: 'auto',
        rule: 'id-and-name',
      })
  })

  it('a name with the birth date and the phone or the home', () => {
    const born = { names: ['唐佩琴'], birthDate: '1980-03-04' }
    expect(verdict({ ...born, phones: ['12900000001'] }, { ...born, phones: ['12900000001'] }).link).toBe('auto')
    expect(verdict({ ...born, places: [room('1203')] }, { ...born, places: [room('1203')] }).link).toBe('auto')
    expect(verdict({ names: born.names }, { names: born.names }).link).not.toBe('auto')
  })

  it('a name with the phone, when nobody else comes close', () => {
    const one = { names: ['唐佩琴'], phones: ['12900000001'] }
    expect(verdict(one, { ...one, places: [room('1203')] })).toEqual({ link: 'auto', rule: 'score' })
  })
})

describe('what is never linked without asking', () => {
  it('a name and an address alone, as in families', () => {
    const one = { names: ['唐佩琴'], places: [room('1203')] }
    expect(verdict(one, one)).toEqual({ link: 'review', reason: 'name-and-place' })
  })

  it('an equal ID number under a clearly different name: it is a conflict', () => {
    expect(verdict({ names: ['唐佩琴'], idNumber: id }, { names: ['周文彬'], idNumber: id })).toEqual({
      link: 'review',
      reason: 'id-conflict',
    })
  })

  it('masked ID numbers, and numbers with a wrong digit', () => {
    const masked = { names: ['唐佩琴'], doubtfulIds: ['**************2702'] }
    expect(verdict(masked, masked).link).not.toBe('auto')
    expect(record(masked)).toMatchObject({ id: null, doubtfulIds: [] })
    const damaged = { names: ['唐佩琴'], doubtfulIds: ['990102198003043702'] }
    expect(verdict({ names: ['唐佩琴'], idNumber: id }, damaged).link).toBe('review')
  })

  it('two different valid ID numbers, whatever else is alike', () => {
    const same = { names: ['唐佩琴'], phones: ['12900000001'], places: [room('1203')] }
    const other = '990102198003042729'
    expect(verdict({ ...same, idNumber: id }, { ...same, idNumber: other }).link).not.toBe('auto')
  })

  it('a call without a name from the phone of a household', () => {
    const link = verdict({ names: ['唐佩琴'], phones: ['12900000001'] }, { system: 'JCJ', phones: ['12900000001'] })
    expect(link).toEqual({ link: 'review', reason: 'no-name' })
  })

  it('housemates who share phone, home and surname', () => {
    const home = { phones: ['12900000001'], places: [room('1203')] }
    expect(verdict({ ...home, names: ['唐佩琴'] }, { ...home, names: ['唐文彬'] }).link).toBe('none')
  })
})

describe('how names relate', () => {
  const levels: [string, string, string][] = [
    ['张三丰', '张三丰', 'equal'],
    ['张小明', '章晓明', 'same-sounding'],
    ['刘未', '刘末', 'confusable'],
    ['张小明', '张明', 'typo'],
    ['张小明', '张明小', 'typo'],
    ['张小明', '张大明', 'one-character'],
    ['张小明', '张先生', 'title'],
    ['老张', '张小明', 'title'],
    ['张明', '张强', 'different'],
    ['张小明', '李女士', 'different'],
  ]
  it.each(levels)('%s and %s: %s', (a, b, level) => {
    expect(nameLikeness(nameFacts(a), nameFacts(b))).toBe(level)
    expect(nameLikeness(nameFacts(b), nameFacts(a))).toBe(level)
  })
})

describe('the score', () => {
  it('is worth more for a rare name than for a common one', () => {
    const table = { ...unestimated, names: 100_000, surnames: { 王: 7_000 }, givens: { 伟: 500 } }
    const bits = (name: string) => {
      const one = { names: [name], phones: ['12900000001'] }
      return compare(record(one), record(one), table).bits.name
    }
    expect(bits('唐佩琴')).toBeGreaterThan(bits('王伟') + 5)
  })

  it('is its prior and the evidence of all fields together', () => {
    const one = record({ names: ['唐佩琴'], phones: ['12900000001'], places: [room('1203')] })
    const { bits, prior, total, p } = compare(
      one,
      record({ names: ['唐佩琴'], places: [room('03', true)] }),
      unestimated,
    )
    expect(prior + Object.values(bits).reduce((sum, each) => sum + each, 0)).toBeCloseTo(total)
    expect(p).toBeCloseTo(chance(total))
  })

  it('a room without its floor is not the same room, but says more than the building', () => {
    const full = record({ names: ['唐佩琴'], places: [room('1203')] })
    const place = (other: RecordFacts['places'][number]) =>
      compare(full, record({ names: ['唐佩琴'], places: [other] }), unestimated).levels.place
    expect(place(room('03', true))).toBe('room-without-floor')
    expect(place(room('04', true))).toBe('building')
    expect(blockingKeys(record({ places: [room('03', true)] })).filter((key) => key.startsWith('rm'))).toEqual([])
  })
})

/* People of a small world whose records agree and contradict each other in every way, so that components are large and ambiguous. */
const someRecord = fc.record({
  system: fc.constantFrom('JZ', 'MZ', 'WG', 'WY', 'ZJ', 'JCJ'),
  names: fc.array(fc.constantFrom('唐佩琴', '唐佩芹', '唐琴', '唐女士', '周文彬', '周文斌', '王伟', '王玮'), {
    maxLength: 1,
  }),
  idNumber: fc.option(fc.constantFrom(id, '990102198003042729', '990102195712269615')),
  phones: fc.array(fc.constantFrom('12900000001', '12900000002', '12900000003'), { maxLength: 1 }),
  birthDate: fc.option(fc.constantFrom('1980-03-04', '1957-12-26')),
  places: fc.array(fc.constantFrom(room('1203'), room('1204'), room('03', true)), { maxLength: 1 }),
})
const world = fc
  .array(someRecord, { minLength: 1, maxLength: 14 })
  .map((all) => all.map((one, at) => record({ ...one, nativeId: String(at) } as Partial<RecordFacts>)))
const someDecisions = fc.array(
  fc.record({ kind: fc.constantFrom('must' as const, 'cannot' as const), a: fc.nat(13), b: fc.nat(13) }),
  { maxLength: 4 },
)
const decided = (records: readonly LinkRecord[], picks: readonly { kind: 'must' | 'cannot'; a: number; b: number }[]) =>
  picks.flatMap(({ kind, a, b }): PairDecision[] => {
    const [left, right] = [records[a], records[b]]
    return left && right && left !== right ? [{ kind, a: left.key, b: right.key }] : []
  })
const filesOf = (records: readonly LinkRecord[], decisions: readonly PairDecision[]): string[] =>
  new MemoryLinkage(records, decisions)
    .run(unestimated)
    .clusters.map((cluster) => cluster.records.map(({ key }) => key).join(' '))
    .sort()

describe('files', () => {
  it('do not depend on the order in which records came', () => {
    fc.assert(
      fc.property(world, someDecisions, fc.infiniteStream(fc.nat(1_000)), (records, picks, random) => {
        const decisions = decided(records, picks)
        const shuffled = records
          .map((one) => ({ one, at: random.next().value as number }))
          .sort((x, y) => x.at - y.at)
          .map(({ one }) => one)
        expect(filesOf(shuffled, [...decisions].reverse())).toEqual(filesOf(records, decisions))
      }),
      { numRuns: 150 },
    )
  })

  it('hold every record once, and each link of a file lies inside it', () => {
    fc.assert(
      fc.property(world, (records) => {
        const { clusters } = new MemoryLinkage(records).run(unestimated)
        expect(clusters.flatMap((cluster) => cluster.records.map(({ key }) => key)).sort()).toEqual(
          records.map(({ key }) => key).sort(),
        )
        for (const { records: held, links } of clusters) {
          expect(links).toHaveLength(held.length - 1)
          for (const { a, b } of links) expect(held).toEqual(expect.arrayContaining([a, b]))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('never bring together what somebody kept apart, nor two ID numbers unless somebody said so', () => {
    fc.assert(
      fc.property(world, someDecisions, (records, picks) => {
        const decisions = decided(records, picks)
        const { clusters } = new MemoryLinkage(records, decisions).run(unestimated)
        for (const cluster of clusters) {
          const keys = new Set(cluster.records.map(({ key }) => key))
          expect(decisions.filter(({ kind, a, b }) => kind === 'cannot' && keys.has(a) && keys.has(b))).toEqual([])
          const ids = new Set(cluster.records.flatMap((one) => one.id ?? []))
          if (ids.size > 1) expect(cluster.links.some(({ rule }) => rule === 'decision')).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('a decision to join holds whatever the records say, and a later record does not undo it', () => {
    const left = record({ nativeId: 'a', names: ['唐佩琴'], idNumber: id })
    const right = record({ nativeId: 'b', names: ['周文彬'], phones: ['12900000001'] })
    const later = record({ nativeId: 'c', names: ['周文彬'], phones: ['12900000001'] })
    const must: PairDecision = { kind: 'must', a: left.key, b: right.key }
    expect(filesOf([left, right], [])).toHaveLength(2)
    expect(filesOf([left, right], [must])).toHaveLength(1)
    expect(
      filesOf([left, right, later], [must]).some((file) => file.includes(left.key) && file.includes(right.key)),
    ).toBe(true)
  })

  it('a candidate within three bits of another person’s leaves the link to a person', () => {
    const call = record({ system: 'JCJ', nativeId: 'call', names: ['唐佩琴'], phones: ['12900000001'] })
    const twin = (nativeId: string, idNumber: string) =>
      record({ system: 'JZ', nativeId, names: ['唐佩琴'], phones: ['12900000001'], idNumber })
    const { clusters, maybe } = new MemoryLinkage([call, twin('x', id), twin('y', '990102198003042729')]).run(
      unestimated,
    )
    expect(clusters).toHaveLength(3)
    expect(maybe.get(call.key)?.map(({ reason }) => reason)).toEqual(['runner-up', 'runner-up'])
  })
})
