import { afterAll, beforeAll, expect, it } from 'vitest'
import { localDateOf } from '../../src-core/clock.ts'
import { fileConflicts } from '../../src-core/features/conflicts/file-conflicts.service.ts'
import { neighboursOf } from '../../src-core/features/conflicts/subject-conflicts.service.ts'
import { refreshSubjects } from '../../src-core/features/subjects/subjects.service.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { jz, openStationWith, under, wy, zj } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'

const home = '镜湖北路4号明珠雅筑9号楼1单元301室'
let station: TestStation
const db = (): Db => station.core.gate.session?.db as Db

beforeAll(async () => {
  station = await openStationWith([
    wy('陶远', { room: '301', movedOut: '2026-01-05', phone: '12900000051' }),
    jz('邢月', { address: home, phone: '12900000051' }),
    wy('裴清', { room: '302', movedOut: '2026-01-05', phone: '12900000053' }),
    zj('管平', { leaseStart: '2026-01-01', leaseEnd: '2099-12-31', phone: '12900000052' }),
  ])
  await station.logIn('clerk')
})
afterAll(() => station.close())

function subjectOf(name: string): number {
  return (
    db().prepare<[string], { id: number }>('SELECT subject_id AS id FROM subjects WHERE name = ?').one(name)?.id ?? 0
  )
}

async function conflictsShown(name: string): Promise<string[]> {
  const input = { subjectId: subjectOf(name), ...under('P02') }
  return orThrow(await station.as('clerk', 'lookup.open', input)).conflicts.map(({ kind }) => kind)
}

/** Whether an opening now would take what is kept. */
function isKept(name: string, today: string = localDateOf(Date.parse(station.core.gate.now()))): boolean {
  const id = subjectOf(name)
  return fileConflicts(db(), id, today, neighboursOf(db(), id)).worked === null
}

it('conflicts that an opening worked out are kept for the next one', async () => {
  expect(isKept('陶远')).toBe(false)
  expect(await conflictsShown('陶远')).toEqual(['OCCUPANCY'])
  expect(isKept('陶远')).toBe(true)
  expect(await conflictsShown('陶远')).toEqual(['OCCUPANCY'])
})

it('a question that settled prepares the files of its first answers, one that is still typed does not', async () => {
  const asked = async (settled: boolean) =>
    orThrow(await station.as('clerk', 'lookup.search', { text: '裴清', ...under('P02'), settled })).hits
  expect((await asked(false)).map(({ subjectId }) => subjectId)).toEqual([subjectOf('裴清')])
  expect(isKept('裴清')).toBe(false)
  await asked(true)
  await expect.poll(() => isKept('裴清')).toBe(true)
})

it('a change of a neighbour is in the very next opening, kept or not', async () => {
  await conflictsShown('陶远')
  db().transaction((tx) => {
    tx.prepare("UPDATE source_records SET payload = json_set(payload, '$.status', '变更') WHERE subject_id = ?").run(
      subjectOf('邢月'),
    )
    refreshSubjects(tx, [subjectOf('邢月')])
  })
  expect(isKept('陶远')).toBe(false)
  expect(await conflictsShown('陶远')).toEqual([])
  expect(isKept('陶远')).toBe(true)
})

it('a neighbour who is no longer one is not remembered', async () => {
  await conflictsShown('陶远')
  db().transaction((tx) => {
    tx.prepare(
      "UPDATE source_records SET payload = json_remove(payload, '$.phone', '$.address') WHERE subject_id = ?",
    ).run(subjectOf('邢月'))
    refreshSubjects(tx, [subjectOf('邢月')])
  })
  expect(isKept('陶远')).toBe(false)
})

it('a lease that ends meanwhile has the file looked at again', async () => {
  await conflictsShown('管平')
  expect(isKept('管平')).toBe(true)
  expect(isKept('管平', '2099-12-31')).toBe(true)
  expect(isKept('管平', '2100-01-01')).toBe(false)
})
