import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReadDb, WriteDb } from '../../src-core/store/sql.ts'
import { plainField, subjectFile } from '../../src-core/features/lookup/file.queries.ts'
import { placeFile } from '../../src-core/features/lookup/place.queries.ts'
import { search } from '../../src-core/features/lookup/search.queries.ts'
import { assignSubject, refreshSubjects } from '../../src-core/features/subjects/subjects.service.ts'
import { extract } from '../../src-core/features/subjects/extract.rules.ts'
import { definition } from '../../src-core/features/subjects/describe-subject.rules.ts'
import { exactAmong, stepSql } from '../../src-core/features/lookup/candidates.repo.ts'
import { subjectsIn } from '../../src-core/features/lookup/own-subjects.repo.ts'
import { answerBits } from '../../src-core/features/lookup/visible.rules.ts'
import { stepsFor } from '../../src-core/features/lookup/question.rules.ts'
import { scansOf, statementsOf } from '../support/query-plans.ts'
import { openTestStation, type TestStation } from '../support/station.ts'

/** At 2.1 million records one statement that reads a table from end to end takes a second: each is looked at, as the code sends it. */
let station: TestStation
beforeAll(async () => {
  station = await openTestStation({ people: 50 })
  await station.logIn('clerk')
})
afterAll(() => station.close())

function db(): WriteDb {
  const open = station.core.gate.session?.db
  if (!open) throw new Error('nobody is logged in')
  return open
}

function statements(act: (db: WriteDb) => void): Promise<string[]> {
  return statementsOf(db(), act)
}
/**
 * One row a system, and the rules of the beats, of which a station has some hundreds. What waits for the index is counted, and mostly nothing
 * does.
 */
const small = ['source_status', 'beat_areas', 'index_queue']
const scans = (sql: string): string[] => scansOf(db(), sql, small)

const today = '2026-11-21'
const refine = { about: 'person', born: 1980 } as const
const asked = (read: ReadDb) => {
  const questions = {
    name: '王伟',
    pinyin: 'wangwei',
    id: '990102',
    phone: '1291',
    plate: '云A1',
    uscc: '9299',
    incident: '2026',
    address: '明珠雅筑3栋',
  } as const
  for (const [kind, normal] of Object.entries(questions)) {
    for (const purpose of ['P02', 'P06', 'P09'] as const)
      search(read, {
        kind: kind as 'name',
        normal,
        purpose,
        limit: 50,
        rows: 50,
        own: { beats: ['B01'], today },
        refine,
        counted: true,
      })
  }
  const own = subjectsIn(read, { starts: ['990102|'], communities: ['桂园社区'] })
  exactAmong(read, stepsFor('name', '王伟', null), own, answerBits('P02', 'name'), 10, { about: 'person', decade: 198 })
  const subjectId = read.prepare<[], { id: number }>('SELECT max(subject_id) AS id FROM subjects').one()?.id ?? 0
  for (let id = 1; id <= subjectId; id += 1)
    subjectFile(read, {
      subjectId: id,
      purpose: 'P09',
      now: '2026-11-21T02:00:00.000Z',
      own: { beats: ['B01'], today },
    })
  for (let recordId = 1; recordId <= 60; recordId += 1)
    for (const scope of ['room', 'building'] as const)
      placeFile(read, {
        recordId,
        scope,
        purpose: 'P02',
        now: '2026-11-21T02:00:00.000Z',
        today,
        own: { beats: ['B01'], today },
      })
  plainField(read, { recordId: 1, field: 'name' })
}

it('searching, opening and revealing use an index for everything', async () => {
  const heard = await statements(asked)
  // Equal, beginning, text, subject, records, entries, one record, status, station and the largest subject above.
  expect(heard.length).toBeGreaterThanOrEqual(10)
  for (const table of ['subjects', 'subject_keys', 'subject_search', 'source_records', 'entries'])
    expect([table, heard.some((sql) => sql.includes(table))]).toEqual([table, true])
  expect(heard.flatMap(scans)).toEqual([])
})

it('asking for those alone that surely answer uses an index as well', () => {
  const all = Object.values(stepSql).flatMap(({ any, sure }) => [any, sure])
  expect(all.flatMap(scans)).toEqual([])
})

it('indexing a record uses an index for everything', async () => {
  const heard = await statements((tx) => {
    const found = extract(definition('JZ'), { name: '王伟', idNumber: '990102199003051232' })
    const fresh = assignSubject(tx, found, null)
    refreshSubjects(tx, [assignSubject(tx, { ...found, idNumber: null }, fresh)])
    refreshSubjects(tx, [1])
    refreshSubjects(tx, [fresh])
  })
  expect(heard.length).toBeGreaterThanOrEqual(8)
  expect(heard.flatMap(scans)).toEqual([])
})

it('a statement that reads a table from end to end would be noticed', () => {
  expect(scans('SELECT * FROM subjects WHERE name = ?')).toHaveLength(1)
  expect(scans('SELECT * FROM subject_keys WHERE value = ?')).toHaveLength(1)
  expect(scans('SELECT * FROM source_records WHERE payload LIKE ?')).toHaveLength(1)
  expect(scans('SELECT rowid FROM subject_search LIMIT ?')).toHaveLength(1)
})
