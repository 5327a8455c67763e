import type { Schema } from '../../../db/schema.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { expectContent } from '../attachments/expected-contents.ts'
import { countOf, textOf, unchanged, type People, type SyncedTable } from '../sync/synced-table.ts'
import { contentHere } from './return-contents.ts'
import { findReturn, findSubmission, insertSubmission, insertTemplate, templateOf } from './returns.repo.ts'
import { unpack } from './snapshot.ts'
import { has, texts } from './synced-returns.ts'

/** Editions of a form. Nothing of one is ever changed; its file goes another way (`return-contents.ts`), and its layout is read from it. */
export const syncedReturnTemplates: SyncedTable = {
  name: 'return_templates',
  kept: unchanged,
  wireId: (_db, id) => id,
  markId: (_db, id) => id,
  read(db, id, people) {
    const row = templateOf(db, id)
    if (row === undefined) return undefined
    return {
      ...{ return: row.return_id, version: row.version, actor: people.toWire(row.account_id), at: row.at },
      ...{ fileName: row.file_name, sha256: row.sha256, size: row.size, notices: row.notices },
    }
  },
  write(tx, id, fields, people) {
    const said = texts(fields, 'return', 'actor', 'at', 'fileName', 'sha256', 'notices')
    const [version, size] = [countOf(fields, 'version'), countOf(fields, 'size')]
    if (said === undefined || version === null || size === null) return 'waits'
    const accountId = people.toLocal(said.actor)
    if (findReturn(tx, said.return) === undefined || !has(tx, 'accounts', 'account_id', accountId)) return 'waits'
    if (templateOf(tx, id) !== undefined) return 'shown'
    insertTemplate(tx, {
      ...{
        template_id: id,
        return_id: said.return,
        version,
        account_id: accountId,
        at: said.at,
        file_name: said.fileName,
      },
      ...{ sha256: said.sha256, size, notices: said.notices },
      ...(sameForm(tx, said.sha256) ?? { layout: null, file: null }),
    })
    if (contentHere(tx, said.sha256) === undefined) expectContent(tx, said.sha256, size, said.at)
    tx.prepare<[string], never>('UPDATE returns SET revision = revision + 1 WHERE return_id = ?').run(said.return)
    return 'shown'
  },
  remove: () => false,
  entryOf: () => null,
}

/** The same file under another edition, or another return. */
function sameForm(db: ReadDb, sha256: string): Pick<Schema['return_templates'], 'layout' | 'file'> | undefined {
  return db
    .prepare<[string], Pick<Schema['return_templates'], 'layout' | 'file'>>(
      'SELECT layout, file FROM return_templates WHERE sha256 = ? AND file IS NOT NULL LIMIT 1',
    )
    .one(sha256)
}

const decisions: ReadonlySet<string> = new Set(['sent', 'returned'])

/**
 * What was handed in, and the other person's decision, which is one: the first that reaches the platform. What was frozen goes another way
 * (`return-contents.ts`).
 */
export const syncedReturnSubmissions: SyncedTable = {
  name: 'return_submissions',
  kept: unchanged,
  wireId: (_db, id) => id,
  markId: (_db, id) => id,
  read(db, id, people) {
    const row = findSubmission(db, id)
    if (row === undefined) return undefined
    const decided = row.reviewer_id !== null
    return {
      ...{ return: row.return_id, period: row.period, template: row.template_id, version: row.template_version },
      ...{ preliminary: row.preliminary, filler: people.toWire(row.filler_id), submittedAt: row.submitted_at },
      ...{ sha256: row.sha256, size: row.size ?? sizeOf(db, row.sha256) },
      decision: decided ? row.status : null,
      reviewer: decided ? people.toWire(row.reviewer_id ?? '') : null,
      reviewedAt: row.reviewed_at,
      // Never absent beside a decision: of two, no part of the second one is taken.
      reason: decided ? (row.reason ?? '') : null,
    }
  },
  write(tx, id, fields, people) {
    const said = texts(fields, 'return', 'period', 'template', 'filler', 'submittedAt', 'sha256')
    const [version, size] = [countOf(fields, 'version'), countOf(fields, 'size')]
    const decision = decisionIn(fields, people)
    if (said === undefined || version === null || size === null || decision === undefined) return 'waits'
    const filler = people.toLocal(said.filler)
    if (![filler, decision.reviewer_id ?? filler].every((one) => has(tx, 'accounts', 'account_id', one))) return 'waits'
    if (findReturn(tx, said.return) === undefined || templateOf(tx, said.template) === undefined) return 'waits'
    if (findSubmission(tx, id) === undefined) {
      insertSubmission(tx, {
        ...{ submission_id: id, return_id: said.return, period: said.period, template_id: said.template },
        ...{ template_version: version, preliminary: countOf(fields, 'preliminary') ?? 0, filler_id: filler },
        ...{ submitted_at: said.submittedAt, sha256: said.sha256, size, snapshot: null, ...decision },
      })
      expectContent(tx, said.sha256, size, said.submittedAt)
    } else decide(tx, id, decision)
    return 'shown'
  },
  remove: () => false,
  entryOf: () => null,
}

type Decision = Pick<Schema['return_submissions'], 'status' | 'reviewer_id' | 'reviewed_at' | 'reason'>

/** Undefined: none that this version understands. */
function decisionIn(fields: Fields, people: People): Decision | undefined {
  const status = textOf(fields, 'decision')
  if (status === undefined) return { status: 'submitted', reviewer_id: null, reviewed_at: null, reason: null }
  const said = texts(fields, 'reviewer', 'reviewedAt')
  if (said === undefined || !decisions.has(status)) return undefined
  const reason = textOf(fields, 'reason') ?? ''
  const reviewer_id = people.toLocal(said.reviewer)
  return { status, reviewer_id, reviewed_at: said.reviewedAt, reason: reason === '' ? null : reason }
}

function decide(tx: WriteDb, id: string, { status, reviewer_id, reviewed_at, reason }: Decision): void {
  tx.prepare<(string | null)[], never>(
    'UPDATE return_submissions SET status = ?, reviewer_id = ?, reviewed_at = ?, reason = ? WHERE submission_id = ?',
  ).run(status, reviewer_id, reviewed_at, reason, id)
}

function sizeOf(db: ReadDb, sha256: string): number {
  const row = db
    .prepare<[string], { snapshot: Uint8Array }>(
      'SELECT snapshot FROM return_submissions WHERE sha256 = ? AND snapshot IS NOT NULL LIMIT 1',
    )
    .one(sha256)
  return row === undefined ? 0 : unpack(row.snapshot).length
}
