import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { changePassphrase, folderState, openUserSlot } from '../../src-core/crypto/slots.ts'
import { makeBackup } from '../../src-core/store/backup.ts'
import { checkReplica } from '../../src-core/store/check.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { lockReplica } from '../../src-core/store/replica-lock.ts'
import { finishSwap } from '../../src-core/store/restore.ts'
import { describeSchema } from '../../src-core/store/schema.ts'
import { killWhen } from '../support/child.ts'
import { batchSize, secondStep } from '../support/store-kill-steps.ts'
import { codeOf, firstSteps, newFolder, newReplica, now, removeFolders, user, value } from '../support/store-fixture.ts'

afterAll(removeFolders)

const child = join(import.meta.dirname, 'store-kill.child.ts')

test('after a kill in the middle of writing everything reported is there, in whole batches', async () => {
  const { dir, key, db } = await newReplica()
  db.close()
  let reported = 0
  for (const upTo of [1, 7, 20, 41]) {
    const lines = await killWhen(child, [dir, 'write'], (seen) => seen.length >= upTo)
    const again = value(openReplica({ dir, key }))
    const rows = again.prepare<[], { n: number }>('SELECT count(*) AS n FROM person').one()?.n ?? 0
    reported += lines.length
    expect(rows % batchSize).toBe(0)
    expect(rows / batchSize).toBeGreaterThanOrEqual(reported)
    // At most the batch whose report was lost with the process.
    expect(rows / batchSize).toBeLessThanOrEqual(reported + 1)
    reported = rows / batchSize
    expect(checkReplica(again)).toMatchObject({ ok: true })
    again.close()
  }
})

test('after a kill in the middle of a migration the database is as before, and the migration runs again', async () => {
  const { dir, key, db } = await newReplica({ people: 20_000 })
  const before = describeSchema(db)
  db.close()
  for (const upTo of [1, 60, 150]) {
    const lines = await killWhen(child, [dir, 'migrate'], (seen) => seen.length >= upTo)
    expect(lines).not.toContain('done')
    const again = value(openReplica({ dir, key, knownVersion: 10 }))
    expect(describeSchema(again)).toEqual(before)
    expect(checkReplica(again)).toMatchObject({ ok: true })
    again.close()
  }
  const last = value(openReplica({ dir, key }))
  last.connection.function('progress', { deterministic: false }, (id: number) => id)
  expect(value(migrate({ db: last, migrations: [...firstSteps, secondStep], now })).applied).toEqual(['0020-marks'])
  expect(last.prepare<[], { n: number }>('SELECT count(mark) AS n FROM person').one()).toEqual({ n: 20_000 })
  last.close()
})

test('after a kill in the middle of changing passphrases the old one or the new one opens', async () => {
  const { dir, key, db } = await newReplica()
  db.close()
  for (const upTo of [1, 5, 12, 25]) {
    await killWhen(child, [dir, 'slots'], (seen) => seen.length >= upTo)
    expect(folderState(dir)).toBe('ready')
    const before = await openUserSlot({ dir, ...user })
    const after = await openUserSlot({ dir, login: user.login, passphrase: 'other 1' })
    expect([before.ok, after.ok].filter(Boolean)).toHaveLength(1)
    const opened = before.ok ? before : after
    expect(value(opened).key).toEqual(key)
    if (!before.ok) {
      // The next round starts from the first passphrase.
      value(await changePassphrase({ dir, login: user.login, passphrase: 'other 1', newPassphrase: user.passphrase }))
    }
  }
})

test('after a kill in the middle of restoring, the next start ends up with a whole replica and nothing is lost', async () => {
  const { dir, key, db } = await newReplica({ people: 500 })
  value(makeBackup({ db, dir, key, now, reason: 'asked' }))
  db.close()
  for (const upTo of [1, 3, 8]) {
    await killWhen(child, [dir, 'restore'], (seen) => seen.length >= upTo)
    finishSwap(dir)
    expect(existsSync(replicaPaths(dir).swap)).toBe(false)
    const again = value(openReplica({ dir, key }))
    expect(checkReplica(again)).toMatchObject({
      ok: true,
      tables: expect.arrayContaining([{ name: 'person', rows: 500 }]),
    })
    again.close()
  }
})

test('a second program gets "in use", and none is locked out by one that was killed', async () => {
  const dir = newFolder()
  let whileRunning = 'not tried'
  await killWhen(child, [dir, 'lock'], () => {
    whileRunning = codeOf(lockReplica(dir))
    return true
  })
  expect(whileRunning).toBe('store/in-use')
  const lock = value(lockReplica(dir))
  expect(codeOf(lockReplica(dir))).toBe('store/in-use')
  lock.release()
  value(lockReplica(dir)).release()
})
