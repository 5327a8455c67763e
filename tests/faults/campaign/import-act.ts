import { advanceStatus, heldRecords } from '../../../src-core/features/sources/records.repo.ts'
import { contentOf } from '../../../src-core/features/sources/content.rules.ts'
import { applyStaged, dropStaged, stageRow } from '../../../src-core/features/sources/staging.repo.ts'
import { instantOf } from '../../../src-core/clock.ts'
import { q } from '../../../src-core/query.ts'
import type { Db } from '../../../src-core/store/sql.ts'
import { staff } from '../../support/test-context.ts'

/** A file of the register: a record of its own, and states of others that PCs import and the system itself delivers. */
export type ImportedFile = {
  readonly importId: string
  readonly token: string
  /** Which of the others, from this one on, and when the system changed them. */
  readonly first: number
  readonly seconds: number
  readonly now: string
}

const others = 3
const begin = Date.parse('2026-03-01T00:00:00.000Z')

/** Imports it as the clerk's window does once the file is read: all of it or nothing. */
export function importFile(db: Db, { importId, token, first, seconds, now }: ImportedFile): void {
  const sourceTime = instantOf(begin + seconds * 1_000)
  const names = [`T${token}`, ...Array.from({ length: others }, (_, at) => `P${1 + ((first + at) % 20)}`)]
  db.transaction((tx) => {
    tx.run(
      q.insertInto('source_imports').values({
        ...{ import_id: importId, system: 'JZ', file_name: 'JZ.csv', file_hash: '', sheet: '', declared: 'changes' },
        ...{ mapping: '{}', account_id: staff.clerk.accountId, previewed_at: now, applied_at: now },
        ...{ rows_total: names.length, rows_new: 0, rows_changed: 0, rows_unchanged: 0, rows_not_in_file: null },
        ...{ rows_rejected: 0, newest_source_time: sourceTime },
      }),
    )
    const held = heldRecords(tx, 'JZ')
    let fresh = 0
    for (const nativeId of names) {
      const payload = { personCode: nativeId, name: token, status: '在册', updatedAt: sourceTime }
      const { text, hash } = contentOf(payload)
      const before = held(nativeId)
      if (before === undefined) fresh += 1
      stageRow(tx, importId, { nativeId, sourceTime, payload, text, hash, held: before }, false)
    }
    applyStaged(tx, { importId, system: 'JZ', receivedAt: now })
    dropStaged(tx, names.length)
    advanceStatus(tx, 'JZ', { records: fresh, receivedAt: now, newest: sourceTime })
  })
}
