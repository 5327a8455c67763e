import type { BookId } from '../../src-contract/books.ts'
import { visit } from './ledger-samples.ts'
import { openLedgerStation } from './test-context.ts'

/**
 * Types into a draft until somebody ends this process: `node draft-typist.ts DIR DEK SALT CHECK` (hex). Prints the draft's id, then
 * each length of the notes once core has said that it is saved.
 */
const [dir = '', ...keyParts] = process.argv.slice(2)
const [dek, salt, check] = keyParts.map((part) => Buffer.from(part, 'hex'))
if (!dek || !salt || !check) throw new Error('DIR DEK SALT CHECK')

const station = openLedgerStation({ dir, key: { dek, salt, check } })
const draft = await station.must('clerk', 'ledger.openDraft', { book: 'L06' as BookId })
process.stdout.write(`${draft.draftId}\n`)
let revision = draft.revision
for (let length = 1; ; length += 1) {
  const fields = { ...visit, findings: '走'.repeat(length) }
  revision = (await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision, fields })).revision
  process.stdout.write(`${length}\n`)
  await new Promise((resolve) => setImmediate(resolve))
}
