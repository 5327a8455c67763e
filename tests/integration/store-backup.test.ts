import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { runBackup } from '../../src-core/store/backup-run.ts'
import { isWhole, listBackups, makeBackup } from '../../src-core/store/backup.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { finishSwap, restoreBackup } from '../../src-core/store/restore.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { addPeople, codeOf, newReplica, now, removeFolders, value } from '../support/store-fixture.ts'

afterAll(removeFolders)

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T01:00:00.000Z`

function people(dir: string, key: ReplicaKey): number {
  const db = value(openReplica({ dir, key }))
  const row = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM person').one()
  db.close()
  return row?.n ?? -1
}

function damage(file: string): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, Buffer.alloc(200, 9), 0, 200, 4096 + 500)
  closeSync(fd)
}

test('the newest seven backups are kept and the newest is listed first', async () => {
  const { dir, key, db } = await newReplica({ people: 5 })
  for (let day = 1; day <= 9; day += 1) value(makeBackup({ db, dir, key, now: at(day), reason: 'daily' }))
  expect(listBackups(dir).map((backup) => backup.createdAt)).toEqual([9, 8, 7, 6, 5, 4, 3].map(at))
  db.close()
})

test('a backup runs in its own thread while the replica is being written', async () => {
  const { dir, key, db } = await newReplica({ people: 3000 })
  const running = runBackup({ dir, key, now, reason: 'daily' })
  addPeople(db, 100)
  const backup = value(await running)
  const copy = value(openReplica({ dir, key, file: join(replicaPaths(dir).backups, backup.name), readonly: true }))
  const row = copy.prepare<[], { n: number }>('SELECT count(*) AS n FROM person').one()
  expect([3000, 3100]).toContain(row?.n)
  copy.close()
  db.close()
})

test('a damaged replica is put aside, not deleted, and the backup takes its place', async () => {
  const { dir, key, db } = await newReplica({ people: 50 })
  const backup = value(makeBackup({ db, dir, key, now: at(1), reason: 'daily' }))
  addPeople(db, 30)
  db.close()
  damage(replicaPaths(dir).database)
  const bytes = readFileSync(replicaPaths(dir).database)

  const { quarantined } = value(restoreBackup({ dir, key, name: backup.name, now: at(2) }))
  expect(people(dir, key)).toBe(50)
  expect(quarantined).toBe(join(replicaPaths(dir).quarantine, 'restore-20260302T010000000Z'))
  expect(readFileSync(join(quarantined ?? '', 'replica.db')).equals(bytes)).toBe(true)
  expect(listBackups(dir)).toHaveLength(1)
})

test('a restore that was cut short anywhere is finished at the next start', async () => {
  const { dir, key, db } = await newReplica({ people: 50 })
  const backup = value(makeBackup({ db, dir, key, now: at(1), reason: 'daily' }))
  addPeople(db, 30)
  db.close()
  const paths = replicaPaths(dir)
  const restored = `${paths.database}.restored`
  const copy = readFileSync(join(paths.backups, backup.name))
  const folder = join(paths.quarantine, 'restore-x')

  // Copied but not decided: the replica stays what it was.
  writeFileSync(restored, copy)
  expect(finishSwap(dir)).toBeUndefined()
  expect(people(dir, key)).toBe(80)

  // Decided, and nothing moved yet.
  writeFileSync(paths.swap, JSON.stringify({ quarantine: 'restore-x' }))
  expect(finishSwap(dir)).toBe(folder)
  expect(people(dir, key)).toBe(50)
  expect(readdirSync(folder)).toContain('replica.db')

  // The old file moved, the new one not yet renamed.
  writeFileSync(paths.swap, JSON.stringify({ quarantine: 'restore-y' }))
  writeFileSync(restored, copy)
  mkdirSync(join(paths.quarantine, 'restore-y'))
  renameSync(paths.database, join(paths.quarantine, 'restore-y', 'replica.db'))
  finishSwap(dir)
  expect(people(dir, key)).toBe(50)

  // Renamed, and only the note of it left: the new replica must not be put aside.
  writeFileSync(paths.swap, JSON.stringify({ quarantine: 'restore-z' }))
  expect(finishSwap(dir)).toBeUndefined()
  expect(people(dir, key)).toBe(50)
  expect(existsSync(paths.swap)).toBe(false)
})

test('the old write-ahead log is not replayed into the restored replica', async () => {
  const { dir, key, db } = await newReplica({ people: 50 })
  const backup = value(makeBackup({ db, dir, key, now: at(1), reason: 'daily' }))
  addPeople(db, 30)
  // As after a kill: the log is still there when the file is replaced.
  const wal = readFileSync(`${replicaPaths(dir).database}-wal`)
  db.close()
  writeFileSync(`${replicaPaths(dir).database}-wal`, wal)
  value(restoreBackup({ dir, key, name: backup.name, now: at(2) }))
  expect(people(dir, key)).toBe(50)
})

test('a backup that is damaged, or of another key, is refused and the replica stays', async () => {
  const { dir, key, db } = await newReplica({ people: 500 })
  const good = value(makeBackup({ db, dir, key, now: at(1), reason: 'daily' }))
  db.close()
  damage(join(replicaPaths(dir).backups, good.name))
  expect(codeOf(restoreBackup({ dir, key, name: good.name, now }))).toBe('backup/unusable')
  expect(codeOf(restoreBackup({ dir, key, name: 'replica-20990101T000000000Z-daily.db', now }))).toBe('backup/none')
  expect(codeOf(restoreBackup({ dir, key, name: '../slots.json', now }))).toBe('backup/none')
  expect(isWhole(dir, replicaPaths(dir).database, newReplicaKey())).toBe(false)
  expect(people(dir, key)).toBe(500)
  expect(existsSync(`${replicaPaths(dir).database}.restored`)).toBe(false)
})

test('what a killed backup left behind is not listed and goes with the next one', async () => {
  const { dir, key, db } = await newReplica({ people: 5 })
  const { backups } = replicaPaths(dir)
  mkdirSync(backups)
  writeFileSync(join(backups, 'replica-20260101T000000000Z-daily.db.part'), 'half')
  expect(listBackups(dir)).toEqual([])
  value(makeBackup({ db, dir, key, now, reason: 'asked' }))
  expect(readdirSync(backups)).toHaveLength(1)
  db.close()
})

test('a damaged replica does not become a backup and pushes none out', async () => {
  const { dir, key, db } = await newReplica({ people: 2000 })
  value(makeBackup({ db, dir, key, now: at(1), reason: 'daily', keep: 1 }))
  db.close()
  damage(replicaPaths(dir).database)
  const again = value(openReplica({ dir, key }))
  expect(codeOf(makeBackup({ db: again, dir, key, now: at(2), reason: 'daily', keep: 1 }))).toBe('store/damaged')
  again.close()
  expect(listBackups(dir).map(({ createdAt }) => createdAt)).toEqual([at(1)])
  expect(readdirSync(replicaPaths(dir).backups)).toHaveLength(1)
})
