import { afterAll, beforeAll, expect, test } from 'vitest'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { indexOf } from '../support/index-state.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

// Questions take records out of a long queue while a thread describes it: nobody is there twice, and nobody is lost.

let station: TestStation
beforeAll(async () => {
  station = await openTestStation({ people: 1_500 })
  await station.logIn('clerk')
})
afterAll(() => station.close())

test('whom questions take out of a long queue meanwhile is where the queue would have put them', async () => {
  const open = station.core.gate.session
  if (!open) throw new Error('nobody is logged in')
  const db: Db = open.db
  const forgetIndex = (): void =>
    db.exec(`DELETE FROM subject_search; DELETE FROM subject_keys; UPDATE source_records SET subject_id = NULL; DELETE FROM subjects;
      INSERT OR IGNORE INTO index_queue (record_id) SELECT record_id FROM source_records`)
  forgetIndex()
  await finishIndexing(db)
  const wanted = indexOf(db)
  const names = db
    .prepare<[], { name: string }>(
      `SELECT payload ->> 'name' AS name FROM source_records WHERE system = 'JZ' ORDER BY record_id DESC LIMIT 400`,
    )
    .all()
  for (let round = 0; round < 2; round += 1) {
    forgetIndex()
    let taken = 0
    let isDone = false
    const work = finishIndexing(db, { key: open.key, longFrom: 10 }).then(() => (isDone = true))
    for (let i = round; !isDone; i += 9) {
      const text = names[i % names.length]!.name
      const found = orThrow(await station.as('clerk', 'lookup.searchUnindexed', { text, kind: 'name', purpose: 'P02' }))
      taken += found.taken
      expect(found.answer.total).toBeGreaterThan(0)
    }
    await work
    expect(taken).toBeGreaterThan(0)
    await finishIndexing(db)
    expect(indexOf(db)).toEqual(wanted)
  }
}, 120_000)
