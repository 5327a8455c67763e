import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SystemId } from '../../src-contract/systems.ts'
import { memberOf } from '../../src-core/features/subjects/describe-subject.rules.ts'
import { assignSubject, refreshSubjects } from '../../src-core/features/subjects/subjects.service.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { idOf, jz, mz, openStationWith, wg, zj } from '../support/lookup-records.ts'
import type { TestStation } from '../support/station.ts'

/** Files are derived from records: whatever happened on the way, equal records give equal files. */
const [a, b] = [idOf('19900305'), idOf('19910406')]
const records = [
  jz('张三', { idNumber: a, address: '青年街1号1栋1单元101室' }),
  zj('张三', { idNumber: a }),
  mz('李四', { idNumber: b }),
  wg('张三', { phone: '12900000001' }),
]

let station: TestStation
beforeAll(async () => {
  station = await openStationWith(records)
  await station.logIn('clerk')
})
afterAll(() => station.close())

function db(): WriteDb {
  const open = station.core.gate.session?.db
  if (!open) throw new Error('nobody is logged in')
  return open
}

type Row = { record_id: number; system: SystemId; subject_id: number; payload: string }
function row(index: number): Row {
  const { system, nativeId } = records[index] ?? { system: 'JZ', nativeId: '' }
  const found = db()
    .prepare<[string, string], Row>('SELECT * FROM source_records WHERE system = ? AND native_id = ?')
    .one(system, nativeId)
  if (!found) throw new Error('no record')
  return found
}

/** As an import does it: the record changes, joins its subject, and both subjects are built anew. */
function change(index: number, payload: Record<string, string>): void {
  db().transaction((tx) => {
    const { record_id, system, subject_id } = row(index)
    const text = JSON.stringify(payload)
    const subject = assignSubject(tx, memberOf({ system, payload: text }).found, subject_id)
    tx.prepare<[string, number, number], never>(
      'UPDATE source_records SET payload = ?, subject_id = ? WHERE record_id = ?',
    ).run(text, subject, record_id)
    refreshSubjects(tx, new Set([subject, subject_id]))
  })
}

/** Everything that is derived, without the numbers of the subjects: they depend on the order of events. */
function derived(): unknown {
  const subjects = db().prepare<[], Record<string, unknown> & { subject_id: number }>('SELECT * FROM subjects').all()
  const keys = db().prepare<[number], { key: string }>(
    `SELECT kind || ' ' || value AS key FROM subject_keys WHERE subject_id = ? ORDER BY kind, value`,
  )
  const texts = db().prepare<[], { n: number }>('SELECT count(*) AS n FROM subject_search').one()
  const described = subjects.map(({ subject_id, ...rest }) => JSON.stringify([rest, keys.all(subject_id)]))
  return [texts?.n, described.sort()]
}

it('records with one ID number are one subject, all others are subjects of their own', () => {
  expect(row(0).subject_id).toBe(row(1).subject_id)
  expect(new Set([0, 2, 3].map((index) => row(index).subject_id)).size).toBe(3)
})

it('a record moves to the person whom its number names, leaves when it names nobody, and all is as before when it comes back', () => {
  const before = derived()
  const first = row(0).subject_id
  const payload = (index: number) => records[index]?.payload as Record<string, string>

  change(1, { ...payload(1), idNumber: b })
  expect(row(1).subject_id).toBe(row(2).subject_id)
  const { idNumber: _, ...without } = payload(1)
  change(1, without)
  expect([first, row(2).subject_id]).not.toContain(row(1).subject_id)
  change(3, { ...payload(3), phone: '12900000009' })
  change(0, without)
  // The person's last record left: the file is gone, and its number is free.
  expect(
    db().prepare<[string], { n: number }>('SELECT count(*) AS n FROM subjects WHERE id_number = ?').one(a)?.n,
  ).toBe(0)

  for (const index of [3, 1, 0]) change(index, payload(index))
  expect(row(0).subject_id).toBe(row(1).subject_id)
  expect(derived()).toEqual(before)
})

it('where a system has two records of a person the newer one is shown, whichever came first', async () => {
  const id = idOf('19920507')
  const old = { ...jz('王五', { idNumber: id, address: '青年街1号' }), sourceTime: '2020-01-01T00:00:00.000Z' }
  const fresh = { ...jz('王五', { idNumber: id, address: '和平路2号' }), sourceTime: '2025-01-01T00:00:00.000Z' }
  for (const order of [
    [old, fresh],
    [fresh, old],
  ]) {
    const one = await openStationWith(order)
    await one.logIn('clerk')
    const session = one.core.gate.session
    const address = () => session?.db.prepare<[], { address: string }>('SELECT address FROM subjects').one()?.address
    const loaded = address()
    session?.db.transaction((tx) => refreshSubjects(tx, [1]))
    expect([loaded, address()]).toEqual(['和平路2号', '和平路2号'])
    await one.close()
  }
})
