import type {
  Evidence,
  LinkAct,
  LinkSide,
  ReviewItem,
  ReviewReason,
  SubjectLink,
} from '../../../src-contract/features/linkage.contract.ts'
import type { Instant, SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { clustersOf } from '../../../src-domain/linkage/cluster.ts'
import { chance, compare, evidenceFields } from '../../../src-domain/linkage/compare.ts'
import type { FrequencyTable } from '../../../src-domain/linkage/frequency-table.ts'
import type { LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import { LinkGraph } from '../../../src-domain/linkage/links.ts'
import { reviewReasons } from '../../../src-domain/linkage/verdict.ts'
import type { ReadDb } from '../../store/sql.ts'
import { shownFields } from '../lookup/shown-field.rules.ts'
import { openPart } from '../lookup/visible.rules.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { textsOf } from '../subjects/payload.ts'
import { recordIdsOfSubject } from '../subjects/subjects.service.ts'
import { actsAbout } from './decisions.repo.ts'
import { tableOf } from './run-state.ts'
import { StoredRecords } from './stored-records.ts'

export type ReviewsInput = {
  purpose: Purpose
  reason: ReviewReason | null
  after: { bits: number; reviewId: number } | null
  limit: number
}

type Row = {
  review_id: number
  reason: ReviewReason
  bits: number
  subject_a: number
  subject_b: number
  record_a: number
  record_b: number
}

// Questions whose records have moved on since wait for linking to follow, and are not shown.
export const pageSql = `SELECT v.* FROM linkage_reviews v
  CROSS JOIN source_records a ON a.record_id = v.record_a AND a.subject_id = v.subject_a
  CROSS JOIN source_records b ON b.record_id = v.record_b AND b.subject_id = v.subject_b
  WHERE v.reason = ? AND (v.bits, v.review_id) < (?, ?) ORDER BY v.bits DESC, v.review_id DESC LIMIT ?`

/** One page of what waits for a person, the likeliest first; only pairs of which the purpose opens both systems. */
export function reviewPage(
  db: ReadDb,
  input: ReviewsInput,
): { items: ReviewItem[]; next: { bits: number; reviewId: number } | null } {
  const table = tableOf(db)
  if (table === null) return { items: [], next: null }
  const { bits, reviewId } = input.after ?? { bits: 1e9, reviewId: 0 }
  const page = db.prepare<[string, number, number, number], Row>(pageSql)
  const rows = (input.reason === null ? reviewReasons : [input.reason])
    .flatMap((reason) => page.all(reason, bits, reviewId, input.limit + 1))
    .sort((a, b) => b.bits - a.bits || b.review_id - a.review_id)
    .slice(0, input.limit + 1)
  const shown = rows.slice(0, input.limit)
  const last = shown.at(-1)
  const records = new StoredRecords(db)
  return {
    items: shown.flatMap((row) => {
      const [a, b] = [side(db, row.record_a, input.purpose), side(db, row.record_b, input.purpose)]
      const [left, right] = [records.record(row.record_a), records.record(row.record_b)]
      if (!a || !b || !left || !right) return []
      return {
        reviewId: row.review_id,
        reason: row.reason,
        ...evidenceOf(left, right, table),
        p: round(chance(row.bits)),
        a,
        b,
      }
    }),
    next: rows.length > input.limit && last ? { bits: last.bits, reviewId: last.review_id } : null,
  }
}

function side(db: ReadDb, recordId: number, purpose: Purpose): LinkSide | null {
  const row = db
    .prepare<[number], { system: SystemId; subject_id: number | null; source_time: string | null; payload: string }>(
      'SELECT system, subject_id, source_time, payload FROM source_records WHERE record_id = ?',
    )
    .one(recordId)
  if (!row || row.subject_id === null) return null
  const spec = definition(row.system)
  const part = openPart(spec, purpose)
  if (!part) return null
  return {
    recordId: recordId as SourceRecordId,
    subjectId: row.subject_id as SubjectId,
    system: row.system,
    sourceTime: row.source_time as Instant | null,
    fields: shownFields(spec, part, textsOf(row.payload), { purpose, plainNames: false }),
  }
}

function evidenceOf(a: LinkRecord, b: LinkRecord, table: FrequencyTable): { p: number; evidence: Evidence[] } {
  if (a.about === 'organisation') return { p: 1, evidence: [] }
  const { levels, bits, p } = compare(a, b, table)
  const evidence = evidenceFields.flatMap((field): Evidence[] =>
    levels[field] === 'missing' ? [] : [{ field, level: levels[field], bits: Math.round(bits[field] * 10) / 10 }],
  )
  return { p: round(p), evidence }
}

function round(p: number): number {
  return Math.round(p * 1000) / 1000
}

export type EvidenceInput = { subjectId: number; purpose: Purpose }

/** The links that hold a file together, as far as the purpose opens both systems; null when the file is gone. */
export function subjectEvidence(db: ReadDb, input: EvidenceInput): { links: SubjectLink[]; acts: LinkAct[] } | null {
  const ids = recordIdsOfSubject(db, input.subjectId)
  if (ids.length === 0) return null
  const records = new StoredRecords(db)
  const members = ids
    .flatMap((id) => records.record(id) ?? [])
    .filter(({ system }) => openPart(definition(system), input.purpose) !== null)
  const table = tableOf(db)
  if (table === null) return { links: [], acts: [] }
  const of = (record: LinkRecord) => ({ recordId: records.idOf(record) as SourceRecordId, system: record.system })
  const links = clustersOf(members, new LinkGraph(records, table), records)
    .flatMap((cluster) => cluster.links)
    .map((link) => ({ a: of(link.a), b: of(link.b), rule: link.rule, ...evidenceOf(link.a, link.b, table) }))
  const acts = actsAbout(
    db,
    members.map(({ key }) => key),
  ).map((act) => ({
    actId: act.act_id,
    kind: act.kind,
    pairs: act.pairs,
    reason: act.reason,
    by: act.by ?? '',
    at: act.decided_at as Instant,
    undoneAt: act.undone_at as Instant | null,
  }))
  return { links, acts }
}

export const linkageQueries = { 'linkage.reviews': reviewPage, 'linkage.evidence': subjectEvidence }
