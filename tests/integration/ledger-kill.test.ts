import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { DraftId } from '../../src-contract/ids.ts'
import { killWhen } from '../support/child.ts'
import { visit } from '../support/ledger-samples.ts'
import { makeReplica, openLedgerStation } from '../support/test-context.ts'

const typist = fileURLToPath(new URL('../support/draft-typist.ts', import.meta.url))

test('everything that was said to be saved is there after the process is killed while typing', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-ledger-kill-'))
  const key = makeReplica(dir)
  const lines = await killWhen(
    typist,
    [dir, ...[key.dek, key.salt, key.check].map((part) => part.toString('hex'))],
    (printed) => printed.length >= 25,
  )
  const [draftId, ...saved] = lines
  const promised = Number(saved.at(-1))
  const station = openLedgerStation({ dir, key })
  try {
    const draft = await station.must('clerk', 'ledger.readDraft', { draftId: draftId as DraftId })
    const typed = draft.fields['findings']?.length ?? 0
    // One save may have been done and not yet told.
    expect(typed - promised).toBeGreaterThanOrEqual(0)
    expect(typed - promised).toBeLessThanOrEqual(1)
    expect(draft.fields).toEqual({ ...visit, findings: '走'.repeat(typed) })
    const entry = await station.must('clerk', 'ledger.file', { draftId: draftId as DraftId })
    expect(entry.number).toBe('L06-2026-000001')
  } finally {
    await station.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
