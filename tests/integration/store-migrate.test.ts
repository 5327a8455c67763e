import { afterAll, expect, test } from 'vitest'
import { failure } from '../../src-contract/errors.ts'
import { isWhole, listBackups, makeBackup } from '../../src-core/store/backup.ts'
import { checkReplica } from '../../src-core/store/check.ts'
import { migrate, type Migration } from '../../src-core/store/migrate.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { describeSchema } from '../../src-core/store/schema.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { firstSteps, newReplica, now, removeFolders, value } from '../support/store-fixture.ts'

afterAll(removeFolders)

const phone: Migration = {
  id: '0020-phone',
  up: ['ALTER TABLE person ADD COLUMN phone TEXT', 'CREATE INDEX person_phone ON person (phone)'],
}
const broken: Migration = {
  id: '0030-broken',
  up: [
    'ALTER TABLE person ADD COLUMN email TEXT',
    'UPDATE person SET email = name',
    'CREATE INDEX nope ON no_such_table (x)',
  ],
}

const contents = (db: Db): unknown => db.prepare<[], unknown>('SELECT * FROM person ORDER BY id').all()

test('a populated replica is copied, checked and then brought up to date', async () => {
  const { dir, key, db } = await newReplica({ people: 200 })
  const migrated = migrate({
    db,
    migrations: [...firstSteps, phone],
    now,
    backup: () => makeBackup({ db, dir, key, now, reason: 'migration' }),
  })
  expect(value(migrated)).toEqual({ applied: ['0020-phone'], version: 20 })
  expect(db.connection.pragma('user_version', { simple: true })).toBe(20)
  expect(checkReplica(db)).toMatchObject({ ok: true })
  const [kept] = listBackups(dir)
  expect(kept).toMatchObject({ reason: 'migration', createdAt: now })
  expect(isWhole(dir, `${replicaPaths(dir).backups}/${kept?.name}`, key)).toBe(true)
  db.close()
})

test('an up-to-date replica is neither copied nor changed', async () => {
  const { db } = await newReplica({ people: 2 })
  const backup = () => {
    throw new Error('must not be called')
  }
  expect(value(migrate({ db, migrations: firstSteps, now, backup }))).toEqual({ applied: [], version: 10 })
  db.close()
})

test('a step that fails leaves the replica as it was, and steps before it stay done', async () => {
  const { db } = await newReplica({ people: 20 })
  value(migrate({ db, migrations: [...firstSteps, phone], now }))
  const [schema, rows] = [describeSchema(db), contents(db)]
  const last: Migration = { id: '0040-last', up: ['CREATE TABLE never (id INTEGER PRIMARY KEY) STRICT'] }
  expect(migrate({ db, migrations: [...firstSteps, phone, broken, last], now })).toMatchObject({
    ok: false,
    error: { code: 'store/migration-failed', params: { id: '0030-broken', reason: 'step', statement: 2 } },
  })
  expect(describeSchema(db)).toEqual(schema)
  expect(contents(db)).toEqual(rows)
  expect(checkReplica(db)).toMatchObject({ ok: true })
  db.close()
})

test('a step that would leave a reference to nobody fails and changes nothing', async () => {
  const { db } = await newReplica({ people: 2 })
  const before = describeSchema(db)
  const orphans: Migration = {
    id: '0020-orphans',
    up: [
      'CREATE TABLE visit (id INTEGER PRIMARY KEY NOT NULL, person_id INTEGER NOT NULL REFERENCES person (id)) STRICT',
      'INSERT INTO visit (person_id) VALUES (999)',
    ],
  }
  expect(migrate({ db, migrations: [...firstSteps, orphans], now })).toMatchObject({
    ok: false,
    error: { code: 'store/migration-failed', params: { id: '0020-orphans', reason: 'step' } },
  })
  expect(describeSchema(db)).toEqual(before)
  db.close()
})

test('nothing is migrated when the copy before it cannot be made', async () => {
  const { db } = await newReplica({ people: 2 })
  const before = describeSchema(db)
  const result = migrate({ db, migrations: [...firstSteps, phone], now, backup: () => failure('store/disk-full') })
  expect(result).toMatchObject({ ok: false, error: { code: 'store/disk-full' } })
  expect(describeSchema(db)).toEqual(before)
  db.close()
})

test('a shipped step that was edited later is refused', async () => {
  const { db } = await newReplica()
  const edited = firstSteps.map((step) => ({
    ...step,
    up: [...step.up, 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT'],
  }))
  expect(migrate({ db, migrations: edited, now })).toMatchObject({
    ok: false,
    error: { code: 'store/migration-failed', params: { id: '0010-people', reason: 'changed' } },
  })
  db.close()
})

test('a step that appears before one that is already done is refused', async () => {
  const { db } = await newReplica()
  value(migrate({ db, migrations: [...firstSteps, phone], now }))
  const between: Migration = { id: '0015-between', up: ['CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT'] }
  expect(migrate({ db, migrations: [...firstSteps, between, phone], now })).toMatchObject({
    ok: false,
    error: { params: { id: '0015-between', reason: 'gap' } },
  })
  db.close()
})

test('an older build refuses the replica of a newer one and says both versions', async () => {
  const { db } = await newReplica({ people: 3 })
  value(migrate({ db, migrations: [...firstSteps, phone], now }))
  const rows = contents(db)
  expect(migrate({ db, migrations: firstSteps, now })).toMatchObject({
    ok: false,
    error: { code: 'store/newer', params: { found: 20, known: 10 } },
  })
  expect(contents(db)).toEqual(rows)
  db.close()
})

test('migrations out of order, or that end their own transaction, are bugs and throw', async () => {
  const { db } = await newReplica()
  expect(() => migrate({ db, migrations: [phone, ...firstSteps], now })).toThrow(/out of order/)
  const commits: Migration = { id: '0020-commits', up: ['CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT', ' COMMIT'] }
  expect(() => migrate({ db, migrations: [...firstSteps, commits], now })).toThrow(/must not control transactions/)
  db.close()
})
