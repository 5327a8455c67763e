import { readFileSync } from 'node:fs'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { EvaluationImportId, EvaluationPreview } from '../../../src-contract/features/evaluations.shapes.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import {
  evaluationFields,
  mappingProblems,
  proposeMapping,
  type AnyField,
  type EvaluationMapping,
} from '../../../src-domain/evaluations/columns.ts'
import type { Context } from '../../rpc/context.ts'
import type { FileShelf } from '../../rpc/file-shelf.ts'
import type { Answer } from '../../rpc/handler.ts'
import { trustedAuthorities } from '../authorities/authorities.facts.ts'
import { openCallBacks } from './open-call-backs.ts'
import { fewOfficers } from './figures.service.ts'
import { takeOfficeWords } from './office-words.acts.ts'
import { confirmImport, deleteImport, insertImport, storedImports } from './imports.repo.ts'
import { headingOf, judgeNow, rejectedFile } from './judge-survey.ts'
import { verifyManifest, type VerifiedManifest } from './manifest.ts'
import { readEvaluationFile, type ReadEvaluation } from './read-file.ts'
import { storedSurveys, type StoredSurvey } from './surveys.repo.ts'

type Preview = {
  readonly survey: StoredSurvey
  readonly read: ReadEvaluation
  readonly mapping: EvaluationMapping
  readonly manifest: { readonly text: string; readonly signer: VerifiedManifest['signer'] } | null
  readonly counts: EvaluationPreview['counts']
}

/** Previews that may be applied, the last few. Like the shelf itself, forgotten when core ends. */
const previews = new WeakMap<FileShelf, Map<string, Preview>>()
const mostPreviews = 3
const mostProblems = 500

export async function preview(
  ctx: Context,
  input: ParsedInputOf<'evaluations.preview'>,
): Promise<Answer<'evaluations.preview'>> {
  const survey = storedSurveys(ctx.db, { surveyId: input.surveyId })[0]
  if (survey === undefined) return failure('evaluations/gone')
  const file = ctx.files.get(input.fileId)
  if (file === undefined) return failure('file/not-found')
  const answer = await readEvaluationFile(file, ctx.signal)
  if (!answer.ok) return answer
  const read = answer.value
  const signed = input.manifest === null ? success(null) : manifestOf(ctx, input.manifest, read, survey)
  if (!signed.ok) return signed
  const mapping = input.mapping === undefined ? proposeMapping(read.table.columns) : asMapping(input.mapping)
  if (mapping === null || mappingProblems(read.table.columns, mapping).length > 0) return failure('evaluations/mapping')

  const { verdict, counts } = judgeNow(ctx.db, survey, read.table, mapping)
  const importId = ctx.newId() as EvaluationImportId
  remember(ctx.files, importId, { survey, read, mapping, manifest: signed.value, counts })
  ctx.audit({
    action: 'import-preview',
    record: importId,
    detail: { what: 'evaluation', rows: counts.rows, rejected: counts.rejected },
  })
  return success({
    importId,
    ...{ fileName: read.fileName, sha256: read.sha256, signer: signed.value?.signer ?? null },
    columns: read.table.columns.map(({ key, heading }) => ({ key, heading, field: mapping[key] ?? null })),
    ...{ counts, refused: verdict.refused },
    problems: verdict.problems.slice(0, mostProblems).map(({ code, row, column }) => ({
      ...{ code, row },
      column: headingOf(read.table, mapping, column),
    })),
    problemCount: verdict.problems.length,
    few: fewOfficers(ctx.db, survey, verdict.answers),
    again: imported(ctx.db, survey, read) !== undefined,
  })
}

const imported = (db: Context['db'], { surveyId }: StoredSurvey, { sha256 }: ReadEvaluation) =>
  storedImports(db, { surveyId }).find((one) => one.sha256 === sha256)

function asMapping(given: Readonly<Record<string, string>>): EvaluationMapping | null {
  const known = new Set<string>(evaluationFields)
  const fields = Object.values(given)
  return fields.every((field) => known.has(field) || /^q[1-9]\d?$/.test(field))
    ? (given as Record<string, AnyField>)
    : null
}

/** TP01: signature, checksum, and that it is this survey's manifest. Any of them wrong, nothing is imported. */
function manifestOf(
  ctx: Context,
  fileId: FileId,
  read: ReadEvaluation,
  survey: StoredSurvey,
): Result<Preview['manifest'], 'evaluations/tp01' | 'file/not-found'> {
  const file = ctx.files.get(fileId)
  if (file === undefined) return failure('file/not-found')
  if (file.size > 64 * 1024) return failure('evaluations/tp01', { problem: 'too-large' })
  const text = readFileSync(file.path, 'utf8')
  const facts = { sha256: read.sha256, rows: read.table.rows.length }
  const verified = verifyManifest(text, facts, trustedAuthorities(ctx.db), new Date(ctx.now))
  const problem = verified.ok ? strange(verified.value, survey) : verified.problem
  if (!verified.ok || problem !== null) {
    ctx.audit({
      action: 'evaluation-import',
      record: survey.surveyId,
      result: 'refused',
      detail: { problem: problem ?? '', sha256: read.sha256 },
    })
    return failure('evaluations/tp01', { problem: problem ?? 'shape' })
  }
  return success({ text, signer: verified.value.signer })
}

/** A good manifest of something else. More invited than the station drew is another sample. */
function strange({ manifest }: VerifiedManifest, survey: StoredSurvey): string | null {
  if (manifest.survey !== survey.code || manifest.period !== survey.period) return 'survey'
  if (manifest.agency !== survey.agency) return 'agency-other'
  if (manifest.frameHash !== survey.frameSha256 || manifest.invited !== survey.invited) return 'sample'
  return null
}

export function apply(
  ctx: Context,
  { importId, documentNumber }: ParsedInputOf<'evaluations.apply'>,
): Answer<'evaluations.apply'> {
  const found = previews.get(ctx.files)?.get(importId)
  if (found === undefined) return failure('evaluations/preview-stale')
  const { survey, read, mapping, manifest } = found
  const done = ctx.commit((tx) => {
    const before = imported(tx, survey, read)
    if (before !== undefined)
      return success({ importId: before.importId, state: before.state, counts: before.counts, again: true })
    const { verdict, counts } = judgeNow(tx, survey, read.table, mapping)
    if (canonicalJson(counts) !== canonicalJson(found.counts)) return failure('evaluations/preview-stale')
    if (verdict.refused) return failure('evaluations/refused')
    if (verdict.answers.length === 0) return failure('evaluations/nothing-usable')
    if (manifest === null && documentNumber === '') return failure('evaluations/document-missing')
    const state = manifest === null ? ('waiting' as const) : ('imported' as const)
    insertImport(
      tx,
      {
        ...{ importId, surveyId: survey.surveyId, fileName: read.fileName, sha256: read.sha256, state, counts },
        ...{ manifest: manifest?.text ?? null, signer: manifest?.signer ?? null },
        documentNumber: documentNumber === '' ? null : documentNumber,
        rejected: rejectedFile(read.table, mapping, verdict),
        ...{ at: ctx.now, by: ctx.session.accountId },
      },
      verdict.answers,
    )
    if (state === 'imported') openCallBacks(ctx, tx, importId)
    tx.audit({
      action: 'evaluation-import',
      record: importId,
      detail: { step: state, counted: counts.counted, rejected: counts.rejected, sha256: read.sha256 },
    })
    return success({ importId, state, counts, again: false })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

/** What an unsigned file waits for: somebody else, with the office's own copy in hand. */
export function confirm(
  ctx: Context,
  { importId, documentNumber, sha256 }: ParsedInputOf<'evaluations.confirm'>,
): Answer<'evaluations.confirm'> {
  const done = ctx.commit((tx) => {
    const found = storedImports(tx, { importId })[0]
    if (found === undefined) return failure('evaluations/gone')
    if (found.state !== 'waiting') return failure('evaluations/not-waiting')
    if (found.documentNumber !== documentNumber || found.sha256 !== sha256.toLowerCase())
      return failure('evaluations/not-the-same')
    confirmImport(tx, importId, { accountId: ctx.session.accountId }, ctx.now)
    openCallBacks(ctx, tx, importId)
    tx.audit({ action: 'evaluation-import', record: importId, detail: { step: 'confirmed', sha256: found.sha256 } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function withdraw(
  ctx: Context,
  { importId }: ParsedInputOf<'evaluations.withdraw'>,
): Answer<'evaluations.withdraw'> {
  const done = ctx.commit((tx) => {
    const found = storedImports(tx, { importId })[0]
    if (found === undefined) return failure('evaluations/gone')
    if (found.state !== 'waiting') return failure('evaluations/not-waiting')
    deleteImport(tx, importId)
    tx.audit({ action: 'evaluation-import', record: importId, detail: { step: 'withdrawn', sha256: found.sha256 } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function listSurveys(ctx: Context): OutputOf<'evaluations.surveys'> {
  takeOfficeWords(ctx)
  const confirms = ctx.session.role === 'auditor'
  return {
    surveys: storedSurveys(ctx.db).map((survey) => ({
      ...survey,
      imports: storedImports(ctx.db, { surveyId: survey.surveyId }).map(({ surveyId: _of, ...one }) => ({
        ...one,
        sha256: confirms && one.state === 'waiting' ? null : one.sha256,
        documentNumber: confirms && one.state === 'waiting' ? null : one.documentNumber,
      })),
    })),
  }
}

function remember(files: FileShelf, importId: string, made: Preview): void {
  const known = previews.get(files) ?? new Map<string, Preview>()
  previews.set(files, known.set(importId, made))
  const [oldest] = known.keys()
  if (known.size > mostPreviews && oldest !== undefined) known.delete(oldest)
}
