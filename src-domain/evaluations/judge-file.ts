import { readPhone } from '../identifiers/phone.ts'
import { readResidentId } from '../identifiers/resident-id.ts'
import type { LocalDate } from '../identifiers/calendar.ts'
import { isZero, zero, type Fraction } from '../scoring/fraction.ts'
import {
  readChannel,
  readCompletedAt,
  readConsent,
  readSatisfaction,
  readWeight,
  type Channel,
  type CompletedAt,
} from './cell-values.ts'
import {
  isPersonalHeading,
  neededFields,
  type AnyField,
  type EvaluationColumn,
  type EvaluationField,
  type EvaluationMapping,
} from './columns.ts'

/** `row` is the number that the agency sees in its own file. */
export type EvaluationRow = { readonly row: number; readonly cells: Readonly<Record<string, string>> }
export type EvaluationTable = { readonly columns: readonly EvaluationColumn[]; readonly rows: readonly EvaluationRow[] }

/** One invitation of the station's signed file, by its token. */
export type Invitation = {
  readonly officer: string
  /** What the agency's file may call the one who is rated: the officer's number, the beat's code. */
  readonly codes: readonly string[]
  /** Who asked the respondent to answer. */
  readonly solicitedBy: 'agency' | 'station' | 'officer'
}

export type Survey = {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly invitations: ReadonlyMap<string, Invitation>
  /** Tokens that an earlier import of the survey counted. */
  readonly counted: ReadonlySet<string>
  /** Ids of answers that an earlier import of the survey took over. */
  readonly responses: ReadonlySet<string>
}

/** TP01 (signature or checksum) is judged before a file is read; TP07 is about officers, see figures.ts. */
export type RowProblemCode = 'TP02' | 'TP03' | 'TP04' | 'TP05' | 'TP06' | 'TP08'

export type EvaluationProblem = {
  readonly code: RowProblemCode
  /** null: the file as a whole. */
  readonly row: number | null
  /** A field, or the key of a column that no field stands for. Never the value. */
  readonly column: string | null
}

export type Answer = {
  readonly row: number
  readonly responseId: string
  /** null: nobody knows whether this respondent was in the sample. */
  readonly token: string | null
  readonly officer: string | null
  readonly channel: Channel
  readonly completedAt: CompletedAt
  readonly satisfaction: Fraction
  /** Clipped; 0 for an answer without a token or solicited by the officer. */
  readonly weight: Fraction
  readonly comment: string
  readonly questions: Readonly<Record<string, string>>
  /** Dissatisfied and agreed to be called: a case for someone other than the officer. */
  readonly callBack: boolean
}

export type FileVerdict = {
  /** Nothing of the file may be imported. */
  readonly refused: boolean
  /** Of the file first, then by row. */
  readonly problems: readonly EvaluationProblem[]
  readonly answers: readonly Answer[]
  /** Rows without an overall answer: neither counted nor wrong. */
  readonly incomplete: readonly number[]
}

/**
 * Judges every row of an evaluation file, and tells all that is wrong with it at once. A row with a problem is left out; a file with a
 * missing column or with personal data is refused whole.
 */
export function judgeFile(table: EvaluationTable, mapping: EvaluationMapping, survey: Survey): FileVerdict {
  const ofFile = [...missingColumns(mapping), ...personalColumns(table, mapping)]
  const columns = columnsOf(mapping)
  const problems: EvaluationProblem[] = []
  const readable: Answer[] = []
  const incomplete: number[] = []
  for (const row of table.rows) {
    const reading = readRow(row, columns, survey)
    if (reading === 'incomplete') incomplete.push(row.row)
    else if (Array.isArray(reading)) problems.push(...reading)
    else readable.push(reading as Answer)
  }
  const { first, repeated } = firstPerToken(readable, survey)
  problems.push(...repeated)
  return {
    refused: ofFile.length > 0,
    problems: [...ofFile, ...problems.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))],
    answers: ofFile.length > 0 ? [] : first,
    incomplete,
  }
}

function missingColumns(mapping: EvaluationMapping): EvaluationProblem[] {
  const mapped = new Set<AnyField>(Object.values(mapping))
  return neededFields.filter((field) => !mapped.has(field)).map((column) => ({ code: 'TP02', row: null, column }))
}

/** Personal by heading, or by what most of its cells hold, whatever the heading says. */
function personalColumns(table: EvaluationTable, mapping: EvaluationMapping): EvaluationProblem[] {
  return table.columns
    .filter(
      ({ key, heading }) => isPersonalHeading(heading) || (mapping[key] !== 'comment' && holdsNumbers(table, key)),
    )
    .map(({ key }) => ({ code: 'TP06', row: null, column: key }))
}

function holdsNumbers(table: EvaluationTable, key: string): boolean {
  const cells = table.rows.map(({ cells }) => (cells[key] ?? '').trim()).filter((text) => text !== '')
  const personal = cells.filter((text) => readResidentId(text).kind === 'id18' || readPhone(text).kind === 'mobile')
  return personal.length > 0 && personal.length * 2 >= cells.length
}

type Columns = {
  readonly of: ReadonlyMap<AnyField, string>
  readonly questions: readonly (readonly [string, string])[]
}

function columnsOf(mapping: EvaluationMapping): Columns {
  const entries = Object.entries(mapping)
  return {
    of: new Map(entries.map(([key, field]) => [field, key])),
    questions: entries.filter(([, field]) => /^q\d/.test(field)).map(([key, field]) => [field, key]),
  }
}

const LONGEST = { id: 64, comment: 2000, question: 200 }

function readRow(
  { row, cells }: EvaluationRow,
  columns: Columns,
  survey: Survey,
): Answer | EvaluationProblem[] | 'incomplete' {
  const text = (field: EvaluationField): string => (cells[columns.of.get(field) ?? ''] ?? '').trim()
  // Without its column nothing can be said about a field; that the column is missing is said once.
  const has = (field: EvaluationField): boolean => columns.of.has(field)
  if (has('overall') && text('overall') === '') return 'incomplete'

  const problems: EvaluationProblem[] = []
  const wrong = (code: RowProblemCode, field: EvaluationField): void => {
    problems.push({ code, row, column: field })
  }
  const token = text('invite_token')
  const invitation = survey.invitations.get(token)
  const responseId = text('response_id')
  const satisfaction = readSatisfaction(text('overall'))
  const channel = readChannel(text('channel'))
  const completedAt = readCompletedAt(text('completed_at'))
  const weight = readWeight(text('weight'))
  if (has('response_id') && (responseId === '' || responseId.length > LONGEST.id)) wrong('TP03', 'response_id')
  if (has('channel') && channel === null) wrong('TP03', 'channel')
  if (has('overall') && satisfaction === null) wrong('TP03', 'overall')
  if (weight === null) wrong('TP03', 'weight')
  if (text('comment').length > LONGEST.comment) wrong('TP03', 'comment')
  if (has('invite_token') && token !== '' && invitation === undefined) wrong('TP04', 'invite_token')
  const code = text('officer_or_area_code')
  if (has('officer_or_area_code') && invitation !== undefined && !invitation.codes.includes(code))
    wrong('TP03', 'officer_or_area_code')
  if (has('completed_at') && completedAt === null) wrong('TP03', 'completed_at')
  else if (completedAt !== null && (completedAt.day < survey.from || completedAt.day > survey.to))
    wrong('TP08', 'completed_at')

  if (problems.length > 0) return problems
  // A needed column is missing: the file is refused, and this row has nothing more to say.
  if (satisfaction === null || channel === null || completedAt === null || weight === null) return []
  const counts = invitation !== undefined && invitation.solicitedBy !== 'officer'
  return {
    row,
    responseId,
    token: invitation === undefined ? null : token,
    officer: invitation?.officer ?? null,
    channel,
    completedAt,
    satisfaction,
    weight: counts ? weight : zero,
    comment: text('comment'),
    questions: Object.fromEntries(
      columns.questions.map(([field, key]) => [field, (cells[key] ?? '').trim().slice(0, LONGEST.question)]),
    ),
    callBack: isDissatisfied(satisfaction) && readConsent(text('call_back')),
  }
}

/** 不满意, or 1 and 2 of five. */
function isDissatisfied(satisfaction: Fraction): boolean {
  return satisfaction.num * 4n <= satisfaction.den
}

/** The earliest complete answer of each token counts, whatever the order of the rows; so does the first row of each response id. */
function firstPerToken(
  answers: readonly Answer[],
  { counted, responses }: Pick<Survey, 'counted' | 'responses'>,
): { readonly first: readonly Answer[]; readonly repeated: readonly EvaluationProblem[] } {
  const inTime = answers.toSorted((a, b) =>
    a.completedAt.at === b.completedAt.at ? a.row - b.row : a.completedAt.at < b.completedAt.at ? -1 : 1,
  )
  const tokens = new Set<string | null>(counted)
  const ids = new Set<string>(responses)
  const first: Answer[] = []
  const repeated: EvaluationProblem[] = []
  for (const answer of inTime) {
    const column = ids.has(answer.responseId)
      ? 'response_id'
      : answer.token !== null && tokens.has(answer.token)
        ? 'invite_token'
        : null
    // Empty only where the column is missing.
    if (answer.responseId !== '') ids.add(answer.responseId)
    tokens.add(answer.token)
    if (column === null) first.push(answer)
    else repeated.push({ code: 'TP05', row: answer.row, column })
  }
  return { first: first.toSorted((a, b) => a.row - b.row), repeated }
}

/** The rows that were left out, as they were, with what was wrong with each: the agency gets them back. */
export function rejectedRows(
  table: EvaluationTable,
  verdict: FileVerdict,
): readonly { readonly row: EvaluationRow; readonly problems: readonly EvaluationProblem[] }[] {
  const byRow = grouped(verdict.problems)
  return table.rows.flatMap((row) => {
    const problems = byRow.get(row.row)
    return problems ? [{ row, problems }] : []
  })
}

function grouped(problems: readonly EvaluationProblem[]): Map<number | null, EvaluationProblem[]> {
  const byRow = new Map<number | null, EvaluationProblem[]>()
  for (const problem of problems) {
    const others = byRow.get(problem.row)
    if (others) others.push(problem)
    else byRow.set(problem.row, [problem])
  }
  return byRow
}

/** True when the answer is used for a figure. */
export function isCounted(answer: Pick<Answer, 'weight'>): boolean {
  return !isZero(answer.weight)
}
