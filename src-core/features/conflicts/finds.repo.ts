import type { ConflictKind } from '../../../src-contract/conflicts.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** A conflict as it is kept; `found_on` and `state` follow from what is known already. */
export type Find = {
  kind: ConflictKind
  system: SystemId
  nativeId: string
  recordId: number
  againstSystem: SystemId | null
  againstRecordId: number | null
  field: string
  fingerprint: string
}

export function queuedSubjects(db: ReadDb, after: number, limit: number): number[] {
  return db
    .prepare<[number, number], { subject_id: number }>(
      'SELECT subject_id FROM conflict_queue WHERE subject_id > ? ORDER BY subject_id LIMIT ?',
    )
    .all(after, limit)
    .map((row) => row.subject_id)
}

type Known = { find_id: number; kind: string; record_id: number; against_record_id: number | null; fingerprint: string }
type Decision = { decision: string; reason: string; decided_at: string }

/** Brings a subject's finds up to date: what stays keeps its age and its decision, what is new takes the decision made before. */
export function replaceFinds(tx: WriteDb, subjectId: number, finds: readonly Find[], today: string): void {
  const known = tx
    .prepare<[number], Known>(
      'SELECT find_id, kind, record_id, against_record_id, fingerprint FROM conflict_finds WHERE subject_id = ?',
    )
    .all(subjectId)
  const keyOf = (kind: string, record: number, against: number | null, print: string): string =>
    `${kind} ${record} ${against} ${print}`
  const kept = new Map(
    known.map((one) => [keyOf(one.kind, one.record_id, one.against_record_id, one.fingerprint), one.find_id]),
  )
  for (const find of finds) {
    const key = keyOf(find.kind, find.recordId, find.againstRecordId, find.fingerprint)
    if (kept.delete(key)) continue
    const decided = tx
      .prepare<[string, string, string, string], Decision>(
        `SELECT decision, reason, decided_at FROM conflict_decisions
         WHERE system = ? AND native_id = ? AND kind = ? AND fingerprint = ? ORDER BY decided_at DESC LIMIT 1`,
      )
      .one(find.system, find.nativeId, find.kind, find.fingerprint)
    tx.prepare<(string | number | null)[], never>(
      `INSERT INTO conflict_finds (subject_id, kind, system, native_id, record_id, against_system, against_record_id, field,
         fingerprint, found_on, state, settled_on, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      subjectId,
      find.kind,
      find.system,
      find.nativeId,
      find.recordId,
      find.againstSystem,
      find.againstRecordId,
      find.field,
      find.fingerprint,
      today,
      decided?.decision ?? 'open',
      decided?.decided_at.slice(0, 10) ?? null,
      decided?.reason ?? null,
    )
  }
  const gone = tx.prepare<[number], never>('DELETE FROM conflict_finds WHERE find_id = ?')
  for (const id of kept.values()) gone.run(id)
}
