import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../db/migrations/index.ts'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { bindingsOf, newestTemplate, templateFile } from '../../src-core/features/returns/returns.repo.ts'
import { freeze, type Snapshot } from '../../src-core/features/returns/snapshot.ts'
import { shownSubmissions, snapshotOf } from '../../src-core/features/returns/submissions.ts'
import { submissionsOf } from '../../src-core/features/returns/returns.repo.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { createReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'

const now = '2026-11-20T02:00:00.000Z'
const dir = mkdtempSync(join(tmpdir(), 'beatbook-returns-before-'))
let db: Db

beforeAll(() => {
  const created = createReplica({ dir, key: newReplicaKey() })
  if (!created.ok) throw new Error(created.error.code)
  db = created.value
  const before = migrations.slice(
    0,
    migrations.findIndex(({ id }) => id === '0290-synced-returns'),
  )
  expect(migrate({ db, migrations: before, now })).toMatchObject({ ok: true })
})
afterAll(() => {
  db.close()
  rmSync(dir, { recursive: true, force: true })
})

test('returns, editions, bindings and what was sent stand after the tables were made anew', () => {
  for (const id of ['填表', '审核'])
    db.prepare<string[], never>(
      `INSERT INTO accounts (account_id, login, name, role, staff_kind, staff_number, team, active, created_at)
       VALUES (?, ?, ?, 'clerk', 'police', '000001', '', 1, ?)`,
    ).run(id, id, id, now)
  db.exec(`INSERT INTO returns VALUES ('r1', '月报', '分局', 'month', 3, '2026-10', 1, 4, '填表', '${now}')`)
  db.exec(`INSERT INTO return_templates (return_id, version, account_id, at, file_name, sha256, notices, layout, file)
    VALUES ('r1', 1, '填表', '${now}', 'a.xlsx', 'aa', '[]', '[]', x'010203')`)
  db.exec(`INSERT INTO return_templates (return_id, version, account_id, at, file_name, sha256, notices, layout, file)
    VALUES ('r1', 2, '填表', '${now}', 'b.xlsx', 'bb', '[]', '[]', x'0405')`)
  db.exec(
    `INSERT INTO return_bindings VALUES ('r1', '月报表', 'F5', '{"kind":"text","what":"station"}', '填表', '${now}')`,
  )
  const frozen = freeze({ format: 'beatbook-return/1', name: '月报' } as unknown as Snapshot)
  db.prepare<(string | Buffer)[], never>(
    `INSERT INTO return_submissions (submission_id, return_id, period, template_version, status, preliminary, filler_id, submitted_at,
      reviewer_id, reviewed_at, reason, sha256, snapshot)
     VALUES ('s1', 'r1', '2026-10', 1, 'sent', 0, '填表', ?, '审核', ?, NULL, ?, ?)`,
  ).run(now, now, frozen.sha256, frozen.bytes)

  expect(migrate({ db, migrations, now })).toMatchObject({ ok: true })
  expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  const newest = newestTemplate(db, 'r1')
  expect(newest).toMatchObject({ version: 2, file_name: 'b.xlsx', size: 2, layout: '[]' })
  expect(templateFile(db, newest?.template_id ?? '')).toEqual(Buffer.from([4, 5]))
  expect(bindingsOf(db, 'r1')).toEqual([{ sheet: '月报表', cell: 'F5', binding: { kind: 'text', what: 'station' } }])
  const [sent] = submissionsOf(db, 'r1')
  if (sent === undefined) throw new Error('not there')
  expect(shownSubmissions(db, [sent], '')).toMatchObject([
    { status: 'sent', filler: '填表', reviewer: '审核', here: true },
  ])
  expect(sent.template_id).toBe('r1:1')
  expect(snapshotOf(db, sent)).toMatchObject({ name: '月报' })
  const tables = db.prepare<[], { name: string }>(
    `SELECT name FROM sqlite_schema WHERE name LIKE 'kept_%' AND name LIKE '%s'`,
  )
  expect(tables.all().map(({ name }) => name)).not.toContain('kept_returns')
})
