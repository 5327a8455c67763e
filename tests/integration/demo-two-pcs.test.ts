import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '../../cli/session.ts'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import { Core } from '../../src-core/core.ts'

const L08 = 'L08' as InputOf<'ledger.list'>['book']

/** What `npm start -- --two` runs beside its windows, with a station of 60 people. */
let child: ChildProcess
let lines: Interface
let pcs: Core[]
const dir = mkdtempSync(join(tmpdir(), 'beatbook-two-'))

const line = async (): Promise<unknown> => JSON.parse(((await once(lines, 'line')) as string[])[0] ?? '')
const pressEnter = async () => {
  const said = line()
  child.stdin?.write('\n')
  return said
}

beforeAll(async () => {
  // PostgreSQL runs as another user than root.
  chmodSync(dir, 0o711)
  child = spawn(process.execPath, ['scripts/two-pcs.ts', dir, '60', '30'], { stdio: ['pipe', 'pipe', 'inherit'] })
  lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const { replicas } = (await line()) as { replicas: string[] }
  pcs = replicas.map((replica) => new Core({ dir: replica, machineSecret: { kind: 'none' } }))
  for (const [at, pc] of pcs.entries()) {
    const users = JSON.parse(readFileSync(join(replicas[at] ?? '', '..', 'demo-users.json'), 'utf8')) as {
      user: string
      passphrase: string
    }[]
    const passphrase = users.find(({ user }) => user === 'neiqin')?.passphrase ?? ''
    expect(await call(pc, 'accounts.logIn', { login: 'neiqin', passphrase })).toMatchObject({ ok: true })
  }
})
afterAll(async () => {
  for (const pc of pcs) await pc.close()
  const gone = once(child, 'close')
  child.stdin?.end()
  await gone
  rmSync(dir, { recursive: true, force: true })
})

async function must<N extends MethodName>(at: number, method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const said = await call(pcs[at] as Core, method, input)
  if (!said.ok) throw new Error(`PC ${at + 1}, ${method}: ${said.error.code} ${JSON.stringify(said.error.params)}`)
  return said.value
}

test('the second PC, set up with an empty ledger, shows what the first one filed; a conflict is settled as the page says', async () => {
  const list = (at: number) => must(at, 'ledger.list', { book: L08 })
  const [mine, theirs] = [await list(0), await list(1)]
  expect(mine.rows.length).toBeGreaterThan(0)
  expect(theirs.rows.map(({ number }) => number)).toEqual(mine.rows.map(({ number }) => number))

  expect(await pressEnter()).toEqual({ running: false })
  expect(await call(pcs[0] as Core, 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/unreachable' } })
  const entryId = mine.rows[0]?.entryId as InputOf<'ledger.read'>['entryId']
  for (const [at, object] of ['东市场', '西市场'].entries()) {
    const { version, fields } = await must(at, 'ledger.read', { entryId })
    const change = { entryId, version, fields: { ...fields, object }, reason: '核对后更正', accepted: [] }
    await must(at, 'ledger.correct', change)
  }
  expect(await pressEnter()).toEqual({ running: true })

  // One of the two came second, and asks: which one is not said.
  const asked = async () => {
    for (const at of [0, 1]) await call(pcs[at] as Core, 'sync.now', {})
    return (await must(0, 'sync.open', {})).conflicts[0]
  }
  await expect.poll(asked, { timeout: 30_000 }).toMatchObject({ entryId, fields: [{ field: 'object' }] })
  const conflictId = (await asked())?.conflictId ?? ''
  await must(0, 'sync.settle', { conflictId, choice: 'theirs', reason: '以对方为准' })
  const shown = async () => {
    for (const at of [0, 1]) await call(pcs[at] as Core, 'sync.now', {})
    const read = await Promise.all([0, 1].map((at) => must(at, 'ledger.read', { entryId })))
    const states = await Promise.all([0, 1].map((at) => must(at, 'sync.status', {})))
    return {
      objects: new Set(read.map(({ fields }) => fields['object'])).size,
      states: states.map(({ state }) => state),
    }
  }
  await expect.poll(shown, { timeout: 30_000 }).toEqual({ objects: 1, states: ['synced', 'synced'] })
})
