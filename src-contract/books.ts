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
})
export type BookField = z.infer<typeof BookField>

export const BookState = z.object({ id: z.string(), label: Label, initial: z.boolean() })

export const BookDefinition = z.object({
  id: BookId,
  label: Label,
  sections: z.array(z.object({ id: z.string(), label: Label, fields: z.array(z.string()) })),
  fields: z.array(BookField),
  states: z.array(BookState),
  /** Life-cycle steps that are allowed: from -> to. */
  transitions: z.array(z.object({ from: z.string(), to: z.string(), label: Label })),
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
