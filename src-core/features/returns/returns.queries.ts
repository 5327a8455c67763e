import type { Filled, ReturnPeriod } from '../../../src-contract/features/returns.shapes.ts'
import type { ReadDb } from '../../store/sql.ts'
import { cellOf, compareCell } from './compare.rules.ts'
import { countReturn, type CountedReturn, type CountInput } from './count-return.ts'
import { periodShown } from './periods.rules.ts'
import { countedRecords } from './records.queries.ts'
import { findReturn, findSubmission, lastSent, submissionsOf, waitingSubmission } from './returns.repo.ts'
import { freeze, hashOf, type Snapshot } from './snapshot.ts'
import { shownContent, shownSubmissions, snapshotOf } from './submissions.ts'

export type FillInput = CountInput & { readonly caller: string }

/** A return as it stands for a period, compared with what was last sent for it. Null where return or period are not there. */
export function fillReturn(db: ReadDb, input: FillInput): Filled | null {
  const now = countReturn(db, input)
  if (now === undefined) return null
  const submissions = submissionsOf(db, input.returnId)
  const period = periodShown(now.record, now.period.id, submissions, input.today)
  return period === undefined ? null : compared(db, now, period, input.caller)
}

function compared(
  db: ReadDb,
  { content, record, period: { id } }: CountedReturn,
  period: ReturnPeriod,
  caller: string,
): Filled {
  const sentRecord = lastSent(db, record.return_id, id)
  const sent = sentRecord === undefined ? undefined : snapshotOf(db, sentRecord)?.content
  const waiting = waitingSubmission(db, record.return_id, id)
  const shown = shownContent(content, null)
  return {
    period,
    preliminary: content.preliminary,
    ...shown,
    cells: shown.cells.map((cell) => {
      const before = sent === undefined ? undefined : cellOf(sent, cell.sheet, cell.cell)
      if (sent === undefined || cell.binding.kind === 'text') return cell
      const difference = compareCell(
        { content, cell: cellOf(content, cell.sheet, cell.cell) },
        { content: sent, cell: before },
      )
      const { added, removed, changed } = difference
      const counts = { added: added.length, removed: removed.length, changed: changed.length }
      return { ...cell, ...counts, sent: before?.value ?? null }
    }),
    formulas: shown.formulas.map((one) => ({
      ...one,
      sent: sent?.formulas.find((other) => other.sheet === one.sheet && other.cell === one.cell)?.value ?? null,
    })),
    contentHash: hashOf(content),
    lastSent: sentRecord === undefined ? null : (shownSubmissions(db, [sentRecord], caller)[0] ?? null),
    waiting: waiting === undefined ? null : (shownSubmissions(db, [waiting], caller)[0] ?? null),
  }
}

export type FreezeInput = CountInput & {
  readonly stationId: string
  readonly filler: string
  readonly at: string
}

export type Frozen = {
  readonly contentHash: string
  readonly preliminary: boolean
  readonly templateId: string
  readonly templateVersion: number
  readonly bound: number
  /** Cells that stay empty although they are meant to be filled in, for want of a binding or of a countable one. */
  readonly empty: number
  readonly bytes: Uint8Array
  readonly sha256: string
  /** Of the JSON that was hashed. */
  readonly size: number
}

/** Counts once more and packs everything that a submission keeps. */
export function freezeReturn(db: ReadDb, input: FreezeInput): Frozen | null {
  const counted = countReturn(db, input)
  if (counted === undefined) return null
  const { content, record, templateId, templateSha256 } = counted
  const snapshot: Snapshot = {
    format: 'beatbook-return/1',
    returnId: record.return_id,
    name: record.name,
    issuer: record.issuer,
    periodKind: record.period_kind,
    station: input.stationId,
    filler: input.filler,
    at: input.at,
    templateSha256,
    content,
  }
  const frozen = freeze(snapshot)
  return {
    contentHash: hashOf(content),
    preliminary: content.preliminary,
    templateId,
    templateVersion: content.templateVersion,
    bound: content.cells.length,
    empty: content.unbound.length + content.cells.filter((cell) => cell.gap !== null).length,
    ...frozen,
  }
}

/** A submission as it was frozen. */
export function frozenReturn(db: ReadDb, input: { submissionId: string; caller: string }): Filled | null {
  const record = findSubmission(db, input.submissionId)
  const of = record === undefined ? undefined : findReturn(db, record.return_id)
  if (record === undefined || of === undefined) return null
  const content = snapshotOf(db, record)?.content
  if (content === undefined) return null
  const [submission = null] = shownSubmissions(db, [record], input.caller)
  const period = periodShown(of, record.period, [record], content.period.to)
  if (period === undefined || submission === null) return null
  return {
    period: { ...period, status: submission.status },
    preliminary: content.preliminary,
    ...shownContent(content, submission),
    contentHash: hashOf(content),
    lastSent: null,
    waiting: null,
  }
}

export const returnsQueries = {
  'returns.fill': fillReturn,
  'returns.freeze': freezeReturn,
  'returns.frozen': frozenReturn,
  'returns.records': countedRecords,
}
