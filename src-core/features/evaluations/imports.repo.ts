import { deflateSync, inflateSync } from 'node:zlib'
import type {
  EvaluationCounts,
  EvaluationImport,
  EvaluationImportId,
  Signer,
} from '../../../src-contract/features/evaluations.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { compare, fraction, type Fraction } from '../../../src-domain/scoring/fraction.ts'
import type { Answer } from '../../../src-domain/evaluations/judge-file.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredImport = EvaluationImport & { readonly surveyId: string; readonly sha256: string }

/** Imports, the newest first: of a survey, or one. */
export function storedImports(db: ReadDb, wanted: { surveyId?: string; importId?: string }): StoredImport[] {
  let query = q
    .selectFrom('evaluation_imports as i')
    .innerJoin('accounts as a', 'a.account_id', 'i.account_id')
    .leftJoin('accounts as c', 'c.account_id', 'i.confirmed_by')
    .select(['i.import_id', 'i.survey_id', 'i.file_name', 'i.sha256', 'i.state', 'i.signer', 'i.document_number'])
    .select(['i.counts', 'i.at', 'i.confirmed_at', 'a.name', 'c.name as confirmed_name', 'i.office_name'])
    .orderBy('i.at', 'desc')
    .orderBy('i.import_id', 'desc')
  if (wanted.surveyId !== undefined) query = query.where('i.survey_id', '=', wanted.surveyId)
  if (wanted.importId !== undefined) query = query.where('i.import_id', '=', wanted.importId)
  return db.all(query).map((row) => ({
    importId: row.import_id as EvaluationImportId,
    ...{ surveyId: row.survey_id, fileName: row.file_name, sha256: row.sha256, at: row.at as Instant },
    ...{ byName: row.name, state: row.state as EvaluationImport['state'], documentNumber: row.document_number },
    signer: row.signer === null ? null : (JSON.parse(row.signer) as Signer),
    ...{ confirmedAt: row.confirmed_at as Instant | null, confirmedByName: row.confirmed_name ?? row.office_name },
    counts: JSON.parse(row.counts) as EvaluationCounts,
  }))
}

/** A row that was left out, as it came, with the codes of what is wrong with it. */
export type RejectedRow = {
  readonly row: number
  readonly cells: readonly string[]
  readonly problems: readonly { readonly code: string; readonly column: string | null }[]
}
export type Rejected = { readonly headings: readonly string[]; readonly rows: readonly RejectedRow[] }

export function insertImport(
  tx: WriteDb,
  made: {
    importId: string
    surveyId: string
    fileName: string
    sha256: string
    state: EvaluationImport['state']
    manifest: string | null
    signer: Signer | null
    documentNumber: string | null
    counts: EvaluationCounts
    rejected: Rejected
    at: string
    by: string
  },
  answers: readonly Answer[],
): void {
  tx.run(
    q.insertInto('evaluation_imports').values({
      ...{ import_id: made.importId, survey_id: made.surveyId, file_name: made.fileName, sha256: made.sha256 },
      ...{ state: made.state, manifest: made.manifest, document_number: made.documentNumber },
      signer: made.signer === null ? null : JSON.stringify(made.signer),
      counts: JSON.stringify(made.counts),
      rejected: deflateSync(Buffer.from(JSON.stringify(made.rejected), 'utf8')),
      ...{ at: made.at, account_id: made.by, confirmed_at: null, confirmed_by: null, office_name: null },
    }),
  )
  for (const answer of answers)
    tx.run(
      q.insertInto('evaluation_answers').values({
        ...{ survey_id: made.surveyId, response_id: answer.responseId, import_id: made.importId, token: answer.token },
        ...{ officer_id: answer.officer, channel: answer.channel, completed_at: answer.completedAt.at },
        ...{ satisfaction: wholeOf(answer.satisfaction, 4n), weight: wholeOf(answer.weight, 10_000n) },
        ...{ call_back: answer.callBack ? 1 : 0, comment: answer.comment, questions: JSON.stringify(answer.questions) },
      }),
    )
}

/** A fraction as a whole number of parts. @throws when it is none: the rules give quarters and weights of four decimals */
function wholeOf(value: Fraction, parts: bigint): number {
  const scaled = fraction(value.num * parts, value.den)
  if (compare(scaled, fraction(scaled.num / scaled.den)) !== 0) throw new RangeError('finer than it is kept')
  return Number(scaled.num / scaled.den)
}

/** @param by an account of this station, or who of the superior office */
export function confirmImport(
  tx: WriteDb,
  importId: string,
  by: { readonly accountId: string } | { readonly officeName: string },
  at: string,
): void {
  const who =
    'accountId' in by
      ? { confirmed_by: by.accountId, office_name: null }
      : { confirmed_by: null, office_name: by.officeName }
  tx.run(
    q
      .updateTable('evaluation_imports')
      .set({ state: 'imported', confirmed_at: at, ...who })
      .where('import_id', '=', importId),
  )
}

export function deleteImport(tx: WriteDb, importId: string): void {
  tx.run(q.deleteFrom('evaluation_answers').where('import_id', '=', importId))
  tx.run(q.deleteFrom('evaluation_imports').where('import_id', '=', importId))
}

export function rejectedOf(db: ReadDb, importId: string): Rejected {
  const row = db.one(q.selectFrom('evaluation_imports').select('rejected').where('import_id', '=', importId))
  return row === undefined
    ? { headings: [], rows: [] }
    : (JSON.parse(inflateSync(row.rejected).toString('utf8')) as Rejected)
}

export type StoredAnswer = Pick<Answer, 'responseId' | 'token' | 'officer' | 'satisfaction' | 'weight' | 'comment'>

/** Answers of a survey; with `taken` only of what is imported, without it also of files that wait for the second person. */
export function storedAnswers(db: ReadDb, surveyId: string, taken: boolean): StoredAnswer[] {
  let query = q
    .selectFrom('evaluation_answers as e')
    .innerJoin('evaluation_imports as i', 'i.import_id', 'e.import_id')
    .select(['e.response_id', 'e.token', 'e.officer_id', 'e.satisfaction', 'e.weight', 'e.comment'])
    .where('e.survey_id', '=', surveyId)
    .orderBy('e.response_id')
  if (taken) query = query.where('i.state', '=', 'imported')
  return db.all(query).map((row) => ({
    ...{ responseId: row.response_id, token: row.token, officer: row.officer_id, comment: row.comment },
    satisfaction: fraction(BigInt(row.satisfaction), 4n),
    weight: fraction(BigInt(row.weight), 10_000n),
  }))
}
