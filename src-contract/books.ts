import { z } from 'zod'

/** L01-L12; a thirteenth book only needs its definition. */
export const BookId = z
  .string()
  .regex(/^L[0-9]{2}$/)
  .brand<'BookId'>()
export type BookId = z.infer<typeof BookId>

const Label = z.object({ zh: z.string(), en: z.string() })

export const fieldKinds = [
  'text',
  'long-text',
  'date',
  'number',
  'choice',
  'choices',
  'person-name',
  'document-number',
  'phone',
  /** 统一社会信用代码 (GB 32100). */
  'uscc',
  /** Number plate of a vehicle. */
  'plate',
  /** Time of day, HH:MM; 1430 is understood. */
  'time',
  /** Number of an incident in 接处警. */
  'incident-number',
  'address',
  'account',
  'accounts',
] as const
export const FieldKind = z.enum(fieldKinds)
export type FieldKind = z.infer<typeof FieldKind>

/** What can be said instead of a value that cannot be had: 未提供 / 无法核实 / 不适用. */
export const declaredMissing = ['not-provided', 'not-verifiable', 'not-applicable'] as const

export const BookField = z.object({
  key: z.string(),
  label: Label,
  kind: FieldKind,
  required: z.boolean(),
  /** Masked outside the form. */
  personal: z.boolean(),
  /** 未提供 / 无法核实 / 不适用 are accepted. */
  declarable: z.boolean(),
  maxLength: z.number().int(),
  options: z.array(z.object({ value: z.string(), label: Label })),
  /** Twelfths of the form's width. */
  span: z.number().int().min(1).max(12),
  inList: z.boolean(),
  hint: Label.nullable(),
  /** Kept for the next entry of the same book (carried forward). */
  carried: z.boolean(),
  /** Asked for by a step of the life cycle (`asks`), not on the form of a new entry. */
  step: z.boolean(),
  /** A date that may lie after today (a plan, a deadline). */
  future: z.boolean(),
})
export type BookField = z.infer<typeof BookField>

export const BookState = z.object({ id: z.string(), label: Label, initial: z.boolean() })

/** One step of the life cycle: an event on the entry, not a correction. */
export const BookTransition = z.object({
  /** Unique within the book, such as `rectify`; from -> to says where it leads. */
  id: z.string(),
  from: z.string(),
  to: z.string(),
  label: Label,
  /** Fields that are asked for when the step is taken, in the order of the form; their `required` holds here. */
  asks: z.array(z.string()),
  note: z.enum(['none', 'optional', 'required']),
  /** Takes effect only after a second person has approved it. */
  review: z.boolean(),
  /** Whoever answers for the entry cannot take this step (re-inspection by another). */
  byAnother: z.boolean(),
})
export type BookTransition = z.infer<typeof BookTransition>

/** Whether somebody else looks at what is filed: never, 1 in 20 after filing, or each before it counts. */
export const ReviewRule = z.enum(['none', 'sampled', 'required'])
export type ReviewRule = z.infer<typeof ReviewRule>

export const BookDefinition = z.object({
  id: BookId,
  label: Label,
  sections: z.array(z.object({ id: z.string(), label: Label, fields: z.array(z.string()) })),
  fields: z.array(BookField),
  states: z.array(BookState),
  /** Life-cycle steps that are allowed: from -> to. */
  transitions: z.array(BookTransition),
  review: ReviewRule,
  /** Books that an entry of this one can be filed into in the same act (a visit that finds a hazard). */
  spreads: z.array(BookId),
  list: z.object({ columns: z.array(z.string()), sort: z.string() }),
})
export type BookDefinition = z.infer<typeof BookDefinition>

/** Errors block, warnings can be accepted with a reason. The sentence is in the text files, by code. */
export const FieldProblem = z.object({
  field: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type FieldProblem = z.infer<typeof FieldProblem>
