import { afterAll, beforeAll, expect, it } from 'vitest'
import { followLinks } from '../../src-core/features/linkage/follow-links.service.ts'
import { fullRun } from '../../src-core/features/linkage/full-run.service.ts'
import { queueForLinking } from '../../src-core/features/linkage/queue.ts'
import { reviewPage, subjectEvidence } from '../../src-core/features/linkage/reviews.queries.ts'
import { undoAct } from '../../src-core/features/linkage/decisions.repo.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { runHost } from '../support/run-host.ts'
import { scansOf, statementsOf } from '../support/query-plans.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

/** Linking 2.1 million records asks each of these statements millions of times: none may read a table from end to end. */
let station: TestStation
beforeAll(async () => {
  station = await openTestStation({ people: 30, seed: 'linkage' })
  await station.logIn('clerk')
})
afterAll(() => station.close())

function db(): WriteDb {
  const open = station.core.gate.session?.db
  if (!open) throw new Error('nobody is logged in')
  return open
}

/** Asked once a run or once a screen, for a number that is shown; and clearing, which takes some hundred rows at a time. */
const wholeByDesign = [
  /^SELECT count\(\*\) AS n FROM \w+$/,
  /^SELECT reason, count\(\*\) AS n FROM linkage_reviews GROUP BY reason$/,
  /^SELECT record_id FROM linkage_queue ORDER BY record_id LIMIT \?$/,
  /^DELETE FROM (\w+) WHERE .* IN \(SELECT .* FROM \1 LIMIT \?\)$/,
]
const scans = (statements: readonly string[]): string[] =>
  statements.filter((sql) => !wholeByDesign.some((known) => known.test(sql))).flatMap((sql) => scansOf(db(), sql))

it('a full run, and what follows a new record, use an index for everything', async () => {
  const heard = await statementsOf(db(), async (heardDb) => {
    const host = runHost(heardDb)
    expect(await fullRun(host, true)).toBeGreaterThan(100)
    queueForLinking(heardDb, 1)
    expect(await followLinks(host)).toBeGreaterThan(0)
  })
  for (const table of ['linkage_records', 'linkage_keys', 'linkage_reviews', 'link_decisions', 'source_records'])
    expect([table, heard.some((sql) => sql.includes(table))]).toEqual([table, true])
  expect(scans(heard)).toEqual([])
}, 30_000)

it('the review list, the evidence of a file and decisions use an index for everything', async () => {
  const [first] = orThrow(await station.as('clerk', 'linkage.reviews', { purpose: 'P02', limit: 1 })).items
  if (!first) throw new Error('nothing to review')
  const decided = orThrow(
    await station.as('clerk', 'linkage.decide', {
      ...{ recordA: first.a.recordId, recordB: first.b.recordId, same: true, reason: '同一户' },
    }),
  )
  const heard = await statementsOf(db(), (heardDb) => {
    reviewPage(heardDb, { purpose: 'P02', reason: null, after: null, limit: 20 })
    const { links } = subjectEvidence(heardDb, { subjectId: first.a.subjectId, purpose: 'P02' }) ?? { links: [] }
    expect(links.length).toBeGreaterThan(0)
    undoAct(heardDb, decided.actId, '2026-11-21T02:00:00.000Z', 'nobody')
  })
  expect(heard.length).toBeGreaterThanOrEqual(8)
  expect(scans(heard)).toEqual([])
})

it('a statement that reads a table of links from end to end would be noticed', () => {
  expect(scans(['SELECT * FROM linkage_records WHERE facts = ?'])).toHaveLength(1)
  expect(scans(['SELECT * FROM link_decisions WHERE reason = ?'])).toHaveLength(1)
})
