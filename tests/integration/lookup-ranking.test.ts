import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InputOf, OutputOf } from '../../src-contract/contract.ts'
import type { LocalDate } from '../../src-contract/ids.ts'
import type { LoadedRecord } from '../../src-core/features/sources/load.service.ts'
import { idOf, jcj, under, jz, mz, openStationWith, wg, yj } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'

// 明珠雅筑 is the officer's beat, 秋实小区 a colleague's. The phone's last four name the record, because much else comes back masked.
const ours = (room: number): string => `镜湖北路4号明珠雅筑3号楼2单元${room}室`
const theirs = (room: number): string => `镜湖东路9号秋实小区5号楼1单元${room}室`
const phone = (last: string): string => `1290000${last}`

const ranking: LoadedRecord[] = [
  jz('林宁', { phone: phone('0001'), address: theirs(101) }),
  jz('林宁', { phone: phone('0002'), address: ours(101) }),
  jz('林宁远', { phone: phone('0003'), address: theirs(102) }),
  jz('林宁远', { phone: phone('0004'), address: ours(102) }),
  jz('林凝', { phone: phone('0005'), address: ours(103) }),
  jz('小林宁', { phone: phone('0006'), address: ours(104) }),
  jz('宁琳', { phone: phone('0007'), address: ours(105) }),
  yj('林宁小吃店', { address: theirs(1) }),
  jcj({ incidentNumber: '2026112100000009', name: '林宁', phone: phone('0008'), address: ours(106) }),
]
const sounds: LoadedRecord[] = [
  jz('张珊', { phone: phone('0020') }),
  jz('臧三', { phone: phone('0021') }),
  jz('李南', { phone: phone('0022') }),
  jz('倪兰', { phone: phone('0023') }),
  jz('陈静', { phone: phone('0024') }),
]
/** Of one person a purpose opens JZ, which knows no address; the one that MZ knows is in the officer's beat. */
const hiddenHome = [
  jz('陶暗', { idNumber: idOf('19700101'), phone: phone('0030') }),
  mz('陶暗', { idNumber: idOf('19700101'), address: ours(301) }),
  jz('陶暗', { idNumber: idOf('19700102'), phone: phone('0031'), address: ours(302) }),
]
const crowd = Array.from({ length: 7_000 }, (_, n) =>
  // The last of them live in the officer's beat, far behind the first hundreds that the index gives.
  wg('王伟', { relation: String(n), address: n < 6_980 ? theirs(100 + (n % 400)) : ours(400 + n - 6_980) }),
)
/** The officer holds a whole community, with which no key of a place begins. */
const inCommunity = Array.from({ length: 1_103 }, (_, n) =>
  wg('李静', { relation: String(n), address: n < 1_100 ? theirs(100 + (n % 400)) : `梅园社区青年路${n - 1_095}号` }),
)
const old = [
  jz('王伟', { idNumber: idOf('19350505'), birthDate: '1935-05-05', phone: phone('0040'), address: theirs(9) }),
  jz('王伟', { idNumber: idOf('19361212'), birthDate: '1936-12-12', phone: phone('0041'), address: ours(9) }),
]

type Asked = Omit<InputOf<'lookup.search'>, 'text' | 'purpose'> & { purpose?: InputOf<'lookup.search'>['purpose'] }
let station: TestStation
beforeAll(async () => {
  station = await openStationWith([...ranking, ...sounds, ...hiddenHome, ...crowd, ...inCommunity, ...old])
  const beats = orThrow(await station.as('chief', 'accounts.list', {})).accounts.map((one) => one.beats)
  const own = beats.find((some) => some.length > 0)?.[0] ?? ''
  const from = '2020-01-01' as LocalDate
  for (const [kind, place, beat] of [
    ['estate', '明珠雅筑', own],
    ['community', '梅园社区', own],
    ['estate', '秋实小区', 'B99'],
  ] as const) {
    if (beat === 'B99')
      orThrow(await station.as('chief', 'duty.saveBeat', { beat, name: '别的责任区', reason: '设立' }))
    const doors = { doorFrom: null, doorTo: null, side: 'both' } as const
    orThrow(
      await station.as('chief', 'duty.saveArea', {
        ...{ kind, place, beat, from, to: null, reason: '划分' },
        ...doors,
      }),
    )
  }
})
afterAll(() => station.close())

async function ask(text: string, more: Asked = {}, role: 'officer' | 'auditor' = 'officer') {
  const { purpose = 'P02', ...rest } = more
  return orThrow(await station.as(role, 'lookup.search', { text, ...under(purpose), ...rest }))
}
type Found = OutputOf<'lookup.search'>
const told = ({ hits }: Found) => hits.map((hit) => `${hit.match} ${hit.phone?.slice(-4) ?? hit.about}`)

describe('a list of hits', () => {
  it('has exact before beginning before sound before anywhere inside, and of each the own beat first', async () => {
    const found = await ask('林宁')
    expect(told({ ...found, hits: found.hits.filter(({ about }) => about === 'person') })).toEqual([
      'exact 0002',
      'exact 0001',
      'prefix 0004',
      'prefix 0003',
      'pinyin 0005',
      'contains 0006',
    ])
  })

  it('is grouped by kind of file, the kind with the best hit first, and says how many of each there are', async () => {
    const found = await ask('林宁', { purpose: 'P03' })
    expect(found.groups).toEqual([
      { about: 'person', count: 6 },
      { about: 'incident', count: 1 },
    ])
    const kinds = found.hits.map(({ about }) => about)
    expect(kinds).toEqual([...kinds].sort((a, b) => kinds.indexOf(a) - kinds.indexOf(b)))
    expect(found.total).toBe(7)
  })

  it('has something of each kind, however many better hits another kind has', async () => {
    const found = await ask('林宁', { purpose: 'P03', limit: 3 })
    expect(found.hits).toHaveLength(3)
    const page = await ask('林宁', { purpose: 'P03', limit: 6 })
    expect(page.hits.map(({ about }) => about)).toEqual([...Array(5).fill('person'), 'incident'])
  })

  it.each([
    ['zangsan', ['exact 0021', 'similar 0020']],
    ['zhangsan', ['similar 0020', 'similar 0021']],
    ['linan', ['exact 0022', 'similar 0023']],
    ['ninan', ['similar 0022', 'similar 0023']],
    ['chenjin', ['prefix 0024', 'similar 0024']],
  ])('of %s ends with what only sounds nearly so (zh z, n l, ing in)', async (text, expected) => {
    const found = await ask(text)
    expect(new Set(told(found)).size).toBe(found.hits.length)
    expect(expected).toEqual(expect.arrayContaining(told(found)))
    expect(found.hits.length).toBeGreaterThan(0)
  })
})

describe('while one types', () => {
  it.each([
    ['林宁', 'P03', 2],
    ['林宁', 'P03', 6],
    ['王伟', 'P02', 14],
    ['秋实小区', 'P02', 3],
  ] as const)(
    '%s under %s brings the %i rows in sight, and says of all what the whole page says',
    async (text, purpose, rows) => {
      const whole = await ask(text, { purpose })
      const some = await ask(text, { purpose, rows })
      expect(whole.hits.length).toBeGreaterThan(rows)
      expect(some.hits).toEqual(whole.hits.slice(0, rows))
      const said = ({ groups, total, more, places, remarks }: Found) => ({ groups, total, more, places, remarks })
      expect(said(some)).toEqual(said(whole))
    },
  )
})

describe('seven thousand of one name', () => {
  it('begin with those of the own beat, also those that the index gives last', async () => {
    const found = await ask('王伟')
    expect(found).toMatchObject({ total: 500, more: true, remarks: ['too-many'] })
    expect(found.hits.slice(0, 21).map(({ ownBeat }) => ownBeat)).toEqual(Array(21).fill(true))
    expect(found.hits.slice(21).every(({ ownBeat }) => !ownBeat)).toBe(true)
    expect(found.hints).toMatchObject({ ownBeat: 21, ownBeatMore: false })
    // Generous for a busy machine; the bench measures.
    expect(found.tookMs).toBeLessThan(1_000)
  })

  it('begin with those of a community that is the own beat as a whole', async () => {
    const found = await ask('李静')
    expect([found.total, found.more]).toEqual([500, true])
    expect(found.hits.map(({ ownBeat }) => ownBeat).lastIndexOf(true)).toBe(2)
    expect(found.hints.ownBeat).toBe(3)
  })

  it('are narrowed to the own beat, to a decade of birth or to a kind of file', async () => {
    expect((await ask('王伟', { refine: { ownBeat: true } })).total).toBe(21)
    const thirties = await ask('王伟', { refine: { born: 1930 } })
    expect(told(thirties)).toEqual(['exact 0041', 'exact 0040'])
    expect(thirties).toMatchObject({ total: 2, more: false, remarks: [] })
    expect((await ask('王伟', { refine: { born: 1930, ownBeat: true } })).total).toBe(1)
    expect((await ask('王伟', { refine: { about: 'organisation' } })).total).toBe(0)
  })

  it('are not told apart by what the purpose closes', async () => {
    const asked = { purpose: 'P05', refine: { born: 1930 } } as const
    expect((await ask('王伟', asked)).total).toBe(0)
  })
})

describe('a name of the own beat', () => {
  const names = ({ hits }: Found) => hits.map((hit) => `${hit.name} ${hit.ownBeat}`)
  it('is shown under registration and verification, and nobody else’s', async () => {
    expect(names(await ask('陶暗'))).toEqual(['陶暗 true', '陶* false'])
    expect(names(await ask('陶暗', { purpose: 'P01' }))).toEqual(['陶暗 true', '陶* false'])
  })

  it('is masked under every other purpose', async () => {
    for (const purpose of ['P03', 'P04', 'P06'] as const) {
      const found = await ask('陶暗', { purpose })
      expect([purpose, found.hits.map(({ name }) => name)]).toEqual([purpose, ['陶*', '陶*']])
    }
  })

  it('is not opened by an address that the purpose closes', async () => {
    // MZ alone knows that the first one lives here, and P02 does not open MZ.
    const found = await ask('陶暗')
    expect(found.hits.find((hit) => hit.phone?.endsWith('0030'))).toMatchObject({ name: '陶*', ownBeat: false })
  })

  it('is masked for the auditor', async () => {
    expect(names(await ask('陶暗', {}, 'auditor'))).toEqual(['陶* false', '陶* false'])
  })
})
