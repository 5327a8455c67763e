import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import { books } from '../../src-domain/books/books.ts'
import { bookSamples } from '../support/book-samples.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

test('a day that no calendar has is kept as typed in every book, and the draft says what is wrong with it', async () => {
  const officer = staff.officer.accountId
  const samples = bookSamples({ officer, another: officer, today: '2026-03-05' })
  for (const { definition } of books) {
    const draft = await station.must('clerk', 'ledger.openDraft', { book: definition.id as BookId })
    let revision = draft.revision
    for (const day of ['2026-13-45', '2026-02-30', '0000-00-00']) {
      const fields = { ...samples[definition.id]?.fields, occurredOn: day, outcome: 'nothing', result: 'met' }
      const own = definition.fields.map((field) => field.key)
      const known = Object.fromEntries(Object.entries(fields).filter(([key]) => own.includes(key)))
      const saved = await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision, fields: known })
      revision = saved.revision
      const said = saved.problems.filter((one) => one.field === 'occurredOn').map((one) => one.severity)
      expect(said, `${definition.id} ${day}`).toContain('error')
    }
    const kept = await station.must('clerk', 'ledger.readDraft', { draftId: draft.draftId })
    expect(kept.fields['occurredOn'], definition.id).toBe('0000-00-00')
  }
})
