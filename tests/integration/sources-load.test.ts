import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { writeHandImports, writeSystemExport } from '../../demo/exports.ts'
import { generateStation } from '../../demo/station.ts'
import { loadRecords } from '../../src-core/features/sources/load.service.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { countOf, openSourcesStation, type SourcesStation } from '../support/sources-station.ts'

const folder = mkdtempSync(join(tmpdir(), 'beatbook-load-'))
const open: SourcesStation[] = []
function station(): SourcesStation {
  const opened = openSourcesStation()
  open.push(opened)
  return opened
}
afterEach(async () => {
  for (const opened of open.splice(0)) await opened.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const now = '2026-11-20T16:00:00.000Z'
const demo = generateStation({ people: 300 })

/** Subjects by what is known about them; their numbers depend on the order of arrival and mean nothing. */
function subjectsOf(db: Db): string[] {
  return db
    .prepare<[], { line: string }>(
      `SELECT s.about || ' ' || coalesce(s.id_number, '') || ' ' || coalesce(s.name, '') || ' ' || coalesce(s.address, '') || ' ' ||
         s.systems || ' ' || s.records || ' ' ||
         (SELECT group_concat(kind || '=' || value, ' ') FROM (SELECT kind, value FROM subject_keys k
           WHERE k.subject_id = s.subject_id ORDER BY kind, value)) AS line
       FROM subjects s`,
    )
    .all()
    .map(({ line }) => line)
    .sort()
}

test('a loaded station and one that imported the same exports know the same people by the same keys', async () => {
  const loaded = station()
  const imported = station()
  const result = loadRecords(loaded.db, demo.records(), { now })
  expect(result).toMatchObject({ records: 2100, repeated: 0 })
  expect(result.subjects).toBe(countOf(loaded.db, 'subjects'))
  for (const system of demo.systems) {
    const file = join(folder, `${system.id}.xlsx`)
    await writeSystemExport(
      file,
      system,
      [...demo.records()].filter((record) => record.system === system.id),
      'xlsx',
    )
    const { importId, counts } = await imported.must('clerk', 'sources.preview', {
      fileId: imported.shelve(file),
      system: system.id,
      declared: 'full',
    })
    expect(counts.rejected, system.id).toBe(0)
    await imported.must('clerk', 'sources.import', { importId })
  }
  expect(subjectsOf(imported.db)).toEqual(subjectsOf(loaded.db))
  const searched = (db: Db) =>
    db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM subject_search WHERE subject_search MATCH '"街道"'`).one()
      ?.n
  expect(searched(imported.db)).toBe(searched(loaded.db))
  expect(searched(loaded.db)).toBeGreaterThan(10)
  const settings = ['synchronous', 'cache_size', 'wal_autocheckpoint'].map(
    (name) => Object.values(loaded.db.prepare<[], Record<string, number>>(`PRAGMA ${name}`).one() ?? {})[0],
  )
  expect(settings).toEqual([2, -40_960, 1000])
  expect(() => loadRecords(loaded.db, demo.records(), { now })).toThrow(/empty replica/)
})

test('the demo’s export files bring 60 new, 80 changed and 160 unchanged records in every system, and no false alarm', async () => {
  const big = generateStation({ people: 1000 })
  const { db, shelve, must } = station()
  loadRecords(db, big.records(), { now })
  for (const { system, path } of await writeHandImports(big, join(folder, 'exports'))) {
    const preview = await must('clerk', 'sources.preview', {
      fileId: shelve(path),
      system,
      declared: 'changes',
    })
    const rejected = system === 'JZ' ? 1 : 0
    expect(preview.counts, system).toEqual({
      rows: 300,
      new: 60 - rejected,
      changed: 80,
      unchanged: 160,
      notInFile: null,
      rejected,
    })
    expect(preview.missingFields, system).toEqual([])
    expect(preview.olderThanLast, system).toBeNull()
    const kinds = preview.problems.filter((group) => group.kind === 'phone-doubtful' || group.kind === 'date-invalid')
    expect(kinds, system).toEqual([])
    const { counts } = await must('clerk', 'sources.import', { importId: preview.importId })
    expect(counts, system).toEqual(preview.counts)
  }
})
