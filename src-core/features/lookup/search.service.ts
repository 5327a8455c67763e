import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { QueryKind, SearchAnswer, SystemAnswer } from '../../../src-contract/features/lookup.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import { opensSystem } from '../../../src-domain/access/purpose-table.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { guessKind, normalForKind } from '../../../src-domain/query/guess-kind.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { prepareFiles } from '../conflicts/prepare-files.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { refuseAccess, type AccessRefusal } from './access.rules.ts'
import { bindPerson, namesOnePerson } from './one-person.ts'
import { ownBeats } from './own-beat.ts'
import { remarksOnReference } from './reference-held.ts'
import { remarksOn } from './remarks.rules.ts'
import { auditQuestion, auditSearchSession } from './search-audit.service.ts'
import type { StatusRow } from './status.repo.ts'

/** What is asked, with how its text is read. */
export type ReadQuestion = ParsedInputOf<'lookup.searchUnindexed'> & {
  readonly kind: QueryKind
  readonly normal: string
  readonly alternatives: readonly QueryKind[]
}

type Refused = Extract<Result<never, AccessRefusal | 'lookup/text-empty' | 'access/whole-id-needed'>, { ok: false }>

/** The question, if it may be asked; the search session's row is in the trail then. */
export function readQuestion(
  ctx: Context,
  input: ParsedInputOf<'lookup.searchUnindexed'>,
): { refused: Refused } | { refused: null; question: ReadQuestion } {
  const refused = refuseAccess(ctx, input)
  if (refused) return { refused }
  const guess = guessKind(input.text, ctx.session.county)
  const kind: QueryKind = input.kind ?? guess.kind
  const normal = input.kind ? normalForKind(input.kind, input.text) : guess.normal
  if (normal === '') return { refused: failure('lookup/text-empty') }
  if (!namesOnePerson(input, kind, normal)) return { refused: failure('access/whole-id-needed') }
  auditSearchSession(ctx, input)
  const alternatives = [...new Set([guess.kind, ...guess.alternatives])].filter((other) => other !== kind)
  return { refused: null, question: { ...input, kind, normal, alternatives } }
}

/** The question to the search index. `audit` writes what is to be in the trail before anybody sees the answer. */
export async function answerFromIndex(
  ctx: Context,
  question: ReadQuestion,
  how: { readonly rows: number; readonly counted: boolean; readonly audit: typeof auditQuestion | null },
): Promise<SearchAnswer> {
  const started = performance.now()
  const { kind, normal, purpose, limit, refine } = question
  const { found, status, ...answer } = await ctx.read('lookup.search', {
    ...{ kind, normal, purpose, limit, refine },
    rows: how.rows,
    own: ownBeats(ctx),
    counted: how.counted,
  })
  const subjects = answer.hits.map((hit) => hit.subjectId)
  bindPerson(ctx.session, question, subjects)
  how.audit?.(ctx, { ...question, found: subjects, total: answer.total })
  if (how.audit) {
    // Nobody waits for it; locked or interrupted in between, the opening does it.
    prepareFiles(ctx, subjects).catch(() => undefined)
  }
  return {
    kind,
    alternatives: [...question.alternatives],
    ...answer,
    remarks: [...remarksOn(kind, question.text, answer), ...remarksOnReference(ctx.db, question)],
    systems: answersOf(ctx, purpose, new Set(found), status),
    tookMs: Math.round((performance.now() - started) * 10) / 10,
  }
}

export async function searchNow(
  ctx: Context,
  { rows, settled, ...input }: ParsedInputOf<'lookup.search'>,
): Promise<Answer<'lookup.search'>> {
  const read = readQuestion(ctx, input)
  if (read.refused) return read.refused
  return success(
    await answerFromIndex(ctx, read.question, {
      rows: rows ?? input.limit,
      counted: settled,
      audit: settled ? auditQuestion : null,
    }),
  )
}

function answersOf(
  ctx: Context,
  purpose: Purpose,
  found: ReadonlySet<SystemId>,
  status: readonly StatusRow[],
): SystemAnswer[] {
  const received = new Map(status.map((row) => [row.system, row.last_received]))
  return systemIds.map((system) => {
    const lastReceived = (received.get(system) ?? null) as Instant | null
    const freshness = freshnessOf(lastReceived, definition(system).lagHours, ctx.now)
    const state = !opensSystem(purpose, system)
      ? 'denied'
      : lastReceived === null
        ? 'never-received'
        : found.has(system)
          ? 'found'
          : 'none'
    return { system, state, freshness, lastReceived }
  })
}
