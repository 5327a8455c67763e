import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** `officerId` null is the station's report. */
export type Archived = {
  readonly runId: string
  readonly officerId: string | null
  readonly signedAt: string
  readonly signedBy: string
  /** SHA-256 of the certificate. */
  readonly certificate: string
  readonly sha256: string
  readonly pdf: Uint8Array
}

const station = ''

export function archiveReport(tx: WriteDb, report: Archived): void {
  tx.run(
    q.insertInto('assessment_reports').values({
      run_id: report.runId,
      officer_id: report.officerId ?? station,
      signed_at: report.signedAt,
      signed_by: report.signedBy,
      certificate: report.certificate,
      sha256: report.sha256,
      pdf: Buffer.from(report.pdf),
    }),
  )
}

/** What is signed of a run, without the papers themselves; by officer, null for the station. */
export function signedReports(
  db: ReadDb,
  runId: string,
): ReadonlyMap<string | null, { at: string; by: string; certificate: string }> {
  const rows = db.all(
    q
      .selectFrom('assessment_reports as r')
      .innerJoin('accounts as a', 'a.account_id', 'r.signed_by')
      .select(['r.officer_id', 'r.signed_at', 'r.certificate', 'a.name'])
      .where('r.run_id', '=', runId),
  )
  return new Map(
    rows.map(({ officer_id, signed_at, certificate, name }) => [
      officer_id === station ? null : officer_id,
      { at: signed_at, by: name, certificate },
    ]),
  )
}

export function archivedPdf(db: ReadDb, runId: string, officerId: string | null): Uint8Array<ArrayBuffer> | undefined {
  const row = db.one(
    q
      .selectFrom('assessment_reports')
      .select('pdf')
      .where('run_id', '=', runId)
      .where('officer_id', '=', officerId ?? station),
  )
  return row === undefined ? undefined : new Uint8Array(row.pdf)
}
