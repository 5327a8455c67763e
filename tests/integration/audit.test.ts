import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listAudit } from '../../src-core/features/audit/audit.repo.ts'
import { q } from '../../src-core/query.ts'
import { filed, L06, L08, sample } from '../support/ledger-acts.ts'
import { openLedgerStation } from '../support/test-context.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

let station: TestStation
beforeEach(async () => {
  station = await openTestStation({ people: 30 })
  for (const text of ['王', '李', 'zs', '129'])
    orThrow(await station.as('clerk', 'lookup.search', { text, purpose: 'P02' }))
})
afterEach(() => station.close())

const verify = async () => orThrow(await station.as('auditor', 'audit.verify', {}))

/** Straight into the file, past every rule of the application, as somebody with the key might. */
async function tamper(work: (run: (sql: string) => void) => void): Promise<void> {
  await station.logIn('it')
  const open = station.core.gate.session
  if (!open) throw new Error('logged in')
  work((sql) => open.db.exec(sql))
}

const rowCount = async (): Promise<number> => {
  await station.logIn('it')
  const row = station.core.gate.session?.db.one(
    q.selectFrom('audit_log').select((count) => count.fn.countAll<number>().as('n')),
  )
  return row?.n ?? 0
}

describe('the audit chain', () => {
  it('of an untouched trail holds', async () => {
    const report = await verify()
    expect(report).toMatchObject({ ok: true, problem: null })
    expect(report.rows).toBeGreaterThan(5)
  })

  it('locates an edited row', async () => {
    await tamper((run) => run(`UPDATE audit_log SET result = 'nothing to see' WHERE seq = 4`))
    expect((await verify()).problem).toEqual({ seq: 4, kind: 'edited' })
  })

  it('locates a deleted row', async () => {
    await tamper((run) => run('DELETE FROM audit_log WHERE seq = 4'))
    expect((await verify()).problem).toEqual({ seq: 4, kind: 'missing' })
  })

  it('locates two rows that changed places', async () => {
    await tamper((run) => {
      run('UPDATE audit_log SET seq = 9999 WHERE seq = 4')
      run('UPDATE audit_log SET seq = 4 WHERE seq = 5')
      run('UPDATE audit_log SET seq = 5 WHERE seq = 9999')
    })
    expect((await verify()).problem?.seq).toBe(4)
  })

  it('notices that the newest rows were cut off', async () => {
    const rows = await rowCount()
    await tamper((run) => run(`DELETE FROM audit_log WHERE seq > ${rows - 2}`))
    const report = await verify().catch(() => null)
    // The next row is chained to the head that was remembered, so the gap is where the cut was made.
    expect(report?.ok).toBe(false)
    expect(report?.problem?.seq).toBe(rows - 1)
  })
})

describe('what is searched', () => {
  it('is recorded with its purpose and count, and never with its text', async () => {
    const name = '慕容演示'
    orThrow(await station.as('clerk', 'lookup.search', { text: name, purpose: 'P03', reference: 'AJ-2026-001' }))
    const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['search'], limit: 100 }))
    expect(rows[0]).toMatchObject({
      action: 'search',
      purpose: 'P03',
      reference: 'AJ-2026-001',
      role: 'clerk',
      detail: { kind: 'name', hits: 0 },
    })
    expect(JSON.stringify(rows)).not.toContain(name)
  })

  it('is not answered when it cannot be recorded', async () => {
    await station.logIn('clerk')
    station.core.gate.session?.db.exec('DROP TABLE audit_head')
    const result = await station.as('clerk', 'lookup.search', { text: '王', purpose: 'P02' })
    expect(result.ok ? 'ok' : result.error.code).toBe('store/audit-unwritable')
  })
})

describe('what a row is about', () => {
  it('is called by the number of the entry, which also finds its rows', async () => {
    const ledger = openLedgerStation()
    try {
      const { entryId, number } = await filed(ledger, 'clerk', L08, sample('L08'))
      await filed(ledger, 'clerk', L06, sample('L06'))
      await ledger.must('clerk', 'ledger.read', { entryId })
      const { rows, total } = listAudit(ledger.db, { record: number.toLowerCase(), limit: 10 })
      expect(rows.map((row) => [row.action, row.record_name])).toEqual([
        ['view', number],
        ['file', number],
      ])
      expect(total).toBe(2)
      expect(listAudit(ledger.db, { record: entryId, limit: 1 }).total).toBe(2)
      expect(listAudit(ledger.db, { record: 'L08-2026-999999', limit: 1 }).total).toBe(0)
    } finally {
      ledger.close()
    }
  })

  it('is called by the name of the account', async () => {
    const { accounts } = orThrow(await station.as('chief', 'accounts.list', {}))
    const officer = accounts.find(({ role }) => role === 'officer')
    if (officer === undefined) throw new Error('the demo has officers')
    orThrow(await station.as('it', 'accounts.setActive', { accountId: officer.accountId, active: false }))
    const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['account-change'], limit: 1 }))
    expect(rows[0]).toMatchObject({ record: officer.accountId, recordName: officer.name })
  })
})
