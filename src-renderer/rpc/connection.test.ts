import { expect, test } from 'vitest'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import type { CoreMessage, Port } from '../../src-contract/rpc.ts'
import { Connection } from './connection.ts'

type Sent = { t: string; id: number; method?: string; operationId?: string }

/** One end of a port, with what was posted to the other end kept. */
function pair() {
  const sent: Sent[] = []
  let listener: (message: unknown) => void = () => {}
  let close = () => {}
  const port: Port = {
    post: (message) => sent.push(message as Sent),
    onMessage: (next) => (listener = next),
    onClose: (next) => (close = next),
    close: () => close(),
  }
  return {
    port,
    sent,
    say: (message: CoreMessage) => listener(message),
    reply: (id: number, result: Result<unknown>) => listener({ t: 'reply', id, result } satisfies CoreMessage),
    die: () => close(),
  }
}

test('a write that was under way when core died is sent again with the operation id that it had', async () => {
  let asked = 0
  const connection = new Connection(() => (asked += 1))
  const first = pair()
  connection.adopt(first.port, 1)
  const filed = connection.call('ledger.file', {})
  const { id, operationId } = first.sent[0] as Sent
  expect(operationId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  first.die()
  expect(asked).toBe(1)
  const second = pair()
  connection.adopt(second.port, 2)
  expect(second.sent).toEqual([{ t: 'call', id, method: 'ledger.file', input: {}, operationId }])
  second.reply(id, success({ number: 'L06-2026-000001' }))
  expect(await filed).toEqual(success({ number: 'L06-2026-000001' }))
})

test('what is asked while core restarts waits for it', async () => {
  const connection = new Connection(() => {})
  const asked = connection.call('home.today', {})
  const core = pair()
  connection.adopt(core.port, 1)
  expect(core.sent.length).toBe(1)
  core.reply((core.sent[0] as Sent).id, success({}))
  expect((await asked).ok).toBe(true)
})

test('a read that nobody waits for is called off, a write waits for its answer', async () => {
  const connection = new Connection(() => {})
  const core = pair()
  connection.adopt(core.port, 1)
  const stop = new AbortController()
  const read = connection.call('lookup.search', {}, { signal: stop.signal })
  const write = connection.call('sources.import', {}, { signal: stop.signal })
  stop.abort()
  expect(await read).toMatchObject({ ok: false, error: { code: 'rpc/cancelled' } })
  expect(core.sent.filter((message) => message.t === 'cancel').length).toBe(2)
  core.reply((core.sent[1] as Sent).id, success({ importId: 'x' }))
  expect((await write).ok).toBe(true)
})

test('a core that dies over and over ends in an answer, not in endless repeats', async () => {
  const connection = new Connection(() => {})
  const read = connection.call('home.today', {})
  for (let generation = 1; generation <= 8; generation += 1) {
    const core = pair()
    connection.adopt(core.port, generation)
    const sent = core.sent[0]
    if (sent) core.reply(sent.id, failure('core/reader-restarted'))
  }
  expect(await read).toMatchObject({ ok: false, error: { code: 'core/restarted', retryable: true } })
})
