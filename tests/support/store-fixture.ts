import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '../../src-contract/errors.ts'
import type { KdfParameters } from '../../src-core/crypto/kdf.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { createSlots, finishSetup } from '../../src-core/crypto/slots.ts'
import { migrate, type Migration } from '../../src-core/store/migrate.ts'
import { createReplica } from '../../src-core/store/open.ts'
import { createBuilder, type Db } from '../../src-core/store/sql.ts'

/** Argon2 small enough for tests; never used by the application. */
export const cheapKdf: KdfParameters = { memoryKiB: 64, passes: 1, lanes: 1 }

export const now = '2026-03-01T02:03:04.567Z'
export const user = { login: 'clerk-one', passphrase: 'correct horse 9' }

/** Two small steps, so that the store's tests do not depend on the application's schema. */
export const firstSteps: readonly Migration[] = [
  {
    id: '0010-people',
    up: [
      'CREATE TABLE person (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL) STRICT',
      'CREATE INDEX person_name ON person (name)',
      `CREATE VIRTUAL TABLE person_search USING fts5(name, content='', contentless_delete=1)`,
    ],
  },
]

export type Person = { id: number; name: string; note: string }
export const q = createBuilder<{ person: Person }>()

/** The value of a result that a test expects to be good. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`expected success, got ${result.error.code} ${JSON.stringify(result.error.params)}`)
  return result.value
}

/** The code of a result that a test expects to be a failure; 'none' when it succeeded. */
export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'none' : result.error.code
}

export type TestReplica = { readonly dir: string; readonly key: ReplicaKey; readonly db: Db }

/** A real encrypted replica in a folder of its own, set up through the same steps as the application's. */
export async function newReplica(options: { people?: number; dir?: string } = {}): Promise<TestReplica> {
  const dir = options.dir ?? newFolder()
  const { key } = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))
  const db = value(createReplica({ dir, key }))
  value(migrate({ db, migrations: firstSteps, now }))
  addPeople(db, options.people ?? 0)
  value(finishSetup(dir, key))
  return { dir, key, db }
}

export function addPeople(db: Db, count: number): void {
  const insert = db.prepare<[string, string], never>('INSERT INTO person (name, note) VALUES (?, ?)')
  db.transaction(() => {
    for (let n = 0; n < count; n += 1) insert.run(`测试${n}`, `${'记录'.repeat(60)}${n}`)
  })
}

const folders: string[] = []

export function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-test-'))
  folders.push(dir)
  return dir
}

/** For afterAll. */
export function removeFolders(): void {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true })
}
