import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SystemId } from '../src-contract/systems.ts'
import { readResidentId } from '../src-domain/identifiers/resident-id.ts'
import { readUscc } from '../src-domain/identifiers/uscc.ts'
import { passphraseProblem } from '../src-core/features/accounts/passphrase.rules.ts'
import { systems } from '../src-core/features/sources/catalog.ts'
import { defaultDefects, defectKinds, resolveDefects, type DefectKind } from './defects.ts'
import { conflictKinds } from '../src-contract/conflicts.ts'
import type { DemoRecord, TruthRow } from './demo.types.ts'
import { generateStation } from './station.ts'
import { World } from './world.ts'

function firstHash(seed: string, count: number): string {
  const hash = createHash('sha256')
  let n = 0
  for (const row of generateStation({ seed, people: 4000 }).rows()) {
    hash.update(JSON.stringify(row))
    if (++n >= count) break
  }
  return hash.digest('hex')
}

describe('one seed, one station', () => {
  test('the first 20,000 records and their truth are the same bytes every time, on every machine', () => {
    expect(firstHash('one', 20_000)).toBe('9867c1b9a37ae9d904569bf225f53f0dc0afc125cb995c734ea998d841119ac2')
  })

  test('another seed gives another station', () => {
    expect(firstHash('two', 100)).not.toBe(firstHash('one', 100))
  })

  test('a station can be read again, in part or whole, and says the same', () => {
    const station = generateStation({ people: 60 })
    const once = [...station.records()]
    station.truth().next()
    expect(JSON.stringify([...station.records()])).toBe(JSON.stringify(once))
    expect([...station.truth()].map((row) => `${row.system} ${row.nativeId}`)).toEqual(
      once.map((record) => `${record.system} ${record.nativeId}`),
    )
  })

  test('one person makes a station, and so many that nobody has them are refused', () => {
    expect([...generateStation({ people: 1 }).records()].length).toBeGreaterThanOrEqual(1)
    expect(() => generateStation({ people: 0 })).toThrow(RangeError)
    expect(() => generateStation({ people: 300_001 })).toThrow(RangeError)
  })
})

describe('a station of 6,000 people', () => {
  const people = 6000
  const station = generateStation({ people })
  const records: DemoRecord[] = []
  const truth: TruthRow[] = []
  beforeAll(() => {
    for (const row of station.rows()) {
      records.push(row.record)
      truth.push(row.truth)
    }
  })
  const damaged = (i: number, kind: DefectKind): boolean =>
    (truth[i] as TruthRow).defects.some((each) => each.kind === kind)

  test('has seven records a person, from all seven systems', () => {
    expect(records.length).toBe(7 * people)
    expect(new Set(records.map((record) => record.system)).size).toBe(7)
  })

  test('never uses a native id of a system twice', () => {
    expect(new Set(records.map((record) => `${record.system} ${record.nativeId}`)).size).toBe(records.length)
  })

  // Each rule is checked over 42,000 records: what breaks it is collected, and there must be nothing.
  const breaking = (rule: (record: DemoRecord, i: number) => boolean): string[] =>
    records.filter((record, i) => !rule(record, i)).map((record) => `${record.system} ${record.nativeId}`)

  test('fills only fields of the catalog, and no empty ones', () => {
    const keys = new Map([...systems].map(([id, system]) => [id, new Set(system.fields.map((field) => field.key))]))
    expect(
      breaking(({ system, payload }) =>
        Object.entries(payload).every(([key, value]) => keys.get(system)?.has(key) && value.trim() !== ''),
      ),
    ).toEqual([])
  })

  test('fills every required field that no defect took away', () => {
    const required = new Map([...systems].map(([id, { fields }]) => [id, fields.filter((field) => field.required)]))
    expect(
      breaking(({ system, payload }, i) =>
        (required.get(system) ?? []).every(
          ({ key }) => key in payload || (key === 'name' && damaged(i, 'nameMissing')),
        ),
      ),
    ).toEqual([])
  })

  test('has fictitious ID numbers only, with a right checksum unless it was damaged on purpose', () => {
    const bad = (id: string): boolean => readResidentId(id).problems.some((problem) => problem.severity === 'error')
    const withId = records.filter((record) => record.payload['idNumber'] !== undefined)
    expect(withId.length).toBeGreaterThan(people * 2)
    expect(withId.filter((record) => bad(record.payload['idNumber'] as string)).length).toBeGreaterThan(50)
    expect(
      breaking(({ payload }, i) => {
        const id = payload['idNumber']
        return id === undefined || (id.startsWith('99') && bad(id) === damaged(i, 'idDamaged'))
      }),
    ).toEqual([])
  })

  test('gives no two people one ID number', () => {
    const owner = new Map<string, string>()
    const shared: string[] = []
    records.forEach((record, i) => {
      const id = record.payload['idNumber']
      if (id === undefined || damaged(i, 'idDamaged') || damaged(i, 'idOfAnother')) return
      const person = (truth[i] as TruthRow).person as string
      if ((owner.get(id) ?? person) !== person) shared.push(id)
      owner.set(id, person)
    })
    expect(shared).toEqual([])
    expect(owner.size).toBeGreaterThan(people * 0.95)
  })

  test('has phones of the unassigned range, plates that are not issued, and credit codes that check', () => {
    expect(records.filter((record) => record.payload['phone'] !== undefined).length).toBeGreaterThan(people * 2)
    expect(breaking(({ payload }) => /^129\d{8}$/.test(payload['phone'] ?? '12900000000'))).toEqual([])
    expect(breaking(({ payload }) => /^宁Z[A-HJ-NP-Z0-9]{5}$/.test(payload['plate'] ?? '宁ZAA000'))).toEqual([])
    expect(
      breaking(({ payload }, i) => {
        const uscc = payload['uscc']
        if (uscc === undefined) return true
        return readUscc(uscc).problems.some((problem) => problem.severity === 'error') === damaged(i, 'usccDamaged')
      }),
    ).toEqual([])
  })

  test('was told nothing after the morning of its day, and every system has something fresh', () => {
    const newest = new Map<SystemId, string>()
    expect(
      breaking(({ payload, sourceTime }) => new Date(`${payload['updatedAt']}+08:00`).toISOString() === sourceTime),
    ).toEqual([])
    for (const { system, sourceTime } of records) {
      if (sourceTime > (newest.get(system) ?? '')) newest.set(system, sourceTime)
    }
    for (const [system, time] of newest) {
      const hours = (Date.parse('2026-11-19T22:00:00Z') - Date.parse(time)) / 3_600_000
      expect(hours, system).toBeGreaterThanOrEqual(0)
      // JCJ is due within the hour; a small station has a few incidents a day.
      expect(hours, system).toBeLessThanOrEqual(Math.max(24, 2 * (systems.get(system)?.lagHours ?? 0)))
    }
  })

  test('seeds every conflict kind, and says what the field would be without the defect', () => {
    const seen = new Set(truth.flatMap((row) => row.conflicts))
    expect([...seen].sort()).toEqual([...conflictKinds].sort())
    const differs = new Set<DefectKind>([
      'nameVariant',
      'idDamaged',
      'idOfAnother',
      'wrongDoor',
      'missingFloor',
      'phoneChanged',
    ])
    const absent = new Set<DefectKind>(['phoneMissing', 'nameMissing', 'idMissing'])
    expect(
      breaking(({ payload }, i) =>
        (truth[i] as TruthRow).defects.every(({ kind, field, was }) => {
          const value = payload[field as string]
          return absent.has(kind) ? value === undefined : !differs.has(kind) || value !== was
        }),
      ),
    ).toEqual([])
  })

  test('leaves nobody unnamed in the truth: what concerns a resident names the person, what concerns a firm the firm', () => {
    const wrong = truth.filter(
      (row) =>
        !/^r\d+$/.test(row.premises ?? '') ||
        (row.system === 'YJ'
          ? !/^o\d+$/.test(row.organisation ?? '')
          : row.system !== 'JCJ' && !/^p\d+$/.test(row.person ?? '')),
    )
    expect(wrong).toEqual([])
    const strangers = truth.filter((row) => row.system === 'JCJ' && row.person === null).length
    expect(strangers).toBeGreaterThan(people * 0.1)
  })

  test('has one account a role, with a passphrase that the log-in rules accept', () => {
    expect(station.users.map((user) => user.role)).toEqual(['clerk', 'officer', 'auxiliary', 'chief', 'auditor', 'it'])
    for (const user of station.users) {
      expect(passphraseProblem(user.passphrase, [user.user, user.staffNumber])).toBeNull()
      expect(user.passphrase).toMatch(/^[a-z]+(-[a-z]+){3}$/)
    }
    expect(station.users[0]?.beats).toHaveLength(2)
    expect(station.users[1]?.beats).toHaveLength(1)
    const known = new Set(station.beats.map((beat) => beat.id))
    expect(station.users.flatMap((user) => user.beats).every((beat) => known.has(beat))).toBe(true)
  })

  test('brings a file by hand with unchanged, changed and new rows of each system', () => {
    const held = new Map(
      records.map((record) => [`${record.system} ${record.nativeId}`, JSON.stringify(record.payload)]),
    )
    for (const system of systems.keys()) {
      const counts = { unchanged: 0, changed: 0, new: 0 }
      for (const record of station.handImport(system)) {
        const before = held.get(`${system} ${record.nativeId}`)
        counts[before === undefined ? 'new' : before === JSON.stringify(record.payload) ? 'unchanged' : 'changed']++
      }
      expect(counts, system).toEqual({ unchanged: 160, changed: 80, new: 60 })
    }
  })
})

describe('defect rates', () => {
  function hold(defects = defaultDefects): void {
    const station = generateStation({ people: 6000, defects })
    const told = new Map<string, number>()
    for (const row of station.truth()) {
      for (const { kind } of row.defects)
        told.set(`${kind} ${row.system}`, (told.get(`${kind} ${row.system}`) ?? 0) + 1)
    }
    const { eligible, happened } = station.tally()
    let checked = 0
    for (const kind of ['coverage', ...defectKinds] as const) {
      for (const system of systems.keys()) {
        const rate = defects[kind][system]
        const tries = eligible.get(`${kind} ${system}`) ?? 0
        const hits = happened.get(`${kind} ${system}`) ?? 0
        if (rate === 0) {
          expect(hits).toBe(0)
          expect(told.get(`${kind} ${system}`) ?? 0, `${kind} ${system}`).toBe(0)
          continue
        }
        if (kind === 'oneSided') continue
        expect(tries, `${kind} ${system} is never decided`).toBeGreaterThan(0)
        expect(Math.abs(hits - tries * rate), `${kind} ${system}: ${hits} of ${tries}`).toBeLessThanOrEqual(
          5 * Math.sqrt(tries * rate * (1 - rate)) + 1,
        )
        // What was decided stands in the truth.
        if (kind !== 'coverage') expect(told.get(`${kind} ${system}`) ?? 0).toBeGreaterThanOrEqual(hits)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(50)
  }

  test('are honoured at their defaults', () => hold())

  test('are honoured when a file doubles some and silences others', () => {
    const read = resolveDefects({
      nameVariant: 0.2,
      duplicate: { WY: 0.15 },
      late: 0,
      wrongDoor: 0,
      coverage: { MZ: 0.9 },
    })
    if (!read.ok) throw new Error(read.problem)
    const { nameVariant, duplicate, late, coverage } = read.defects
    expect([nameVariant.JCJ, duplicate.WY, duplicate.JZ, late.MZ, coverage.MZ, coverage.JZ]).toEqual([
      0.2, 0.15, 0.008, 0, 0.9, 0.97,
    ])
    hold(read.defects)
  })

  test('without any defect every record is clean', () => {
    const none = resolveDefects(Object.fromEntries(defectKinds.map((kind) => [kind, 0])))
    if (!none.ok) throw new Error(none.problem)
    const rows = [...generateStation({ people: 500, defects: none.defects }).truth()]
    expect(rows.filter((row) => row.defects.length > 0 || row.conflicts.length > 0)).toEqual([])
    expect(rows.length).toBeGreaterThan(3000)
  })

  test('the same person is only in the grid as often as the file says', () => {
    const read = resolveDefects({ oneSided: { WG: 0.03 } })
    if (!read.ok) throw new Error(read.problem)
    const alone = new Set<string>()
    const elsewhere = new Set<string>()
    for (const row of generateStation({ people: 4000, defects: read.defects }).truth()) {
      if (row.conflicts.includes('ONE_SIDED')) alone.add(row.person as string)
      else if (row.system === 'JZ' || row.system === 'MZ') elsewhere.add(row.person as string)
    }
    expect(alone.size).toBeGreaterThan(4000 * 0.03 * 0.7)
    expect(alone.size).toBeLessThan(4000 * 0.03 * 1.3)
    expect([...alone].filter((person) => elsewhere.has(person))).toEqual([])
  })

  test('a defect file with a mistake is refused with the key that is wrong', () => {
    expect(resolveDefects({ late: 1.5 })).toMatchObject({ ok: false, problem: expect.stringContaining('late') })
    expect(resolveDefects({ lateness: 0.1 })).toMatchObject({ ok: false, problem: expect.stringContaining('lateness') })
    expect(resolveDefects({ duplicate: { XX: 0.1 } }).ok).toBe(false)
    expect(resolveDefects([]).ok).toBe(false)
    expect(
      resolveDefects({ nameVariantKinds: { homophone: 0, lookalike: 0, traditional: 0, typo: 0, alias: 0 } }).ok,
    ).toBe(false)
  })
})

describe('300,000 people', () => {
  test('have names as people do: many share one, most do not, and the rare and long ones are there', () => {
    const world = new World('beatbook', 300_000, '2026-11-20', 0)
    const count = new Map<string, number>()
    let longest = 0
    for (let i = 0; i < world.people; i++) {
      const name = world.name(i)
      count.set(name, (count.get(name) ?? 0) + 1)
      longest = Math.max(longest, [...name].length)
    }
    expect(count.size).toBeGreaterThan(110_000)
    expect(count.size).toBeLessThan(220_000)
    // About 290,000 people in China are called 王伟, one in 4,800.
    expect(count.get('王伟')).toBeGreaterThan(30)
    expect(count.get('王伟')).toBeLessThan(110)
    expect(longest).toBeGreaterThan(50)
    const names = [...count.keys()]
    for (const part of ['欧阳', '司马', '𠮷', '·', '䶮'])
      expect(
        names.some((name) => name.includes(part)),
        part,
      ).toBe(true)
    expect(new Set(Array.from({ length: 300_000 }, (_, i) => world.idNumber(i))).size).toBe(300_000)
  }, 30_000)
})
