import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

let platform: TestPlatform
let pc: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await openSyncPc()
})
afterAll(async () => {
  await pc.close()
  await platform.close()
})

const verify = () => pc.must('auditor', 'audit.verify', {})
async function rewrite(sql: string): Promise<void> {
  await pc.logIn('it')
  pc.core.gate.session?.db.exec(sql)
}

test('the platform signs the audit trail at each contact, and the auditor reads up to where', async () => {
  expect(await verify()).toMatchObject({ ok: true, coSigned: null })
  await pc.enrol(platform)
  await pc.file('L08')
  await pc.must('clerk', 'sync.now', {})
  const first = await verify()
  expect(first.ok).toBe(true)
  await pc.must('clerk', 'sync.now', {})
  const { coSigned, rows } = await verify()
  expect(coSigned?.seq).toBeGreaterThan(first.coSigned?.seq ?? Infinity)
  expect(coSigned?.seq).toBeLessThan(rows)
})

test('a trail that was cut off together with its head is found, which the chain alone would not tell', async () => {
  const { coSigned } = await verify()
  await rewrite(`
    DELETE FROM audit_log WHERE seq > ${(coSigned?.seq ?? 0) - 3};
    UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1)`)
  expect(await verify()).toMatchObject({ ok: false, problem: { kind: expect.stringMatching(/truncated|edited/) } })
})

test('a signature that is not the platform’s is none', async () => {
  await rewrite(`UPDATE settings SET value = json_set(value, '$.seq', 1) WHERE key = 'audit.coSigned'`)
  expect(await verify()).toMatchObject({ coSigned: null })
})
