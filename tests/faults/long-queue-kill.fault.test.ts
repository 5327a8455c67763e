import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateStation } from '../../demo/station.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { insertDelivered } from '../../src-core/features/sources/delivered.repo.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { checkReplica } from '../../src-core/store/check.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { killWhen } from '../support/child.ts'
import { deliveredOf, differences, halfDone, queuedIn } from '../support/index-state.ts'
import { makeReplica } from '../support/test-context.ts'
import { keyText } from './import-kill.key.ts'

const child = join(import.meta.dirname, 'long-queue-kill.child.ts')
const root = mkdtempSync(join(tmpdir(), 'beatbook-long-kill-'))
const start = join(root, 'start')
const all = [...generateStation({ people: 350 }).records()]
let key: ReplicaKey
let wanted: Db

function open(dir: string): Db {
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  return opened.value
}

beforeAll(async () => {
  mkdirSync(start)
  key = makeReplica(start)
  const db = open(start)
  db.transaction((tx) => insertDelivered(tx, all.map(deliveredOf)))
  db.close()
  process.env['TEST_REPLICA_KEY'] = keyText(key)
  const undisturbed = join(root, 'undisturbed')
  cpSync(start, undisturbed, { recursive: true })
  wanted = open(undisturbed)
  await finishIndexing(wanted)
})
afterAll(() => {
  wanted.close()
  rmSync(root, { recursive: true, force: true })
})

type State = { subjects: number; keys: number; queued: number }
const stateIn = (line: string | undefined): State => {
  const [subjects = 0, keys = 0, queued = all.length] = (line?.match(/\d+/g) ?? []).map(Number)
  return { subjects, keys, queued }
}

const stages: [string, (state: State) => boolean][] = [
  ['when its first rows are written', ({ subjects }) => subjects > 0],
  ['while its rows are written', ({ subjects }) => subjects > 700],
  ['when its first keys are written', ({ keys }) => keys > 0],
  ['while its keys are written', ({ keys }) => keys > 8_000],
  ['while records leave it', ({ queued }) => queued < all.length],
]

test.each(stages)('killed %s, a long queue is worked off at the next log-in, and nothing twice', async (name, when) => {
  const dir = join(root, name.replaceAll(' ', '-'))
  cpSync(start, dir, { recursive: true })
  await killWhen(child, [dir], (lines) => when(stateIn(lines.at(-1))))
  const db = open(dir)
  expect(halfDone(db)).toBe(0)
  const behind = queuedIn(db)
  expect(await finishIndexing(db, { key, longFrom: 1, subjectsAtOnce: 300 })).toBe(behind)
  expect(queuedIn(db)).toBe(0)
  expect(differences(db, wanted)).toEqual([])
  expect(checkReplica(db)).toMatchObject({ ok: true })
  expect(await finishIndexing(db, { key, longFrom: 1, subjectsAtOnce: 300 })).toBe(0)
  db.close()
})
