import { afterAll, beforeAll, expect, it } from 'vitest'
import { newestCorrection, putCorrection, showRequested } from '../../src-core/features/conflicts/corrections.repo.ts'
import { keepConflicts } from '../../src-core/features/conflicts/file-conflicts.service.ts'
import { queueDue } from '../../src-core/features/conflicts/kept.repo.ts'
import { scanQueued } from '../../src-core/features/conflicts/scan.queries.ts'
import { assign, decide, finds, listFinds, measures } from '../../src-core/features/conflicts/worklist.repo.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { scansOf, statementsOf } from '../support/query-plans.ts'
import { openTestStation, type TestStation } from '../support/station.ts'

/** The worklist looks at every subject of a station and is read while people work: no statement may read a table from end to end. */
let station: TestStation
beforeAll(async () => {
  station = await openTestStation({ people: 80, seed: 'quality' })
  await station.logIn('chief')
})
afterAll(() => station.close())

function db(): WriteDb {
  const open = station.core.gate.session?.db
  if (!open) throw new Error('nobody is logged in')
  return open
}

const today = '2026-11-21'
/** The head of a queue in the order of its key, and numbers that a screen shows once: from an index alone. */
const wholeByDesign = [
  /^SELECT subject_id FROM conflict_queue ORDER BY subject_id LIMIT \?$/,
  /^SELECT count\(\*\) AS n FROM conflict_queue$/,
  /^SELECT state, count\(\*\) AS n, min\(found_on\) AS oldest FROM conflict_finds GROUP BY state$/,
]
const scans = (statements: readonly string[]): string[] =>
  statements.filter((sql) => !wholeByDesign.some((known) => known.test(sql))).flatMap((sql) => scansOf(db(), sql))

it('looking for conflicts uses an index for everything', async () => {
  const heard = await statementsOf(db(), (heardDb) => {
    heardDb.transaction((tx) => {
      for (const scanned of scanQueued(tx, { today, limit: 500, after: 0 })) keepConflicts(tx, scanned, today)
      queueDue(tx, '2100-01-01', 10)
    })
  })
  for (const table of ['conflict_queue', 'conflict_finds', 'conflict_decisions', 'subject_keys', 'source_records'])
    expect([table, heard.some((sql) => sql.includes(table))]).toEqual([table, true])
  expect(scans(heard)).toEqual([])
}, 30_000)

it('listing, measuring, assigning and settling use an index for everything', async () => {
  const heard = await statementsOf(db(), (heardDb) => {
    const page = { state: 'open', mine: null, offset: 0, limit: 50 } as const
    const [find] = listFinds(heardDb, page).rows
    if (!find) throw new Error('no conflict found')
    listFinds(heardDb, { ...page, kind: find.kind })
    listFinds(heardDb, { ...page, system: find.system, kind: find.kind })
    listFinds(heardDb, { ...page, mine: 'nobody' })
    measures(heardDb)
    finds(heardDb, [find.find_id])
    const act = {
      reason: '已核对',
      accountId: station.core.gate.session?.session.accountId ?? '',
      now: `${today}T02:00:00.000Z`,
      today,
    }
    heardDb.transaction((tx) => {
      assign(tx, find.find_id, act.accountId)
      decide(tx, find, { ...act, id: 'd1', decision: 'checked' })
      const { system, native_id, kind, field, fingerprint } = find
      const asked = {
        request_id: 'r1',
        system,
        native_id,
        kind,
        field,
        fingerprint,
        reason: act.reason,
        state: 'waiting',
      }
      const more = { account_id: act.accountId, created_at: act.now, old_value: '', proposed: '1', receipt: null }
      const row = { ...asked, ...more, refusal: null, answered_at: null, batch: null }
      putCorrection(tx, row)
      showRequested(tx, row)
      expect(newestCorrection(tx, find)?.request_id).toBe('r1')
    })
  })
  expect(heard.length).toBeGreaterThanOrEqual(9)
  expect(scans(heard)).toEqual([])
})

it('a statement that reads the finds from end to end would be noticed', () => {
  expect(scans(['SELECT * FROM conflict_finds WHERE reason = ?'])).toHaveLength(1)
  expect(scans(['SELECT * FROM conflict_decisions WHERE reason = ?'])).toHaveLength(1)
})
