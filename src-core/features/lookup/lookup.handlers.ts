import { failure, success } from '../../../src-contract/errors.ts'
import type { QueryKind, SystemAnswer } from '../../../src-contract/features/lookup.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import { opensField, opensSystem } from '../../../src-domain/access/purpose-table.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { guessKind, normalForKind } from '../../../src-domain/query/guess-kind.ts'
import { instantOf } from '../../clock.ts'
import type { Context } from '../../rpc/context.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { keepConflicts } from '../conflicts/file-conflicts.service.ts'
import { prepareFiles } from '../conflicts/prepare-files.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { refuseAccess, withReference } from './access.rules.ts'
import { comparisonsLeft, sameValue } from './compare.rules.ts'
import { ownBeats } from './own-beat.ts'
import { bindPerson, namesOnePerson } from './one-person.ts'
import { printFile } from './print-file.service.ts'
import { remarksOn } from './remarks.rules.ts'
import { remarksOnReference } from './reference-held.ts'
import { auditQuestion, auditSearchSession } from './search-audit.service.ts'
import type { StatusRow } from './status.repo.ts'
import { noticeUnusual } from './unusual.service.ts'

const revealSeconds = 60

export const lookupHandlers: Handlers<'lookup'> = {
  search: async (ctx, input) => {
    const started = performance.now()
    const refused = refuseAccess(ctx, input)
    if (refused) return refused
    const guess = guessKind(input.text, ctx.session.county)
    const kind: QueryKind = input.kind ?? guess.kind
    const normal = input.kind ? normalForKind(input.kind, input.text) : guess.normal
    if (normal === '') return failure('lookup/text-empty')
    if (!namesOnePerson(input, kind, normal)) return failure('access/whole-id-needed')
    auditSearchSession(ctx, input)
    const { found, status, ...answer } = await ctx.read('lookup.search', {
      kind,
      normal,
      purpose: input.purpose,
      limit: input.limit,
      rows: input.rows ?? input.limit,
      own: ownBeats(ctx),
      refine: input.refine,
    })
    const subjects = answer.hits.map((hit) => hit.subjectId)
    bindPerson(ctx.session, input, subjects)
    if (input.settled) {
      auditQuestion(ctx, { ...input, kind, normal, found: subjects, total: answer.total })
      // Nobody waits for it; locked or interrupted in between, the opening does it.
      prepareFiles(ctx, subjects).catch(() => undefined)
    }
    return success({
      kind,
      alternatives: [...new Set([guess.kind, ...guess.alternatives])].filter((other) => other !== kind),
      ...answer,
      remarks: [...remarksOn(kind, input.text, answer), ...remarksOnReference(ctx.db, input)],
      systems: answersOf(ctx, input.purpose, new Set(found), status),
      tookMs: Math.round((performance.now() - started) * 10) / 10,
    })
  },

  open: async (ctx, input) => {
    const refused = refuseAccess(ctx, input, input.subjectId)
    if (refused) return refused
    const answer = await ctx.read('lookup.file', {
      subjectId: input.subjectId,
      purpose: input.purpose,
      now: ctx.now,
      own: ownBeats(ctx),
    })
    if (!answer) return failure('lookup/subject-gone')
    const { file, opened, worked } = answer
    ctx.audit({
      action: 'view',
      record: `subject:${input.subjectId}`,
      ...withReference(input),
      detail: { records: opened.slice(0, 50).join(' ') },
    })
    noticeUnusual(ctx, input, `subject:${input.subjectId}`, input.subjectId)
    if (worked) ctx.bulk((tx) => keepConflicts(tx, worked, ctx.today))
    return success(file)
  },

  place: async (ctx, input) => {
    const refused = refuseAccess(ctx, input, null)
    if (refused) return refused
    const { recordId, scope, purpose } = input
    const asked = { recordId, scope, purpose, now: ctx.now, today: ctx.today, own: ownBeats(ctx) }
    const answer = await ctx.read('lookup.place', asked)
    const note = { record: `place:${recordId}`, ...withReference(input) }
    switch (answer.state) {
      case 'gone':
        return failure('lookup/subject-gone')
      case 'no-place':
        return failure('lookup/no-place')
      case 'closed':
        ctx.audit({ action: 'view', ...note, result: 'denied' })
        return failure('access/not-in-purpose', { purpose })
      case 'file': {
        const { file, opened } = answer
        const records = opened.slice(0, 50).join(' ')
        ctx.audit({ action: 'view', ...note, detail: { scope: file.ref.scope, count: opened.length, records } })
        noticeUnusual(ctx, input, note.record, null)
        return success(file)
      }
    }
  },

  print: (ctx, input) => printFile(ctx, input),

  reveal: async (ctx, input) => {
    const refused = refuseAccess(ctx, input)
    if (refused) return refused
    const found = await ctx.read('lookup.field', { recordId: input.recordId, field: input.field })
    if (!found) return failure('lookup/subject-gone')
    const another = refuseAccess(ctx, input, found.subjectId)
    if (another) return another
    const field = definition(found.system).fields.find(({ key }) => key === input.field)
    if (!field) return failure('lookup/field-not-held')
    const note = { record: `${found.system}#${input.recordId}`, ...withReference(input), detail: { field: field.key } }
    if (!opensField(input.purpose, found.system, field.meaning)) {
      ctx.audit({ action: 'reveal', ...note, result: 'denied' })
      return failure('access/not-in-purpose', { purpose: input.purpose, system: found.system })
    }
    // Only now: whether a closed field is filled is not said either.
    if (found.value === '') return failure('lookup/field-not-held')
    ctx.audit({ action: 'reveal', ...note })
    noticeUnusual(ctx, input, note.record, null)
    return success({ value: found.value, until: instantOf(Date.parse(ctx.now) + revealSeconds * 1000) })
  },

  compare: async (ctx, input) => {
    const refused = refuseAccess(ctx, input)
    if (refused) return refused
    const found = await ctx.read('lookup.field', { recordId: input.recordId, field: input.field })
    if (!found) return failure('lookup/subject-gone')
    const another = refuseAccess(ctx, input, found.subjectId)
    if (another) return another
    const field = definition(found.system).fields.find(({ key }) => key === input.field)
    if (!field) return failure('lookup/field-not-held')
    const note = { record: `${found.system}#${input.recordId}`, ...withReference(input), detail: { field: field.key } }
    if (!opensField(input.purpose, found.system, field.meaning)) {
      ctx.audit({ action: 'compare', ...note, result: 'denied' })
      return failure('access/not-in-purpose', { purpose: input.purpose, system: found.system })
    }
    if (found.value === '') return failure('lookup/field-not-held')
    const left = comparisonsLeft(ctx)
    if (left < 0) {
      ctx.audit({ action: 'compare', ...note, result: 'too-many' })
      return failure('access/too-many-comparisons')
    }
    const same = sameValue(field.meaning, found.value, input.value, homeCounty(ctx.db))
    ctx.audit({ action: 'compare', ...note, result: same ? 'same' : 'different' })
    return success({ same, left })
  },
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
