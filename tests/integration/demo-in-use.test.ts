import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDemo } from '../../cli/demo.ts'
import { generateStation } from '../../demo/station.ts'
import { withOddRecords } from '../../demo/in-use.ts'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import type { Role } from '../../src-contract/roles.ts'
import { Core } from '../../src-core/core.ts'
import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { orThrow } from '../support/station.ts'

const dir = mkdtempSync(join(tmpdir(), 'beatbook-in-use-'))
const options = { people: 300, seed: '1' }
let core: Core
let said: OutputOfDemo

type OutputOfDemo = { inUse: { sent: string; due: string; copies: number; temporary: number } | null }

/** As `npm start` makes it, with fewer people. */
beforeAll(async () => {
  const words = new Map([
    ['dir', dir],
    ['people', String(options.people)],
    ['entries', '250'],
    ['seed', options.seed],
    ['unlinked', 'true'],
    ['in-use', 'true'],
  ])
  said = orThrow(await makeDemo({ options: words, words: [] })) as OutputOfDemo
  core = new Core({ dir: join(dir, 'replica'), machineSecret: { kind: 'none' }, checkOutput: true })
}, 240_000)
afterAll(async () => {
  await core?.close()
  rmSync(dir, { recursive: true, force: true })
})

async function as<N extends MethodName>(role: Role, method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  if (core.gate.session?.session.role !== role) {
    await core.gate.close()
    const users = JSON.parse(readFileSync(join(dir, 'demo-users.json'), 'utf8')) as {
      user: string
      role: Role
      passphrase: string
    }[]
    const { user: login = '', passphrase = '' } = users.find((one) => one.role === role) ?? {}
    orThrow(await core.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } }))
  }
  return orThrow(await core.dispatcher.dispatch({ method, input })) as never
}

test('a clerk who logs in for the first time meets a return that was sent, and the next one due', async () => {
  const { returns } = await as('clerk', 'returns.list', {})
  expect(returns).toMatchObject([
    { active: true, lastSent: { period: said.inUse?.sent }, next: { id: said.inUse?.due, status: 'open' } },
  ])
  const { returns: due, temporaryAddresses } = await as('clerk', 'home.today', {})
  expect(due).toMatchObject([{ period: said.inUse?.due, status: 'open' }])
  expect(temporaryAddresses).toBe(said.inUse?.temporary)
  const opened = await as('clerk', 'returns.open', { returnId: returns[0]?.returnId as never })
  const [sent] = opened.submissions
  expect(sent).toMatchObject({ status: 'sent', here: true })
  expect(sent?.filler).not.toBe(sent?.reviewer)
  const { cells } = await as('clerk', 'returns.fill', { returnId: opened.row.returnId, period: opened.row.next.id })
  // Not a form of zeros: somebody lives here.
  expect(cells.some(({ value }) => (value ?? 0) > 0)).toBe(true)
})

test('walk lists are out, came back, and one was typed in', async () => {
  const { copies } = await as('clerk', 'paper.copies', {})
  expect(copies).toHaveLength(said.inUse?.copies ?? 0)
  expect(copies.map(({ state, typed }) => [state, typed > 0])).toEqual(
    expect.arrayContaining([
      ['out', false],
      ['returned', false],
      ['returned', true],
    ]),
  )
  expect(copies.every(({ printedAt }) => printedAt !== null)).toBe(true)
  expect(copies.find(({ typed }) => typed > 0)?.filed).toBeGreaterThan(0)
})

test('temporary addresses are listed with why, and a standard one was asked for', async () => {
  const { rows } = await as('clerk', 'ledger.temporaryAddresses', {})
  expect(rows).toHaveLength(said.inUse?.temporary ?? 0)
  const { requests } = await as('clerk', 'ledger.addressRequests', {})
  expect(requests).toMatchObject([{ state: 'open' }])
  expect(rows.filter(({ request }) => request !== null).length).toBeGreaterThan(1)
  expect(new Set(rows.map(({ reason }) => reason)).size).toBeGreaterThan(1)
})

test('the auditor is shown the records that core cannot read whole', async () => {
  const { items } = await as('auditor', 'sources.odd', {})
  const problems = items.map(({ system, problem }) => `${system} ${problem}`).sort()
  expect(problems).toEqual(['JCJ not-text', 'JZ unknown-fields', 'MZ unknown-fields', 'WG unknown-fields'])
  const { text } = await as('auditor', 'sources.raw', { recordId: items[0]?.recordId as never })
  expect(JSON.parse(text)).toBeTypeOf('object')
})

test('the same seed makes the same, whoever makes it; without being asked for, none of it', async () => {
  const today = '2026-11-20'
  const made = () => generateStation({ ...options, today })
  expect(made().inUse(today)).toEqual(made().inUse(today))
  expect(made().inUse(today).temporary).not.toEqual(
    generateStation({ ...options, seed: '2', today }).inUse(today).temporary,
  )
  expect(
    made()
      .inUse(today)
      .temporary.map(({ fields }) => fields['occurredOn']),
  ).toEqual([1, 2, 3, 4].map((back) => addDays(today, -back)))
  const odd = () =>
    [...withOddRecords(made().records(), options.seed)].filter(({ payload }) =>
      Object.keys(payload).some((key) => /[一-鿿]/.test(key)),
    )
  expect(odd()).toHaveLength(4)
  expect(odd()).toEqual(odd())
  // What the README says of the file for an import by hand stays true: none of them is in it.
  for (const { system, nativeId } of odd())
    expect([...made().handImport(system)].some((one) => one.nativeId === nativeId)).toBe(false)
})
