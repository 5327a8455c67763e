import { describe, expect, test } from 'vitest'
import { parseAddress } from '../addresses/parse-address.ts'
import { completeResidentId } from '../identifiers/resident-id.ts'
import divisions from '../addresses/test-divisions.json' with { type: 'json' }
import type { Division } from '../addresses/address.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import type { ConflictRecord } from './conflict-kinds.ts'
import { comparePlaces } from './compare-places.ts'
import { findConflicts } from './find-conflicts.ts'
import { clearlyDifferent } from './names-apart.ts'
import { readRecord } from './read-record.ts'

const context = { divisions: divisions as readonly Division[] }
let serial = 0
function rec(system: SystemId, fields: Record<string, string>): ConflictRecord {
  return readRecord({ system, nativeId: `n${String(++serial).padStart(4, '0')}`, fields }, (text) =>
    parseAddress(text, context),
  )
}
function kinds(own: ConflictRecord[], peers: ConflictRecord[] = []): string[] {
  return findConflicts({ own, peers, today: '2026-11-20' }).map(({ kind, record }) => `${kind} ${record.system}`)
}

const wang = completeResidentId('99010219800305121')
const li = completeResidentId('99010219900101121')
const home = '桂花路18号金桂花园3号楼2单元1203室'
const far = '梧桐街7号翠湖小区9号楼1单元402室'

describe('identity', () => {
  test('a number with a wrong check digit is told, a passport number is not', () => {
    const wrong = wang.slice(0, 17) + (wang.endsWith('1') ? '2' : '1')
    expect(kinds([rec('MZ', { name: '王伟', idNumber: wrong })])).toEqual(['ID_CHECK MZ'])
    expect(kinds([rec('MZ', { name: '王伟', idNumber: '6.10102E+17' })])).toEqual(['ID_CHECK MZ'])
    expect(kinds([rec('MZ', { name: '王伟', idNumber: 'E12345678' })])).toEqual([])
  })

  test('a birth date that is not the number’s is told', () => {
    expect(kinds([rec('JZ', { name: '王伟', idNumber: wang, birthDate: '1980-03-15' })])).toEqual(['DOB_ID JZ'])
    expect(kinds([rec('JZ', { name: '王伟', idNumber: wang, birthDate: '1980-03-05' })])).toEqual([])
  })

  test('one number under two names is told where it is the odd one out, and no spelling of one name is', () => {
    const own = [rec('ZJ', { name: '赵海燕', idNumber: wang })]
    const peers = [rec('JZ', { name: '王伟', idNumber: wang }), rec('MZ', { name: '王伟', idNumber: wang })]
    expect(kinds(own, peers)).toEqual(['ID_NAME ZJ'])
    expect(kinds(peers, own)).toEqual([])
    expect(kinds([rec('ZJ', { name: '王玮', idNumber: wang })], peers)).toEqual([])
  })

  test('one person under two numbers is told', () => {
    const own = [
      rec('JZ', { name: '王伟', idNumber: wang }),
      rec('MZ', { name: '王伟', idNumber: wang }),
      rec('ZJ', { name: '王伟', idNumber: li }),
    ]
    expect(kinds(own)).toEqual(['ID_NAME ZJ'])
  })

  test('names: what sounds alike, looks alike or slipped is one name; another surname is not', () => {
    for (const other of ['王玮', '王伟伟', '老王', '王先生']) expect(clearlyDifferent('王伟', other), other).toBe(false)
    for (const other of ['李家伟', '赵伟']) expect(clearlyDifferent('王伟', other), other).toBe(true)
    expect(clearlyDifferent('张建国', '张国建')).toBe(false)
    expect(clearlyDifferent('', '王伟')).toBe(false)
  })
})

describe('addresses', () => {
  const placed = (address: string) => rec('WG', { address }).place

  test('two spellings of a home are the same, one number off is near, another compound is far', () => {
    expect(comparePlaces(placed(home), placed('桂花路１８號金桂花园3-2-1203'))).toBe('same')
    expect(comparePlaces(placed(home), placed('桂花路81号金桂花园3栋2单元1203室'))).toBe('near')
    expect(comparePlaces(placed(home), placed('桂花路18号金桂花园4栋2单元1203室'))).toBe('near')
    expect(comparePlaces(placed(home), placed('桂花路18号金桂花园3栋2单元1204室'))).toBe('near')
    expect(comparePlaces(placed(home), placed('桂花路18号金桂花园3栋2单元03室'))).toBe('same')
    expect(comparePlaces(placed(home), placed('桂花路18号金桂花园3栋2单元502室'))).toBe('far')
    expect(comparePlaces(placed(home), placed(far))).toBe('far')
    expect(comparePlaces(placed(home), null)).toBe('unknown')
  })

  test('a slip in door or room is told of the record that stands alone', () => {
    const own = [
      rec('JZ', { address: home }),
      rec('WG', { address: home }),
      rec('MZ', { address: home.replace('1203', '1204') }),
    ]
    expect(kinds(own).filter((kind) => kind.startsWith('DOOR'))).toEqual(['DOOR_MISMATCH MZ'])
  })

  test('an address without a floor is told, a house on a lane needs none', () => {
    expect(kinds([rec('MZ', { address: '桂花路18号金桂花园3号楼2单元03室' })])).toEqual(['FLOOR_MISSING MZ'])
    expect(kinds([rec('MZ', { address: '桂花路18号' })])).toEqual([])
  })

  test('two open registrations at two homes are told, a changed one is none', () => {
    const first = rec('JZ', { address: far, status: '登记', registeredOn: '2019-01-01' })
    const second = rec('JZ', { address: home, status: '登记', registeredOn: '2024-01-01' })
    expect(kinds([first, second])).toEqual(['MULTI_CURRENT JZ'])
    expect(kinds([rec('JZ', { address: far, status: '变更', registeredOn: '2019-01-01' }), second])).toEqual([])
  })

  test('a register that still says the home that was left is told; a request of before the move is not', () => {
    const moved = [
      rec('JZ', { address: home, status: '登记', registeredOn: '2024-01-01' }),
      rec('JZ', { address: far, status: '变更', registeredOn: '2019-01-01' }),
    ]
    expect(kinds([...moved, rec('WG', { address: far, lastEvent: '入户走访', eventOn: '2023-12-20' })])).toEqual([
      'STALE WG',
    ])
    expect(kinds([...moved, rec('MZ', { address: far, acceptedOn: '2023-05-01' })])).toEqual([])
    expect(kinds([...moved, rec('MZ', { address: far, acceptedOn: '2025-05-01' })])).toEqual(['STALE MZ'])
  })
})

describe('registers', () => {
  const unit = { estate: '金桂花园', building: '3幢', unit: '2单元', room: '1203' }

  test('moved out by the manager’s list, while somebody is registered there', () => {
    const empty = rec('WY', { ...unit, name: '王伟', movedOut: '2025-01-01' })
    expect(kinds([empty], [rec('JZ', { address: home, status: '登记' })])).toEqual(['OCCUPANCY WY'])
    expect(kinds([empty], [rec('JZ', { address: home, status: '变更' })])).toEqual([])
  })

  test('known to the grid alone', () => {
    expect(kinds([rec('WG', { name: '王伟' })])).toEqual(['ONE_SIDED WG'])
    expect(kinds([rec('WG', { name: '王伟' }), rec('JZ', { name: '王伟', status: '登记' })])).toEqual([])
  })

  test('a lease under a neighbour’s unit code is told by the title and by the tenant’s registration', () => {
    const lease = rec('ZJ', { unitCode: 'u2', titleNumber: 't1', address: home, leaseStart: '2026-01-01' })
    expect(kinds([lease], [rec('ZJ', { unitCode: 'u1', titleNumber: 't1', leaseStart: '2020-01-01' })])).toContain(
      'UNIT_CODE ZJ',
    )
    expect(kinds([lease, rec('JZ', { addressCode: 'u1', address: home, status: '登记' })])).toContain('UNIT_CODE ZJ')
    expect(kinds([lease, rec('JZ', { addressCode: 'u2', address: home, status: '登记' })])).toEqual([])
  })

  test('one thing twice in one system is told of the later key', () => {
    const twice = (system: SystemId, fields: Record<string, string>) => [rec(system, fields), rec(system, fields)]
    for (const [system, fields] of [
      ['JZ', { status: '登记', addressCode: 'u1' }],
      ['WY', unit],
      ['ZJ', { unitCode: 'u1', leaseStart: '2026-01-01' }],
      ['MZ', { serviceItem: '婚姻登记预约', acceptedOn: '2026-01-01' }],
      ['YJ', { hazardKind: '违规住人', level: '一般隐患', foundOn: '2026-01-01' }],
      ['JCJ', { reportedAt: '2026-01-01T08:00:00', phone: '12912345678' }],
    ] as const)
      expect(kinds(twice(system, fields)), system).toEqual([`IN_SOURCE_DUP ${system}`])
  })

  test('a hazard closed without a re-inspection is told, an open one is not', () => {
    expect(kinds([rec('YJ', { rectification: '已销号' })])).toEqual(['HAZARD_STANDARD YJ'])
    expect(kinds([rec('YJ', { rectification: '整改中' })])).toEqual([])
    expect(kinds([rec('YJ', { rectification: '已销号', reinspection: '合格', reinspectedOn: '2026-01-02' })])).toEqual(
      [],
    )
  })
})

test('the order in which records come does not matter', () => {
  const own = [
    rec('JZ', { name: '王伟', idNumber: wang, address: home, status: '登记', registeredOn: '2024-01-01' }),
    rec('JZ', { name: '王伟', idNumber: wang, address: far, status: '登记', registeredOn: '2019-01-01' }),
    rec('MZ', { name: '赵海', idNumber: wang, address: '桂花路18号金桂花园3号楼2单元04室', acceptedOn: '2025-01-01' }),
  ]
  expect(kinds(own)).toEqual(kinds([...own].reverse()))
  expect(kinds(own).length).toBeGreaterThan(2)
})
