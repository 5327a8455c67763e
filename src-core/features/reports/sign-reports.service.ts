import { createHash, X509Certificate } from 'node:crypto'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { frozenRun } from '../assessment/assessment.facts.ts'
import { pdfPrinter, printsAtOnce, type PrintableModel, type Printed } from './pdf-printer.ts'
import { modelOf, reportsOf, textsOf, type ReportOf } from './report-model.ts'
import { archiveReport, signedReports } from './reports.repo.ts'
import { openOwnKey } from './signing/key-file.ts'
import type { SealFacts } from './signing/sign-pdf.ts'

type SignAnswer = Answer<'reports.sign'>

/**
 * Signs what a released run has unsigned. Printing and signing happen in the worker; between two reports core is free for others. The
 * passphrase and the opened key live as long as this call.
 */
export async function sign(ctx: Context, input: ParsedInputOf<'reports.sign'>): Promise<SignAnswer> {
  const run = frozenRun(ctx.db, input.runId)
  if (run === undefined) return failure('assessment/gone')
  if (run.status !== 'released') return failure('reports/not-released')
  const opened = openOwnKey(ctx, input)
  if (!opened.ok) return opened
  const done = signedReports(ctx.db, input.runId)
  const waiting = reportsOf(run).filter(({ officerId }) => !done.has(officerId))
  // All are looked at before the first is signed: nothing is released by halves for want of a character.
  const models = waiting.map(({ officerId }) => modelOf(ctx.db, run, officerId))
  if (models.some((model) => model === undefined || !pdfPrinter.canDraw(textsOf(model))))
    return failure('reports/missing-glyphs')
  const facts: SealFacts = {
    name: ctx.session.staffNumber,
    location: ascii(ctx.session.station.id),
    reason: `Assessment ${run.period} v${run.version}`,
    // Whole seconds: that is what a PDF's date has.
    signedAt: `${ctx.now.slice(0, 19)}.000Z`,
  }
  const key = opened.value
  const certificate = createHash('sha256')
    .update(new X509Certificate(key.certificates[0] ?? '').raw)
    .digest('hex')
  const ahead = new Map<number, Promise<Printed>>()
  /** Starts a print unless it is under way; those ahead are made while one is archived. */
  const printed = (at: number): Promise<Printed> => {
    const print = ahead.get(at) ?? pdfPrinter.print(models[at] as PrintableModel, { facts, key })
    // Who awaits it gets the error; one that nobody awaits any more must not end core.
    print.catch(() => undefined)
    ahead.set(at, print)
    return print
  }
  let signed = 0
  for (const [at, report] of waiting.entries()) {
    if (ctx.signal.aborted) break
    ctx.progress({ phase: 'sign', done: at, total: waiting.length })
    for (let next = at; next < Math.min(at + printsAtOnce, waiting.length); next += 1)
      if (next === at || !ctx.signal.aborted) void printed(next)
    const { pdf } = await printed(at)
    ahead.delete(at)
    ctx.bulk((tx) => archiveReport(tx, archived(ctx, run.runId, report, certificate, pdf)))
    signed += 1
  }
  // Whoever stops is answered once nobody uses the key any more.
  await Promise.allSettled(ahead.values())
  const counts = { signed, left: waiting.length - signed }
  return ctx.commit((tx) => {
    tx.audit({ action: 'sign-report', record: run.runId, detail: { ...counts, certificate } })
    return success(counts)
  })
}

function archived(ctx: Context, runId: string, { officerId }: ReportOf, certificate: string, pdf: Uint8Array) {
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  return { runId, officerId, signedAt: ctx.now, signedBy: ctx.session.accountId, certificate, sha256, pdf }
}

/** The signature's dictionary holds plain ASCII; the full name stands on the pages. */
function ascii(text: string): string {
  return text.replace(/[^\w.-]/g, '')
}
