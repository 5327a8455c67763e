import { afterAll, expect, test, vi } from 'vitest'
import { openReplica } from '../../src-core/store/open.ts'
import { ReaderPool, type PoolOptions } from '../../src-core/store/readers/reader-pool.ts'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import type { testQueries } from '../support/reader-queries.ts'
import { addPeople, codeOf, newReplica, removeFolders, value, type TestReplica } from '../support/store-fixture.ts'

afterAll(removeFolders)

const worker = new URL('../support/reader.worker.ts', import.meta.url)

function poolOf(replica: TestReplica, options: Partial<PoolOptions> = {}): ReaderPool<typeof testQueries> {
  return new ReaderPool<typeof testQueries>({ dir: replica.dir, key: replica.key, worker, ...options })
}

test('a reader sees what was just committed, and many calls at once are all answered', async () => {
  const replica = await newReplica({ people: 10 })
  const pool = poolOf(replica)
  expect(await pool.run('people.count', { atLeast: 1 })).toEqual({ ok: true, value: 10 })
  addPeople(replica.db, 5)
  const calls = Array.from({ length: 50 }, (_, n) => pool.run('people.count', { atLeast: n + 1 }))
  expect((await Promise.all(calls)).map(value)).toEqual(Array.from({ length: 50 }, (_, n) => Math.max(0, 15 - n)))
  await pool.close()
  replica.db.close()
})

test('the key is still usable by core after it was handed to the threads', async () => {
  const replica = await newReplica({ people: 1 })
  const copy = Buffer.from(replica.key.dek)
  const pool = poolOf(replica)
  await pool.started()
  expect(replica.key.dek.equals(copy)).toBe(true)
  await pool.close()
  replica.db.close()
  expect(openReplica(replica).ok).toBe(true)
})

test('when a thread dies the call says that asking again helps, and asking again does', async () => {
  const replica = await newReplica({ people: 3 })
  const restarts: unknown[] = []
  const pool = poolOf(replica, { size: 1, onRestart: (why) => restarts.push(why) })
  const dying = pool.run('people.crash', undefined as never)
  const waiting = pool.run('people.count', { atLeast: 1 })
  expect(await dying).toMatchObject({ ok: false, error: { code: 'core/reader-restarted', retryable: true } })
  expect(await waiting).toEqual({ ok: true, value: 3 })
  expect(restarts).toEqual([{ exitCode: 3, refused: undefined }])
  await pool.close()
  replica.db.close()
})

test('a cancelled call returns at once and the query behind it stops', async () => {
  const replica = await newReplica({ people: 3 })
  const pool = poolOf(replica, { size: 1 })
  const flag = new SharedArrayBuffer(4)
  const state = new Int32Array(flag)
  const leaving = new AbortController()
  const endless = pool.run('people.endless', { flag }, { signal: leaving.signal })
  const queued = new AbortController()
  const never = pool.run('people.count', { atLeast: 1 }, { signal: queued.signal })
  await vi.waitUntil(() => Atomics.load(state, 0) === 1, { timeout: 60_000 })
  queued.abort()
  leaving.abort()
  expect(codeOf(await never)).toBe('rpc/cancelled')
  expect(codeOf(await endless)).toBe('rpc/cancelled')
  expect(await pool.run('people.count', { atLeast: 1 })).toEqual({ ok: true, value: 3 })
  expect(Atomics.load(state, 0)).toBe(2)
  expect(codeOf(await pool.run('people.count', { atLeast: 1 }, { signal: AbortSignal.abort() }))).toBe('rpc/cancelled')
  await pool.close()
  replica.db.close()
})

test('a query cannot write, and a bug in one is an error with its code, not the end of the thread', async () => {
  const replica = await newReplica({ people: 3 })
  const pool = poolOf(replica, { size: 1, onRestart: () => expect.unreachable() })
  await expect(pool.run('people.write', undefined as never)).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
  await expect(pool.run('people.bug', undefined as never)).rejects.toMatchObject({ code: 'SQLITE_ERROR' })
  expect(await pool.run('people.count', { atLeast: 1 })).toEqual({ ok: true, value: 3 })
  await pool.close()
  replica.db.close()
})

test('with a key that does not open the replica every call fails, and nothing starts over for ever', async () => {
  const replica = await newReplica({ people: 3 })
  const refused: unknown[] = []
  const key = { ...replica.key, dek: newReplicaKey().dek }
  const pool = poolOf({ ...replica, key }, { size: 2, onRestart: (why) => refused.push(why.refused) })
  expect(codeOf(await pool.run('people.count', { atLeast: 1 }))).toBe('core/reader-restarted')
  expect(refused.length).toBeLessThanOrEqual(4)
  expect(new Set(refused)).toEqual(new Set(['store/wrong-key']))
  await pool.close()
  replica.db.close()
})

test('closing answers the calls that still wait', async () => {
  const replica = await newReplica({ people: 3 })
  const pool = poolOf(replica, { size: 1 })
  const calls = Array.from({ length: 5 }, () => pool.run('people.count', { atLeast: 1 }))
  await pool.close()
  for (const result of await Promise.all(calls)) expect(['none', 'core/reader-restarted']).toContain(codeOf(result))
  expect(codeOf(await pool.run('people.count', { atLeast: 1 }))).toBe('core/reader-restarted')
  replica.db.close()
})

test('what nobody waits for is asked in the last thread alone, and the others stay free for what people ask', async () => {
  const replica = await newReplica({ people: 3 })
  const pool = poolOf(replica, { size: 2 })
  const state = new Int32Array(new SharedArrayBuffer(4))
  const leaving = new AbortController()
  const flag = state.buffer as SharedArrayBuffer
  const endless = pool.run('people.endless', { flag }, { signal: leaving.signal, background: true })
  await vi.waitUntil(() => Atomics.load(state, 0) === 1, { timeout: 60_000 })
  let answered = false
  const behind = pool.run('people.count', { atLeast: 1 }, { background: true }).then((result) => {
    answered = true
    return result
  })
  expect(await pool.run('people.count', { atLeast: 2 })).toEqual({ ok: true, value: 2 })
  expect(answered).toBe(false)
  leaving.abort()
  expect(codeOf(await endless)).toBe('rpc/cancelled')
  expect(await behind).toEqual({ ok: true, value: 3 })
  await pool.close()
  replica.db.close()
})
