import { existsSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { newFolder, removeFolders } from '../../tests/support/store-fixture.ts'
import { replicaPaths } from '../store/paths.ts'
import { newReplicaKey } from './replica-key.ts'
import { dropResume, readResume, writeResume } from './resume.ts'

afterAll(removeFolders)

test('a core that crashed gets its key and session back from the main process that still runs', () => {
  const dir = newFolder()
  const [resumeKey, key] = [randomBytes(32), newReplicaKey()]
  writeResume(dir, resumeKey, key, '{"account":"a"}')
  expect(readResume(dir, resumeKey)).toEqual({ key, session: '{"account":"a"}' })
  expect(readResume(dir, resumeKey)).toEqual({ key, session: '{"account":"a"}' })
})

test('any start without that key finds nothing, and the file is gone', () => {
  for (const other of [undefined, randomBytes(32)]) {
    const dir = newFolder()
    writeResume(dir, randomBytes(32), newReplicaKey(), '{}')
    expect(readResume(dir, other)).toBeUndefined()
    expect(existsSync(replicaPaths(dir).resume)).toBe(false)
  }
})

test('a damaged resume slot means logging in again', () => {
  const dir = newFolder()
  const resumeKey = randomBytes(32)
  writeResume(dir, resumeKey, newReplicaKey(), '{}')
  writeFileSync(replicaPaths(dir).resume, 'rubbish')
  expect(readResume(dir, resumeKey)).toBeUndefined()
  expect(readResume(newFolder(), resumeKey)).toBeUndefined()
})

test('locking leaves nothing to resume', () => {
  const dir = newFolder()
  const resumeKey = randomBytes(32)
  writeResume(dir, resumeKey, newReplicaKey(), '{}')
  dropResume(dir)
  dropResume(dir)
  expect(readResume(dir, resumeKey)).toBeUndefined()
})
