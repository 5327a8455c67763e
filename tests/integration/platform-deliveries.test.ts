import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { IngestRequest } from '../../src-contract/sync/ingest.ts'
import { limits } from '../../src-contract/sync/protocol.ts'
import { longestText } from '../../src-contract/sync/patterns.ts'
import { createConnector } from '../../platform/ingestion/connectors.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, silentSystems, send, type TestPlatform } from '../support/platform.ts'

// Deliveries as large as they may be, and what they take away: a PC takes a transaction whole, so that none may be larger than it takes.

let platform: TestPlatform
let pc: BenchPc
let token: string

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  pc = await openBenchPc(platform, 'S01')
  token = await createConnector(platform, 'JZ', 'test', 'test')
  // From an early sequence on: a PC without one takes a snapshot.
  await deliver({ records: [recordOf(0)] })
  expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
}, 60_000)
afterAll(async () => {
  pc.close()
  await platform.close()
})

const recordOf = (n: number): IngestRequest['records'][number] => ({
  nativeId: `R${n}`,
  nativeVersion: 1,
  sourceTime: null,
  payload: { name: `甲${n}` },
})

async function deliver(
  part: Partial<IngestRequest> & Pick<IngestRequest, 'records'>,
): Promise<{ size: number; said: string }> {
  const whole = {
    batch: crypto.randomUUID(),
    part: 1,
    last: true,
    mode: 'incremental',
    system: 'JZ',
    station: 'S01',
    ...part,
  }
  const body = JSON.stringify(whole)
  return sendText(body)
}

async function sendText(body: string): Promise<{ size: number; said: string }> {
  const { status, body: said } = await send(`${platform.url}/ingest`, {
    body,
    headers: { authorization: `Bearer ${token}` },
  })
  return { size: Buffer.byteLength(body), said: `${status} ${said.toString()}` }
}

const recordsHere = (): number =>
  pc.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM sync_rows WHERE tbl = 'source_records'`).one()?.n ?? 0

/** Bytes of the largest transaction of the station, as they go to a PC without compression. */
async function largestTransaction(): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    SELECT max(bytes)::float8 AS bytes FROM (SELECT sum(octet_length(fields) + octet_length(id) + 350) AS bytes FROM (
      SELECT fields, id, count(*) FILTER (WHERE last) OVER (ORDER BY seq DESC) AS txn FROM changes WHERE station = 'S01') c GROUP BY txn) t`.execute(
    platform.db,
  )
  return rows[0]?.bytes ?? 0
}

describe('deliveries as large as they may be', () => {
  test('a full one that names next to nothing takes the rest away in transactions that a PC takes', async () => {
    const batch = crypto.randomUUID()
    for (let part = 1; part <= 3; part += 1) {
      const records = Array.from({ length: 2_000 }, (_, at) => recordOf(part * 10_000 + at))
      expect((await deliver({ batch, part, last: false, records })).said).toMatch(/^200 .*"applied":2000/)
    }
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
    expect(recordsHere()).toBe(6_001)
    expect((await deliver({ mode: 'full', records: [recordOf(0)] })).said).toMatch(/^200 .*"removed":6000/)
    const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM changes WHERE op = 'delete' AND last`.execute(
      platform.db,
    )
    expect(rows[0]?.n).toBe(2)
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
    expect(recordsHere()).toBe(1)
  }, 120_000)

  test('a removal that was cut off goes on when the last part comes again', async () => {
    await deliver({ records: Array.from({ length: 5_000 }, (_, at) => recordOf(50_000 + at)) })
    await deliver({ records: [recordOf(60_000)] })
    // As if the platform had ended between the first of its transactions and the next one.
    await sql
      .raw(
        `CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.head_seq > OLD.head_seq AND (SELECT count(*) FROM changes WHERE station = NEW.station AND op = 'delete') > 6000 + 5000
      THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$`,
      )
      .execute(platform.db)
    await sql
      .raw(`CREATE TRIGGER cut_off BEFORE UPDATE ON stations FOR EACH ROW EXECUTE FUNCTION cut_off()`)
      .execute(platform.db)
    const last = { batch: crypto.randomUUID(), mode: 'full' as const, records: [recordOf(0)] }
    expect((await deliver(last)).said).toMatch(/^500/)
    await sql.raw(`DROP TRIGGER cut_off ON stations`).execute(platform.db)
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
    expect(recordsHere()).toBe(2)
    expect((await deliver(last)).said).toMatch(/^200 .*"repeated":true.*"removed":5001/)
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
    expect(recordsHere()).toBe(1)
  }, 120_000)

  test('of what a part may hold, what grows most on its way to a PC is taken by it', async () => {
    // Four characters that are written as 21, and quotes, which are written with three signs before them within a text within a text.
    const numbers = Array.from({ length: 7_000 }, (_, n) => `${JSON.stringify(n.toString(36))}:1e20`).join(',')
    const record = (n: number): string =>
      `{"nativeId":"G${n}","nativeVersion":1,"sourceTime":null,"payload":{${numbers}}}`
    const head = `{"batch":"${crypto.randomUUID()}","part":1,"last":true,"mode":"incremental","system":"JZ","station":"S01","records":[`
    const count = Math.floor((limits.body - head.length - 2) / (record(100).length + 1))
    const body = `${head}${Array.from({ length: count }, (_, n) => record(n)).join(',')}]}`
    const { size, said } = await sendText(body)
    expect(said).toMatch(new RegExp(`^200 .*"applied":${count}`))
    expect(size).toBeGreaterThan(limits.body * 0.98)
    const largest = await largestTransaction()
    expect(largest).toBeGreaterThan(2.5 * size)
    expect(largest).toBeLessThan(64 * 1024 * 1024)
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
    expect(recordsHere()).toBe(1 + count)
  }, 120_000)

  test('a record that no PC would take is refused, and said which', async () => {
    const long = Object.fromEntries(Array.from({ length: 110 }, (_, n) => [`f${n}`, '长'.repeat(20_000)]))
    const { said } = await deliver({ records: [recordOf(1), { ...recordOf(2), payload: long }] })
    expect(said).toMatch(
      new RegExp(`^413 .*Record 2 of this part has more than ${longestText} characters; nothing was done`),
    )
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { received: 0, proven: true } })
  })
})
