import { afterEach, beforeEach, expect, test } from 'vitest'
import { tidyLedger } from '../../src-core/features/ledger/after-log-in.ts'
import { deriveAgain } from '../../src-core/features/ledger/derive.service.ts'
import { undoMinutes } from '../../src-core/features/ledger/undoable.ts'
import { count, draftOf, filed, L02, L06, L08, sample } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

const rowsOf = (sql: string) => station.db.prepare<[], Record<string, unknown>>(sql).all()
const derived = () => ({
  keys: rowsOf('SELECT * FROM entry_keys ORDER BY book, key, entry_id'),
  dues: rowsOf('SELECT * FROM entry_dues ORDER BY entry_id, kind'),
  entries: rowsOf('SELECT entry_id, address_key, due_on, due_kind FROM entries ORDER BY entry_id'),
})

test('entries that an older program filed get their look-alikes and reminders after the next log-in, and nothing is made twice', async () => {
  for (let n = 1; n <= 8; n += 1) await filed(station, 'clerk', L02, { ...resident, documentNumber: idNumber(n) })
  const voided = await filed(station, 'clerk', L06, visit)
  await station.must('clerk', 'ledger.undo', { actId: voided.undo?.actId ?? '' })
  await filed(station, 'clerk', L08, sample('L08'))
  await deriveAgain(station.db, () => true)
  const right = derived()
  expect(right.keys.length).toBeGreaterThan(8)

  station.db.exec(`DELETE FROM entry_keys; DELETE FROM entry_dues; DELETE FROM settings WHERE key = 'ledger.derived';
    UPDATE entries SET due_on = NULL, due_kind = NULL, address_key = NULL;
    INSERT INTO entry_keys (book, key, entry_id) SELECT 'L02', 'old:' || entry_id, entry_id FROM entries`)
  // Locked half-way: it goes on where it stopped.
  let slices = 0
  await deriveAgain(station.db, () => (slices += 1) <= 2)
  expect(await deriveAgain(station.db, () => true)).toBeLessThanOrEqual(10)
  expect(derived()).toEqual(right)
  expect(await deriveAgain(station.db, () => true)).toBe(0)
})

test('a draft that was filed is forgotten at a later log-in, one that is only left lying is not', async () => {
  const { draftId } = await draftOf(station, 'clerk', L06, visit)
  await station.must('clerk', 'ledger.file', { draftId })
  const kept = await draftOf(station, 'clerk', L02, resident)
  station.clock.ms += undoMinutes * 60_000 + 1
  const now = new Date(station.clock.ms).toISOString()
  await tidyLedger(station.db, { now, goOn: () => true })
  expect(count(station, 'drafts')).toBe(1)
  expect((await station.must('clerk', 'ledger.readDraft', { draftId: kept.draftId })).fields['name']).toBe(
    resident.name,
  )
})
