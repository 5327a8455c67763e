// Writes db/schema-snapshot.json from the migrations and the books, and lists names that went away in db/retired-names.json.
// `schema-snapshot.ts --check` writes nothing and says what is out of date.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { migrations } from '../db/migrations/index.ts'
import { newReplicaKey } from '../src-core/crypto/replica-key.ts'
import { ensureBookTables } from '../src-core/features/ledger/book-tables.ts'
import { migrate } from '../src-core/store/migrate.ts'
import { createReplica } from '../src-core/store/open.ts'
import {
  describeSchema,
  removedNames,
  schemaProblems,
  type RetiredNames,
  type SchemaDescription,
} from '../src-core/store/schema.ts'

const snapshotFile = join(import.meta.dirname, '../db/schema-snapshot.json')
const retiredFile = join(import.meta.dirname, '../db/retired-names.json')
const empty: SchemaDescription = { version: 0, tables: {}, views: {}, triggers: {} }

/** The schema of a replica as this source makes it. */
export function currentSchema(): SchemaDescription {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-schema-'))
  try {
    const created = createReplica({ dir, key: newReplicaKey() })
    if (!created.ok) throw new Error(created.error.code)
    const db = created.value
    const migrated = migrate({ db, migrations, now: new Date().toISOString() })
    if (!migrated.ok) throw new Error(`${migrated.error.code} ${JSON.stringify(migrated.error.params)}`)
    ensureBookTables(db)
    const schema = describeSchema(db)
    db.close()
    return schema
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What is committed. A missing snapshot is an empty one. */
export function committedSchema(): { snapshot: SchemaDescription; retired: RetiredNames } {
  const retired = JSON.parse(readFileSync(retiredFile, 'utf8')) as RetiredNames
  try {
    return { snapshot: JSON.parse(readFileSync(snapshotFile, 'utf8')) as SchemaDescription, retired }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { snapshot: empty, retired }
    throw error
  }
}

/** The retired names with those added that the snapshot has and the schema has not. */
export function retire(retired: RetiredNames, removed: readonly string[]): RetiredNames {
  const all = (known: readonly string[], isColumn: boolean): string[] =>
    [...new Set([...known, ...removed.filter((name) => name.includes('.') === isColumn)])].sort()
  return { tables: all(retired.tables, false), columns: all(retired.columns, true) }
}

async function write(file: string, content: unknown): Promise<void> {
  const style = await resolveConfig(file)
  writeFileSync(file, await format(JSON.stringify(content), { ...style, parser: 'json' }))
}

if (import.meta.main) {
  const { snapshot, retired } = committedSchema()
  const schema = currentSchema()
  const problems = schemaProblems(schema, snapshot, retired)
  if (process.argv.includes('--check')) {
    for (const problem of problems) process.stderr.write(`${problem}\n`)
    process.exitCode = problems.length === 0 ? 0 : 1
  } else {
    const removed = removedNames(schema, snapshot)
    await write(snapshotFile, schema)
    await write(retiredFile, retire(retired, removed))
    process.stdout.write(`schema version ${schema.version}: ${Object.keys(schema.tables).length} tables\n`)
    for (const name of removed) process.stdout.write(`retired: ${name}\n`)
    for (const problem of problems.filter((text) => text.includes('must not be used again'))) {
      process.stderr.write(`${problem}\n`)
      process.exitCode = 1
    }
  }
}
