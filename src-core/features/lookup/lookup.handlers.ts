import { failure, success } from '../../../src-contract/errors.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import { instantOf } from '../../clock.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { keepConflicts } from '../conflicts/file-conflicts.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { refuseAccess, withReference } from './access.rules.ts'
import { comparisonsLeft, sameValue } from './compare.rules.ts'
import { ownBeats } from './own-beat.ts'
import { printFile } from './print-file.service.ts'
import { searchNow } from './search.service.ts'
import { searchUnindexed } from './search-unindexed.service.ts'
import { noticeUnusual } from './unusual.service.ts'

const revealSeconds = 60

export const lookupHandlers: Handlers<'lookup'> = {
  search: (ctx, input) => searchNow(ctx, input),
  searchUnindexed: (ctx, input) => searchUnindexed(ctx, input),

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
