import { afterAll, expect, test } from 'vitest'
import { firstSteps, newReplica, now, removeFolders, value } from '../../tests/support/store-fixture.ts'
import { migrate } from './migrate.ts'
import { describeSchema, removedNames, schemaProblems } from './schema.ts'

afterAll(removeFolders)

const nothing = { tables: [], columns: [] }

test('the description names tables, columns, indexes and search indexes, without the parts SQLite makes by itself', async () => {
  const { db } = await newReplica()
  const schema = describeSchema(db)
  expect(schema.version).toBe(10)
  expect(Object.keys(schema.tables)).toEqual(['person', 'person_search', 'schema_migration'])
  expect(schema.tables['person']).toMatchObject({
    kind: 'table',
    columns: { id: 'INTEGER NOT NULL PRIMARY KEY(1)', name: 'TEXT NOT NULL', note: 'TEXT NOT NULL' },
    indexes: { person_name: 'CREATE INDEX person_name ON person (name)' },
  })
  expect(schema.tables['person_search']).toMatchObject({ kind: 'fts5' })
  expect(schemaProblems(schema, schema, nothing)).toEqual([])
  db.close()
})

test('a snapshot that was not renewed, a name used again and a name dropped silently are all noticed', async () => {
  const { db } = await newReplica()
  const before = describeSchema(db)
  const change = {
    id: '0020-change',
    up: ['ALTER TABLE person DROP COLUMN note', 'ALTER TABLE person ADD COLUMN nickname TEXT'],
  }
  value(migrate({ db, migrations: [...firstSteps, change], now }))
  const after = describeSchema(db)
  expect(removedNames(after, before)).toEqual(['person.note'])
  expect(schemaProblems(after, before, nothing)).toEqual([
    'person.note was removed but is not listed in retired-names.json',
    expect.stringContaining('out of date'),
  ])
  expect(schemaProblems(after, after, { tables: [], columns: ['person.nickname'] })).toEqual([
    'person.nickname is retired and must not be used again',
  ])
  expect(schemaProblems(after, after, { tables: ['person'], columns: ['person.note'] })).toEqual([
    'person is retired and must not be used again',
  ])
  db.close()
})
