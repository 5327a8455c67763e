import { z } from 'zod'
import { BookId } from '../books.ts'
import { languages, schemes, zooms } from '../shell-look.ts'
import { method } from '../method.ts'
import { everyRole } from '../roles.ts'

/** Lists whose columns are remembered; a book's list has the book's id. */
export const gridLists = [
  'address-requests',
  'audit',
  'distribution',
  'duty-areas',
  'duty-inspections',
  'duty-paper',
  'handover',
  'imports',
  'paper',
  'quality',
  'return-records',
  'reviews',
  'temporary-addresses',
  'raw-records',
] as const
const GridList = z.union([z.enum(gridLists), BookId])
export type GridList = z.infer<typeof GridList>

/** The key of a column as the screen names it: ASCII, no words of a user. */
const ColumnKey = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/)

export const GridLayout = z
  .object({
    /** CSS px of the columns that were made wider or narrower. */
    widths: z.record(ColumnKey, z.number().int().min(40).max(900)),
    hidden: z.array(ColumnKey).max(100),
  })
  .strict()
export type GridLayout = z.infer<typeof GridLayout>

export const Preference = z.discriminatedUnion('name', [
  z.object({ name: z.literal('language'), value: z.enum(languages) }).strict(),
  z.object({ name: z.literal('scheme'), value: z.enum(schemes) }).strict(),
  z.object({ name: z.literal('zoom'), value: z.literal([...zooms]) }).strict(),
  z.object({ name: z.literal('grid'), list: GridList, value: GridLayout }).strict(),
])
export type Preference = z.infer<typeof Preference>

/** What an account likes to see; nothing of it says anything about a resident. */
export const preferencesContract = {
  /** All that the caller has chosen so far. */
  get: method({
    input: z.object({}).strict(),
    output: z.object({ chosen: z.array(Preference) }),
    errors: [],
    roles: everyRole,
  }),
  /** Replaces the caller's earlier choice of that name (and list). */
  set: method({
    input: z.object({ preference: Preference }).strict(),
    output: z.object({}),
    errors: [],
    roles: everyRole,
    writes: true,
  }),
} as const
