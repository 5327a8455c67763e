import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createSlots, finishSetup, folderState } from '../../src-core/crypto/slots.ts'
import { Spool } from '../../src-core/crypto/spool.ts'
import { writeResume } from '../../src-core/crypto/resume.ts'
import { openLog } from '../../src-core/log/log.ts'
import { filesBelow, findCanaries } from '../support/canaries.ts'
import { cheapKdf, newFolder, removeFolders, value } from '../support/store-fixture.ts'

afterAll(removeFolders)

const name = '金丝雀甲乙丙'
const idNumber = '990101199001019998'
const typed = 'Canary-Free-Text-7731'
const canaries = [name, idNumber, typed]

test('the search for canaries finds them in both encodings', () => {
  const dir = newFolder()
  mkdirSync(join(dir, 'deep'))
  writeFileSync(join(dir, 'a.bin'), Buffer.concat([Buffer.alloc(5000), Buffer.from(name, 'utf8')]))
  writeFileSync(join(dir, 'deep', 'b.tmp'), Buffer.concat([Buffer.alloc(3), Buffer.from(idNumber, 'utf16le')]))
  expect(findCanaries(dir, canaries).map(({ canary, encoding }) => [canary, encoding])).toEqual(
    expect.arrayContaining([
      [name, 'utf8'],
      [idNumber, 'utf16le'],
    ]),
  )
})

test('nothing personal is readable in any file while the replica is in use, killed in the middle of it, or closed', async () => {
  const dir = newFolder()
  const temp = newFolder()
  const child = join(import.meta.dirname, 'store-leak.child.ts')
  const env = { ...process.env, TMPDIR: temp, SQLITE_TMPDIR: temp }
  for (const end of ['kill', 'close']) {
    const folder = join(dir, end)
    mkdirSync(folder)
    try {
      execFileSync(process.execPath, [child, folder, end, ...canaries], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    } catch (error) {
      expect(error).toMatchObject({ signal: 'SIGKILL' })
    }
    expect(folderState(folder)).toBe('ready')
  }
  const names = filesBelow(dir).map((file) => file.slice(dir.length + 1))
  expect(names).toEqual(
    expect.arrayContaining(['kill/replica.db', 'kill/replica.db-wal', 'close/replica.db', 'close/logs/core.log']),
  )
  expect(names.some((file) => file.startsWith('close/backups/replica-'))).toBe(true)
  expect(findCanaries(dir, canaries)).toEqual([])
  expect(findCanaries(temp, canaries)).toEqual([])
})

test('a sort too big for memory keeps to memory all the same', () => {
  const child = join(import.meta.dirname, 'store-leak.child.ts')
  const run = (mode: string): string[] =>
    JSON.parse(execFileSync(process.execPath, [child, newFolder(), mode, ...canaries], { encoding: 'utf8' }))
  expect(run('sort')).toEqual([])
  // The same sort with temporary files allowed: shows that the look at the open files can find one.
  expect(run('sort-on-disk').length).toBeGreaterThan(0)
})

test('neither a log-in name nor a passphrase is readable in the slots, the spool, the resume slot or the log', async () => {
  const dir = newFolder()
  const { key } = value(
    await createSlots({ dir, deviceId: 'device-1', user: { login: name, passphrase: typed }, kdf: cheapKdf }),
  )
  value(finishSetup(dir, key))
  const spool = Spool.open({ dir, fresh: true })
  spool.attempt('u00000000000000000000000000000000')
  spool.failed('u00000000000000000000000000000000')
  writeResume(dir, Buffer.alloc(32, 1), key, JSON.stringify({ login: name }))
  const log = openLog({ dir, name: 'core' })
  const fields = { code: name, method: typed, traceId: idNumber, stack: `Error: ${name}\n    at ${typed} (x.ts:1:1)` }
  log.error(typed, { ...fields, sql: `SELECT '${name}', '${idNumber}' FROM ${name}`, error: new Error(idNumber) })
  expect(filesBelow(dir).length).toBeGreaterThan(4)
  expect(
    findCanaries(dir, [...canaries, key.dek.toString('base64'), key.dek.toString('hex'), key.dek.toString('latin1')]),
  ).toEqual([])
})
