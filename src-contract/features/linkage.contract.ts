import { z } from 'zod'
import { Instant, SourceRecordId, SubjectId } from '../ids.ts'
import { method } from '../method.ts'
import { Purpose } from '../purposes.ts'
import { SystemId } from '../systems.ts'
import { accessErrors, FileField } from './lookup.contract.ts'

/** Why a pair waits for a person; see src-domain/linkage/verdict.ts. */
export const ReviewReason = z.enum([
  'id-conflict',
  'ids-differ',
  'no-name',
  'name-and-place',
  'name-differs',
  'score',
  'runner-up',
  'organisation-name',
])
export type ReviewReason = z.infer<typeof ReviewReason>

/** What links two records: a rule, or what somebody decided. */
export const LinkRule = z.enum([
  'id-and-name',
  'name-and-birth',
  'score',
  'organisation-code',
  'organisation-place',
  'decision',
])
export type LinkRule = z.infer<typeof LinkRule>

/** How one field of two records agrees, and what that says, in bits; levels are those of src-domain/linkage/compare.ts. */
export const Evidence = z.object({
  field: z.enum(['id', 'name', 'birth', 'sex', 'phone', 'place']),
  level: z.string(),
  bits: z.number(),
})
export type Evidence = z.infer<typeof Evidence>

export const LinkSide = z.object({
  recordId: SourceRecordId,
  subjectId: SubjectId,
  system: SystemId,
  sourceTime: Instant.nullable(),
  /** Masked, and only what the purpose opens. */
  fields: z.array(FileField),
})
export type LinkSide = z.infer<typeof LinkSide>

export const ReviewItem = z.object({
  reviewId: z.number().int(),
  reason: ReviewReason,
  /** Probability that the two are one person, 0 to 1. */
  p: z.number(),
  evidence: z.array(Evidence),
  a: LinkSide,
  b: LinkSide,
})
export type ReviewItem = z.infer<typeof ReviewItem>

export const SubjectLink = z.object({
  a: z.object({ recordId: SourceRecordId, system: SystemId }),
  b: z.object({ recordId: SourceRecordId, system: SystemId }),
  rule: LinkRule,
  p: z.number(),
  evidence: z.array(Evidence),
})
export type SubjectLink = z.infer<typeof SubjectLink>

export const LinkAct = z.object({
  actId: z.string(),
  kind: z.enum(['must', 'cannot']),
  pairs: z.number().int(),
  reason: z.string(),
  by: z.string(),
  at: Instant,
  undoneAt: Instant.nullable(),
})
export type LinkAct = z.infer<typeof LinkAct>

const access = { purpose: Purpose, reference: z.string().trim().min(3).max(60).optional() }
const Reason = z.string().trim().max(200)
const readers = ['clerk', 'officer', 'auditor'] as const
const deciders = ['clerk', 'officer'] as const

export const linkageContract = {
  /** How far linking is; counts only. */
  status: method({
    input: z.object({}).strict(),
    output: z.object({
      /** never: nothing was linked yet; running: a full run was started and is not finished; outdated: the rules changed since. */
      state: z.enum(['never', 'running', 'ready', 'outdated']),
      phase: z.enum(['profiles', 'table', 'files']).nullable(),
      done: z.number().int(),
      total: z.number().int(),
      /** Records that came since and wait to be linked. */
      queued: z.number().int(),
      reviews: z.array(z.object({ reason: ReviewReason, count: z.number().int() })),
      finishedAt: Instant.nullable(),
      engine: z.number().int(),
      tableVersion: z.number().int().nullable(),
    }),
    errors: [],
    roles: ['clerk', 'officer', 'chief', 'auditor'],
  }),
  /** Links all records, or goes on where a run was interrupted; reports progress, can be cancelled and gone on with. */
  run: method({
    input: z.object({ again: z.boolean().default(false) }).strict(),
    output: z.object({ records: z.number().int(), seconds: z.number() }),
    errors: [],
    roles: ['clerk', 'chief'],
    writes: true,
  }),
  /** What waits for a person to decide, the likeliest first; the masked records side by side. */
  reviews: method({
    input: z
      .object({
        ...access,
        reason: ReviewReason.optional(),
        after: z.object({ bits: z.number(), reviewId: z.number().int() }).optional(),
        limit: z.number().int().min(1).max(50).default(20),
      })
      .strict(),
    output: z.object({
      items: z.array(ReviewItem),
      next: z.object({ bits: z.number(), reviewId: z.number().int() }).nullable(),
    }),
    errors: accessErrors,
    roles: readers,
  }),
  /** Why the records of one file stand together: its links with their evidence, and what was decided about them. */
  evidence: method({
    input: z.object({ subjectId: SubjectId, ...access }).strict(),
    output: z.object({ links: z.array(SubjectLink), acts: z.array(LinkAct) }),
    errors: ['linkage/record-gone', ...accessErrors],
    roles: readers,
  }),
  /** Two records are one person, or are not; holds for records that come later, and can be undone. */
  decide: method({
    input: z
      .object({
        recordA: SourceRecordId,
        recordB: SourceRecordId,
        same: z.boolean(),
        reason: Reason,
      })
      .strict(),
    output: z.object({ actId: z.string(), subjectA: SubjectId, subjectB: SubjectId }),
    errors: ['linkage/not-ready', 'linkage/record-gone', 'linkage/same-file', 'linkage/reason-missing'],
    roles: deciders,
    writes: true,
  }),
  /** Takes records out of a file into one of their own. */
  split: method({
    input: z
      .object({ subjectId: SubjectId, recordIds: z.array(SourceRecordId).min(1).max(50), reason: Reason })
      .strict(),
    output: z.object({ actId: z.string(), subjectId: SubjectId }),
    errors: ['linkage/not-ready', 'linkage/record-gone', 'linkage/split-parts', 'linkage/reason-missing'],
    roles: deciders,
    writes: true,
  }),
  undo: method({
    input: z.object({ actId: z.string().max(40), reason: Reason }).strict(),
    output: z.object({}),
    errors: ['linkage/not-ready', 'linkage/act-gone', 'linkage/reason-missing'],
    roles: deciders,
    writes: true,
  }),
} as const
