import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appendAudit } from '../../src-core/features/audit/audit.service.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

const app = { version: '1.2.0', runtime: 'Electron 33.2.1', platform: 'linux', runtimeKind: 'official' }

let station: TestStation
beforeAll(async () => {
  station = await openTestStation({ people: 30 })
})
afterAll(() => station.close())

const collect = async () => orThrow(await station.as('it', 'core.diagnostics', { app }))

/** Every value that a source system delivered about somebody, and the names of who works here. */
function personal(): string[] {
  const { db } = station.core.gate.session ?? {}
  const rows = db?.prepare<[], { payload: string }>('SELECT payload FROM source_records').all() ?? []
  const values = rows.flatMap(({ payload }) =>
    Object.values(JSON.parse(payload) as Record<string, unknown>).map(String),
  )
  const telling = values.filter((value) => value.length >= 2 && /[^\x20-\x7e]|\d{6}/.test(value))
  return [...new Set([...telling, ...Object.values(station.users).map(({ name }) => name)])]
}

it('IT sees versions, exchange, disk and clock, and what an update last said', async () => {
  await station.logIn('it')
  const session = station.core.gate.session
  if (!session) throw new Error('nobody is logged in')
  const at = '2026-11-22T08:00:00.000Z'
  const detail = JSON.stringify({ at, code: 'UPD_START', seq: 13, what: 'went-back' })
  appendAudit(session.db, { at, monotonicMs: 1, actor: null, role: null, action: 'update', detail })
  const { report, fileName } = await collect()
  expect(fileName).toMatch(/^beatbook-diagnostics-\d{4}-\d\d-\d\d\.json$/)
  expect(report).toMatchObject({
    app,
    sync: { state: 'not-enrolled', onlyHere: 0 },
    updates: [{ at, what: 'went-back', code: 'UPD_START', seq: 13, version: null }],
    disk: { daysLeft: null },
  })
  expect(report.database.step).toBeGreaterThanOrEqual(170)
  expect(report.disk.free).toBeGreaterThan(report.disk.replica)
})

it('nothing about anybody is in it, also when a log was written into', async () => {
  const known = personal()
  expect(known.length).toBeGreaterThan(100)
  for (const log of ['core', 'shell'])
    appendFileSync(
      join(station.dir, 'logs', `${log}.log`),
      `${JSON.stringify({ event: 'bug', what: known[0], name: known[1] })}\n`,
    )
  const text = JSON.stringify(await collect())
  expect(text).toContain('"event":"bug"')
  expect(known.filter((value) => text.includes(value))).toEqual([])
})

it('that it was made is in the trail, and nobody but IT makes it', async () => {
  await collect()
  expect(await station.as('clerk', 'core.diagnostics', { app })).toMatchObject({
    ok: false,
    error: { code: 'rpc/denied' },
  })
  const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['export'], limit: 10 }))
  expect(rows[0]).toMatchObject({ role: 'it', detail: { what: 'diagnostics' } })
})
