import { afterAll, expect, test } from 'vitest'
import { migrations } from '../../db/migrations/index.ts'
import { committedSchema, currentSchema, retire } from '../../scripts/schema-snapshot.ts'
import { ensureBookTables } from '../../src-core/features/ledger/book-tables.ts'
import { createSlots } from '../../src-core/crypto/slots.ts'
import { makeBackup } from '../../src-core/store/backup.ts'
import { checkReplica } from '../../src-core/store/check.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { createReplica } from '../../src-core/store/open.ts'
import { describeSchema, schemaProblems } from '../../src-core/store/schema.ts'
import { cheapKdf, newFolder, now, removeFolders, user, value } from '../support/store-fixture.ts'
import { fillTables } from '../support/fill-tables.ts'

afterAll(removeFolders)

test('the committed snapshot is the schema that the migrations make, and no retired name is used again', () => {
  const { snapshot, retired } = committedSchema()
  expect(schemaProblems(currentSchema(), snapshot, retired)).toEqual([])
})

test('a name that goes away is retired for good', () => {
  const retired = { tables: ['old'], columns: ['entries.colour'] }
  expect(retire(retired, ['person', 'person.note', 'old'])).toEqual({
    tables: ['old', 'person'],
    columns: ['entries.colour', 'person.note'],
  })
})

for (const [index, migration] of migrations.entries()) {
  if (index === 0) continue
  test(`${migration.id} runs on a populated replica of the version before and keeps every row`, async () => {
    const { dir, key, db, before } = await replicaBefore(index)
    const backup = () => makeBackup({ db, dir, key, now, reason: 'migration' as const })
    const upTo = migrations.slice(0, index + 1)
    expect(value(migrate({ db, migrations: upTo, now, backup })).applied).toEqual([migration.id])
    expect(contents(db)).toMatchObject(before)
    expect(checkReplica(db)).toMatchObject({ ok: true, problems: [] })
    db.close()
  })

  test(`${migration.id} failing at its last statement leaves the replica as it was`, async () => {
    const { db, before } = await replicaBefore(index)
    const schema = describeSchema(db)
    const failing = { ...migration, up: [...migration.up, 'INSERT INTO no_such_table VALUES (1)'] }
    const result = migrate({ db, migrations: [...migrations.slice(0, index), failing], now })
    expect(result).toMatchObject({ ok: false, error: { code: 'store/migration-failed' } })
    expect(describeSchema(db)).toEqual(schema)
    expect(contents(db)).toEqual(before)
    db.close()
  })
}

test('the books add their tables to a replica that has everything else, once', async () => {
  const { db } = await replicaBefore(migrations.length)
  ensureBookTables(db)
  const schema = describeSchema(db)
  ensureBookTables(db)
  expect(describeSchema(db)).toEqual(schema)
  expect(checkReplica(db)).toMatchObject({ ok: true })
  db.close()
})

async function replicaBefore(index: number) {
  const dir = newFolder()
  const { key } = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))
  const db = value(createReplica({ dir, key }))
  value(migrate({ db, migrations: migrations.slice(0, index), now }))
  fillTables(db, 5)
  const before = contents(db)
  for (const [table, rows] of Object.entries(before)) expect(rows.length, table).toBeGreaterThan(0)
  return { dir, key, db, before }
}

/** Rows of every ordinary table, by table; the journal of migrations is about to change and is left out. */
function contents(db: Parameters<typeof describeSchema>[0]): Record<string, unknown[]> {
  const tables = Object.entries(describeSchema(db).tables).filter(
    ([name, { kind }]) => kind === 'table' && name !== 'schema_migration',
  )
  return Object.fromEntries(tables.map(([name]) => [name, db.prepare<[], unknown>(`SELECT * FROM "${name}"`).all()]))
}
