import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import { checks, type SampledOfficer } from '../../../src-contract/features/sampling.contract.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { isAssessed } from '../assessment/assessment.facts.ts'
import { valuesOfEntry } from '../ledger/carried.ts'
import { drawnLines, framesOf, shownSample, storedSamples, writeVerdict } from './sampling.repo.ts'

export function listSamples(ctx: Context): OutputOf<'sampling.list'> {
  return { samples: storedSamples(ctx.db).map(shownSample) }
}

function teamOf(db: ReadDb, accountId: string): string {
  return db.one(q.selectFrom('accounts').select('team').where('account_id', '=', accountId))?.team ?? ''
}

/** The auditor is of another team; where nobody has a team there is none to be of. */
function mayJudge(ctx: Context, team: string): boolean {
  return ctx.session.role === 'auditor' && (team === '' || team !== teamOf(ctx.db, ctx.session.accountId))
}

export function openSample(ctx: Context, { sampleId }: ParsedInputOf<'sampling.open'>): Answer<'sampling.open'> {
  const sample = storedSamples(ctx.db, sampleId)[0]
  if (sample === undefined) return failure('sampling/gone')
  const entries = drawnLines(ctx.db, sampleId)
  ctx.audit({ action: 'view', record: sampleId, detail: { what: 'sample' } })
  return success({
    sample: shownSample(sample),
    officers: framesOf(ctx.db, sampleId).map(({ text: _text, ...frame }): SampledOfficer => {
      const own = entries.filter(({ officerId }) => officerId === frame.officerId)
      return {
        ...frame,
        drawn: own.length,
        judged: own.filter(({ passed }) => passed !== null).length,
        passed: own.filter(({ passed }) => passed === true).length,
        mayJudge: mayJudge(ctx, frame.team),
      }
    }),
    entries,
  })
}

export function frame(
  ctx: Context,
  { sampleId, officerId }: ParsedInputOf<'sampling.frame'>,
): Answer<'sampling.frame'> {
  const found = framesOf(ctx.db, sampleId).find((one) => one.officerId === officerId)
  if (found === undefined) return failure('sampling/gone')
  ctx.audit({ action: 'view', record: sampleId, detail: { what: 'sample-frame', officer: officerId } })
  return success({ text: found.text, sha256: found.sha256 })
}

/** Whether an entry was drawn and the caller may look at it; the failure otherwise. */
function drawnFor(ctx: Context, sampleId: string, entryId: string): 'sampling/gone' | 'sampling/own-team' | null {
  const line = drawnLines(ctx.db, sampleId).find((one) => one.entryId === entryId)
  const own = framesOf(ctx.db, sampleId).find(({ officerId }) => officerId === line?.officerId)
  if (line === undefined || own === undefined) return 'sampling/gone'
  return mayJudge(ctx, own.team) ? null : 'sampling/own-team'
}

/** The only way in which an auditor sees content: an entry that the dice drew, for the purpose of checking it. */
export function reveal(
  ctx: Context,
  { sampleId, entryId }: ParsedInputOf<'sampling.reveal'>,
): Answer<'sampling.reveal'> {
  const refused = drawnFor(ctx, sampleId, entryId)
  if (refused !== null) return failure(refused)
  const entry = ctx.db.one(q.selectFrom('entries').selectAll().where('entry_id', '=', entryId))
  const book = booksById.get(entry?.book ?? '')
  if (entry === undefined || book === undefined) return failure('sampling/gone')
  ctx.audit({ action: 'reveal', record: entryId, purpose: 'P07', reference: sampleId, detail: { what: 'sample' } })
  const values = valuesOfEntry(ctx.db, book, entry)
  return success({
    fields: book.definition.fields.flatMap(({ key }) => {
      const value = values[key]
      return value === undefined ? [] : [{ key, value }]
    }),
  })
}

/** Passed when all four checks are; otherwise the reason is kept. Until the period is released a verdict can be mended. */
export function judge(ctx: Context, input: ParsedInputOf<'sampling.judge'>): Answer<'sampling.judge'> {
  const { sampleId, entryId, reason } = input
  const passed = checks.every((check) => input.checks[check])
  const done = ctx.commit((tx) => {
    const refused = drawnFor(ctx, sampleId, entryId)
    if (refused !== null) return failure(refused)
    if (!passed && reason.length < 2) return failure('sampling/reason-missing')
    if (isAssessed(tx, storedSamples(tx, sampleId)[0]?.period ?? '')) return failure('sampling/used')
    writeVerdict(tx, sampleId, entryId, {
      ...{ checks: input.checks, passed, reason, by: ctx.session.accountId, at: ctx.now },
    })
    tx.audit({ action: 'sample', record: entryId, result: passed ? 'passed' : 'failed', detail: { sample: sampleId } })
    return success({ passed })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}
