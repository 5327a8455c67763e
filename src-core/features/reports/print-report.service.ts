import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { AccountId, Instant } from '../../../src-contract/ids.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { frozenRun } from '../assessment/assessment.facts.ts'
import { zip, type Part } from '../returns/template/zip-bytes.ts'
import { reportText } from './assessment/report-text.ts'
import { pdfPrinter } from './pdf-printer.ts'
import { fileNameOf, modelOf, reportsOf, textsOf } from './report-model.ts'
import { archivedPdf, signedReports } from './reports.repo.ts'

export function list(ctx: Context, { runId }: ParsedInputOf<'reports.list'>): Answer<'reports.list'> {
  const run = frozenRun(ctx.db, runId)
  if (run === undefined) return failure('assessment/gone')
  const signed = signedReports(ctx.db, runId)
  const reports = reportsOf(run).map(({ officerId, number, name }) => {
    const by = signed.get(officerId)
    const own = by === undefined ? null : { ...by, at: by.at as Instant }
    return { officerId: officerId as AccountId | null, number, name, signed: own }
  })
  return success({ reports, signed: signed.size, maySign: run.status === 'released' && signed.size < reports.length })
}

/** The chief prints every report; an officer the own one, and only after its release. */
export async function print(ctx: Context, input: ParsedInputOf<'reports.print'>): Promise<Answer<'reports.print'>> {
  const { runId, officerId } = input
  const isOfficer = ctx.session.role === 'officer'
  if (isOfficer && officerId !== ctx.session.accountId) {
    ctx.audit({ action: 'denied', record: runId, detail: { method: 'reports.print' } })
    return failure('assessment/not-yours')
  }
  const run = frozenRun(ctx.db, runId)
  if (run === undefined || (isOfficer && run.status === 'preview')) return failure('assessment/gone')
  const report = reportsOf(run).find((each) => each.officerId === officerId)
  const model = report && modelOf(ctx.db, run, officerId)
  if (report === undefined || model === undefined) return failure('assessment/gone')
  const archived = archivedPdf(ctx.db, runId, officerId)
  if (archived === undefined && !pdfPrinter.canDraw(textsOf(model))) return failure('reports/missing-glyphs')
  const signed = archived !== undefined
  ctx.audit({ action: 'print', record: runId, detail: { officer: officerId ?? '', signed } })
  const pdf = archived ?? (await pdfPrinter.print(model)).pdf
  return success({ pdf, fileName: fileNameOf(run, report), signed })
}

/** All signed papers of a run as one file; audited as an export before it is made. */
export function bundle(ctx: Context, { runId }: ParsedInputOf<'reports.bundle'>): Answer<'reports.bundle'> {
  const run = frozenRun(ctx.db, runId)
  if (run === undefined) return failure('assessment/gone')
  const parts = reportsOf(run).flatMap((report): Part[] => {
    const pdf = archivedPdf(ctx.db, runId, report.officerId)
    return pdf === undefined ? [] : [{ name: fileNameOf(run, report), bytes: Buffer.from(pdf) }]
  })
  if (parts.length === 0) return failure('reports/none-signed')
  ctx.audit({ action: 'export', record: runId, detail: { reports: parts.length } })
  const fileName = `${reportText.officerTitle}-${run.period}-v${run.version}.zip`
  return success({ bytes: new Uint8Array(zip(parts)), fileName, reports: parts.length })
}
