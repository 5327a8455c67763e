import { failure, success } from '../../../src-contract/errors.ts'
import type { AskProblem, OutsideAnswer } from '../../../src-contract/features/outside.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { AskLine, AskRequest } from '../../../src-contract/sync/ask.ts'
import { guessKind, normalForKind } from '../../../src-domain/query/guess-kind.ts'
import type { Context } from '../../rpc/context.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { refuseAccess, withReference } from '../lookup/access.rules.ts'
import { namesOnePerson } from '../lookup/one-person.ts'
import { digestOf } from '../lookup/search-audit.service.ts'
import { shownFields } from '../lookup/shown-field.rules.ts'
import { openPart } from '../lookup/visible.rules.ts'
import { peopleIn } from '../sync/synced-tables.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { begin, runningAsk, type RunningAsk } from './running-asks.ts'

/** Each system has so long; one that is slower says nothing, and the others are not held up. */
export const limitMs = 4_000

/** What sends the question: calls `onLine` for each system that answers; says why it ended, null when all have. */
export type AskPlatform = {
  readonly enrolled: () => boolean
  readonly ask: (
    question: AskRequest,
    onLine: (line: AskLine) => void,
    signal: AbortSignal,
  ) => Promise<AskProblem | null>
}

export function outsideHandlers(platform: AskPlatform): Handlers<'outside'> {
  return {
    ask: (ctx, input) => {
      const refused = refuseAccess(ctx, input)
      if (refused) return refused
      const guess = guessKind(input.text, ctx.session.county)
      const kind = input.kind ?? guess.kind
      const text = input.kind ? normalForKind(input.kind, input.text) : guess.normal
      if (text === '') return failure('lookup/text-empty')
      if (!namesOnePerson(input, kind, text)) return failure('access/whole-id-needed')
      if (!platform.enrolled()) return failure('sync/not-enrolled')
      const askId = ctx.newId()
      const access = withReference(input)
      const digest = digestOf(ctx, kind, text)
      ctx.audit({ action: 'ask-platform', ...access, result: 'asked', detail: { ask: askId, kind, question: digest } })
      const ask = begin(ctx.session, askId)
      const question: AskRequest = {
        ...{
          question: askId,
          // As the platform knows this person.
          actor: peopleIn(ctx.db).toWire(ctx.session.accountId),
          role: ctx.session.role === 'officer' ? 'officer' : 'clerk',
        },
        ...{ purpose: input.purpose, reference: access.reference ?? null, kind, text, digest, limitMs },
      }
      void platform
        .ask(question, (line) => ask.add(shown(line, input.purpose)), ask.abort.signal)
        .catch(() => 'unreachable' as const)
        .then((problem) => {
          auditEnd(ctx, ask, access, problem, platform.enrolled)
          ask.end(problem)
        })
      return success({ askId, kind })
    },

    next: async (ctx, { askId, seen }) => {
      const ask = runningAsk(ctx.session, askId)
      if (ask === undefined) return failure('outside/gone')
      return success(await ask.next(seen, ctx.signal))
    },
  }
}

/** What each system said and how many it found. A lock in between has closed the replica: then the row of the beginning stands alone. */
function auditEnd(
  ctx: Context,
  ask: RunningAsk,
  access: ReturnType<typeof withReference>,
  problem: string | null,
  isOpen: () => boolean,
): void {
  if (!isOpen()) return
  const said = Object.fromEntries(ask.answers.map(({ system, state, total }) => [system, `${state} ${total}`]))
  ctx.audit({ action: 'ask-platform', ...access, result: problem ?? 'ok', detail: { ask: ask.askId, ...said } })
}

/** As a file shows a record: what the purpose opens, masked. Whatever else the platform sent is dropped here. */
function shown({ system, state, total, tookMs, records }: AskLine, purpose: Purpose): OutsideAnswer {
  const spec = definition(system)
  const part = openPart(spec, purpose)
  return {
    system,
    state,
    total,
    tookMs,
    records:
      part === null
        ? []
        : records.map(({ stationName, sourceTime, receivedAt, fields }) => ({
            station: stationName,
            sourceTime: sourceTime as Instant | null,
            receivedAt: receivedAt as Instant | null,
            fields: shownFields(spec, part, fields, { purpose, plainNames: false }),
          })),
  }
}
