import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InputOf } from '../../src-contract/contract.ts'
import type { LocalDate, SubjectId } from '../../src-contract/ids.ts'
import { describeOlder } from '../../src-core/features/subjects/describe-older.service.ts'
import { idOf, jz, mz, openStationWith, under } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'

/** P02 opens JZ and not MZ. Each has an ID number, by which the two records are one file. */
const born = (n: number): string => `19${60 + Math.floor(n / 28)}01${String((n % 28) + 1).padStart(2, '0')}`
const person = (n: number, sequence: string, names: { jz: string; mz: string }, address: string) => {
  const idNumber = idOf(born(n), sequence)
  return [jz(names.jz, { idNumber }), mz(names.mz, { idNumber, address })]
}
const many = (count: number, sequence: string, names: { jz: string; mz: string }, address = '镜湖东路9号') =>
  Array.from({ length: count }, (_, n) => person(n, sequence, names, `${address}${n}室`)).flat()

const ours = '镜湖北路4号明珠雅筑3号楼2单元'
const elsewhere = '镜湖东路9号'
/** Homes that an open system knows; of the one before last a closed one says that it is in the officer's beat. */
const homes = (name: string, sequence: string, closed: boolean) =>
  Array.from({ length: 100 }, (_, n) => {
    const idNumber = idOf(born(n), sequence)
    const open = jz(name, { idNumber, address: `${elsewhere}${n}室` })
    return closed && n === 98 ? [open, mz(name, { idNumber, address: `${ours}302室` })] : [open]
  }).flat()
const records = [
  ...many(200, '111', { jz: '郝丰', mz: '钱多' }),
  ...many(150, '222', { jz: '周全', mz: '周全' }, ours),
  ...many(120, '333', { jz: '孙双', mz: '孙双全' }),
  // More than are counted stand in a closed record alone, before those that an open one knows as well.
  ...many(1_010, '444', { jz: '何同', mz: '赵合' }),
  ...many(40, '555', { jz: '赵合', mz: '赵合' }),
  ...homes('秦同', '666', false),
  ...homes('韩同', '777', true),
  // At one door somebody of whom all is open, at the other somebody of whom a closed record says another home.
  jz('章开', { idNumber: idOf('19710101', '881'), address: `${ours}501室` }),
  jz('章旁', { idNumber: idOf('19710101', '882'), address: '镜湖南路8号原明珠雅筑3栋2单元501室' }),
  jz('穆开', { idNumber: idOf('19710101', '883'), address: `${ours}601室` }),
  mz('穆开', { idNumber: idOf('19710101', '883'), address: `${elsewhere}601室` }),
  jz('穆旁', { idNumber: idOf('19710101', '884'), address: '镜湖南路8号原明珠雅筑3栋2单元601室' }),
  // Two with one phone; of the second MZ says another name than JZ, and JZ is believed first.
  jz('褚甲', { idNumber: idOf('19720101', '885'), phone: '12900009001' }),
  mz('褚甲', { idNumber: idOf('19720101', '885'), phone: '12900009001' }),
  jz('卫东', { idNumber: idOf('19720101', '886'), phone: '12900009001' }),
  mz('蒋东', { idNumber: idOf('19720101', '886'), phone: '12900009001' }),
  // P06 opens the address of MZ and not that of JZ, which is believed first.
  jz('施内', { idNumber: idOf('19700101', '888'), address: `${elsewhere}304室` }),
  mz('施内', { idNumber: idOf('19700101', '888'), address: `${ours}303室` }),
]

let station: TestStation
beforeAll(async () => {
  station = await openStationWith(records)
  const beats = orThrow(await station.as('chief', 'accounts.list', {})).accounts.map((one) => one.beats)
  const beat = beats.find((some) => some.length > 0)?.[0] ?? ''
  const area = { kind: 'estate', place: '明珠雅筑', beat, from: '2020-01-01' as LocalDate, to: null } as const
  const doors = { doorFrom: null, doorTo: null, side: 'both' } as const
  orThrow(await station.as('chief', 'duty.saveArea', { ...area, ...doors, reason: '划分' }))
})
afterAll(() => station.close())

async function ask(text: string, refine: InputOf<'lookup.search'>['refine'] = {}, purpose: 'P02' | 'P09' = 'P02') {
  const { total, more, groups, hints, hits, systems } = orThrow(
    await station.as('officer', 'lookup.search', { text, ...under(purpose), refine }),
  )
  const found = systems.filter(({ state }) => state === 'found').map(({ system }) => system)
  return { total, more, groups, hints, hits: hits.length, found }
}
const nothing = { total: 0, more: false, groups: [], hits: 0, found: [] }
const noHints = { ownBeat: 0, ownBeatMore: false, born: [] }

describe('a system that the purpose closes', () => {
  it('is in no count, however many it alone would find', async () => {
    expect(await ask('钱多')).toEqual({ ...nothing, hints: noHints })
    expect(await ask('孙双全')).toEqual({ ...nothing, hints: noHints })
    expect(await ask('钱多', { born: 1960 })).toEqual({ ...nothing, hints: noHints })
    expect(await ask('钱多', { ownBeat: true })).toEqual({ ...nothing, hints: noHints })
  })

  it('does not say how many it finds where they are more than are counted', async () => {
    expect(await ask('赵合')).toMatchObject({ total: 40, more: false, groups: [{ about: 'person', count: 40 }] })
  })

  it('makes a door that its key finds no vaguer question', async () => {
    const found = async (text: string) =>
      orThrow(await station.as('officer', 'lookup.search', { text, ...under('P02') })).hits.map((hit) => hit.matched)
    const whole = await found('明珠雅筑3栋2单元501室')
    expect(whole).toEqual(['address'])
    expect(await found('明珠雅筑3栋2单元601室')).toEqual(whole)
  })

  it('names no relation', async () => {
    const relations = async (purpose: 'P02' | 'P06') => {
      const [hit] = orThrow(await station.as('officer', 'lookup.search', { text: '褚甲', ...under(purpose) })).hits
      const subjectId = hit?.subjectId as SubjectId
      return orThrow(await station.as('officer', 'lookup.open', { subjectId, ...under(purpose) })).relations
    }
    // P02 opens phones of JZ alone, P06 those of MZ alone.
    expect(await relations('P02')).toMatchObject([{ kind: 'same-phone', name: '卫*', systems: ['JZ'] }])
    expect(await relations('P06')).toMatchObject([{ kind: 'same-phone', name: '蒋*', systems: ['MZ'] }])
  })

  it('moves nobody forward by the home that it alone knows', async () => {
    const years = async (text: string) =>
      orThrow(await station.as('officer', 'lookup.search', { text, ...under('P02') })).hits.map((hit) => hit.birthYear)
    expect(await years('韩同')).toEqual(await years('秦同'))
  })

  it('takes nobody out of the own beat whose home an open one knows there', async () => {
    const { hits } = orThrow(
      await station.as('officer', 'lookup.search', { text: '施内', ...under('P06'), refine: { ownBeat: true } }),
    )
    expect(hits.map(({ ownBeat }) => ownBeat)).toEqual([true])
  })

  it('makes nobody one of the own beat', async () => {
    expect((await ask('周全')).hints).toMatchObject({ ownBeat: 0, ownBeatMore: false })
    expect(await ask('周全', { ownBeat: true })).toMatchObject(nothing)
  })
})

describe('more answers than are looked at one by one', () => {
  it('are all counted where an open system says the same as the closed one', async () => {
    const found = await ask('周全')
    expect(found).toMatchObject({ total: 150, more: false, groups: [{ about: 'person', count: 150 }], found: ['JZ'] })
    const decades = found.hints.born.map(({ count }) => count)
    expect(decades.reduce((sum, count) => sum + count, 0)).toBe(150)
    expect((await ask('周全', { born: 1960 })).total).toBe(150)
  })

  it('are counted as far as they were looked at where the two differ, and that is said', async () => {
    const { total, more, groups, hits } = await ask('孙双')
    expect([total, more, hits]).toEqual([50, true, 50])
    expect(groups).toEqual([{ about: 'person', count: 50 }])
  })
})

it('a station of the version before counts what it has looked at, and all of it once it was described anew', async () => {
  const db = station.core.gate.session?.db
  if (!db) throw new Error('nobody is logged in')
  const before = db.prepare('SELECT subject_id, told_by, said_by FROM subject_briefs ORDER BY subject_id').all()
  db.exec('UPDATE subject_briefs SET told_by = NULL, said_by = NULL')
  expect(await ask('钱多')).toEqual({ ...nothing, hints: noHints })
  expect(await ask('周全')).toMatchObject({ total: 50, more: true, hits: 50 })
  let turns = 0
  const tell = (slice: Parameters<typeof db.transaction>[0]): void => {
    turns += 1
    db.transaction((tx) => slice(tx) as never)
  }
  // Stopped after a turn, it goes on where it was.
  const first = await describeOlder({ db, tell, goOn: () => turns < 1, everyMs: 0 })
  expect(first).toBeGreaterThan(0)
  const began = performance.now()
  const second = await describeOlder({ db, tell, goOn: () => true })
  expect(first + second).toBe(1_525)
  // Each commit empties the page caches of whoever asks meanwhile: there are few, some seconds apart.
  expect(turns).toBeLessThan(7 + (performance.now() - began) / 400)
  expect(db.prepare('SELECT subject_id, told_by, said_by FROM subject_briefs ORDER BY subject_id').all()).toEqual(
    before,
  )
  expect(await ask('周全')).toMatchObject({ total: 150, more: false })
  expect(await describeOlder({ db, tell, goOn: () => true })).toBe(0)
})
