import { z } from 'zod'
import { systemIds } from './system-ids.ts'

export { systemIds } from './system-ids.ts'
export const SystemId = z.enum(systemIds)
export type SystemId = z.infer<typeof SystemId>

/** How a source field is treated: what it means to search, what masking it gets, what class of access it has. */
export const fieldMeanings = [
  'name',
  'id-number',
  'phone',
  'address',
  /** Unit and room where a system keeps them apart from the address: hidden like the end of an address. */
  'room',
  'birth-date',
  'sex',
  'date',
  'time',
  'plate',
  'uscc',
  'organisation-name',
  /** Where a person works: leads from the person to the organisation of this name. */
  'employer',
  'incident-number',
  'text',
  'code',
  'count',
] as const
export const FieldMeaning = z.enum(fieldMeanings)
export type FieldMeaning = z.infer<typeof FieldMeaning>

/** What one record of the system is about. A person record joins a person's file, and so on. */
export const RecordAbout = z.enum(['person', 'premises', 'organisation', 'incident'])
export type RecordAbout = z.infer<typeof RecordAbout>

export const SystemField = z.object({
  /** Stable key inside the payload, English, e.g. `name`. */
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  /** Column heading in the system's own export, and the label on screen. */
  label: z.object({ zh: z.string(), en: z.string() }),
  meaning: FieldMeaning,
  required: z.boolean(),
  /** Other headings under which the column is known to arrive. */
  aliases: z.array(z.string()),
})
export type SystemField = z.infer<typeof SystemField>

export const SystemDefinition = z.object({
  id: SystemId,
  name: z.object({ zh: z.string(), en: z.string() }),
  owner: z.object({ zh: z.string(), en: z.string() }),
  /** Hours after which the system's data counts as aging; twice that, stale. */
  lagHours: z.number().int().positive(),
  about: RecordAbout,
  /** Fields that together make the native id of a record (e.g. estate + building + room for WY). */
  nativeKey: z.array(z.string()).min(1),
  /** Field with the time of change in the source system, if it has one. */
  sourceTime: z.string().nullable(),
  fields: z.array(SystemField).min(1),
})
export type SystemDefinition = z.infer<typeof SystemDefinition>
