import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { checkReplica } from '../../src-core/store/check.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { killWhen } from '../support/child.ts'
import { countOf, makeStation, openSourcesStation, stateOf, writeExport } from '../support/sources-station.ts'
import { keyText } from './import-kill.key.ts'

const held = 300
const inFile = 3_000
const child = join(import.meta.dirname, 'import-kill.child.ts')
const root = mkdtempSync(join(tmpdir(), 'beatbook-kill-'))
const start = join(root, 'start')
let key: ReplicaKey
let file: string

const resident = (n: number, phone: string): Record<string, string> => ({
  personCode: `R99${String(n).padStart(6, '0')}`,
  name: '张三甲',
  idNumber: completeResidentId(
    `99010219${String(40 + Math.floor(n / 900)).padStart(2, '0')}0101${String(n % 900).padStart(3, '0')}`,
  ),
  phone,
  address: `东渚区桂园街道桂花路18号金桂花园${1 + (n % 9)}号楼2单元${1 + (n % 20)}01室`,
  status: '登记',
  updatedAt: '2026-11-01T08:30:05',
})

beforeAll(async () => {
  mkdirSync(start)
  key = makeStation(start)
  const station = openSourcesStation({ dir: start, key })
  const before = Array.from({ length: held }, (_, n) => resident(n, '12900000000'))
  const first = await writeExport(join(root, 'first.csv'), 'JZ', before)
  const { importId } = await station.must('clerk', 'sources.preview', {
    fileId: station.shelve(first),
    system: 'JZ',
    declared: 'full',
  })
  await station.must('clerk', 'sources.import', { importId })
  await station.close()
  // Half of those held change, the others are not in the file; the rest is new.
  const after = Array.from({ length: inFile }, (_, n) => resident(n + held / 2, '12911111111'))
  file = await writeExport(join(root, 'second.csv'), 'JZ', after)
  process.env['TEST_REPLICA_KEY'] = keyText(key)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function open(dir: string): Db {
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  return opened.value
}

const stages: [string, (lines: readonly string[]) => boolean][] = [
  ['while the first rows are staged', (lines) => lines.some((line) => line.startsWith('stage '))],
  ['while the last rows are staged', (lines) => lines.filter((line) => line.startsWith('stage ')).length >= 5],
  ['at the moment of the commit', (lines) => lines.some((line) => line.startsWith('commit '))],
  ['when the index has begun to follow', (lines) => lines.some((line) => line.startsWith('index '))],
  ['while the index follows', (lines) => lines.filter((line) => line.startsWith('index ')).length >= 20],
]

test.each(stages)(
  'killed %s, the import is in as a whole or not at all, and the index catches up',
  async (name, when) => {
    const dir = join(root, name.replaceAll(' ', '-'))
    cpSync(start, dir, { recursive: true })
    await killWhen(child, [dir, file], when)
    const db = open(dir)
    const records = countOf(db, 'source_records')
    const applied = db
      .prepare<[], { n: number }>('SELECT count(*) AS n FROM source_imports WHERE applied_at IS NOT NULL')
      .one()?.n
    const moved = db
      .prepare<[], { n: number }>(`SELECT count(*) AS n FROM source_records WHERE payload LIKE '%12911111111%'`)
      .one()?.n
    const versions = countOf(db, 'source_record_versions')
    const all = { records: inFile + held / 2, applied: 2, moved: inFile, versions: held / 2 }
    const none = { records: held, applied: 1, moved: 0, versions: 0 }
    expect([all, none]).toContainEqual({ records, applied, moved, versions })
    if (name.includes('index')) expect(records).toBe(all.records)

    const behind = countOf(db, 'index_queue')
    expect(await finishIndexing(db)).toBe(behind)
    expect(countOf(db, 'import_staging') + countOf(db, 'index_queue')).toBe(0)
    expect(countOf(db, 'subjects')).toBe(records)
    const found = db.prepare<[string], { n: number }>(
      `SELECT count(*) AS n FROM subject_keys WHERE kind = 'phone' AND value = ?`,
    )
    expect(found.one('12911111111')?.n).toBe(moved)
    expect(found.one('12900000000')?.n).toBe(records - (moved ?? 0))
    const searched = db
      .prepare<[], { n: number }>(`SELECT count(*) AS n FROM subject_search WHERE subject_search MATCH '"张三"'`)
      .one()?.n
    expect(searched).toBe(records)
    expect(checkReplica(db)).toMatchObject({ ok: true })
    const settled = stateOf(db)
    expect(await finishIndexing(db)).toBe(0)
    expect(stateOf(db)).toEqual(settled)
    db.close()
    expect(await finishIndexing(db)).toBe(0)
  },
)
