import { z } from 'zod'
import { BookId } from './books.ts'
import { SystemId } from './systems.ts'

/** How a record gets into a system: over its interface, as an import file in the system's own template, or copied by hand. */
export const distributionChannels = ['interface', 'import-file', 'manual'] as const
export const DistributionChannel = z.enum(distributionChannels)
export type DistributionChannel = z.infer<typeof DistributionChannel>

/**
 * Where a record stands with one system. lacking: a value that the system requires is missing; waiting: to be handed over; exported: in an
 * import file or copied, unconfirmed; shared: the system has it; rejected: the system refused it.
 */
export const distributionStandings = ['lacking', 'waiting', 'exported', 'shared', 'rejected'] as const
export const DistributionStanding = z.enum(distributionStandings)
export type DistributionStanding = z.infer<typeof DistributionStanding>

/** What happened to a record at a system. typed: somebody filled in what the book does not have. again: what was refused goes once more. */
export const distributionActs = ['exported', 'confirmed', 'rejected', 'again', 'typed'] as const
export const DistributionAct = z.enum(distributionActs)
export type DistributionAct = z.infer<typeof DistributionAct>

const Label = z.object({ zh: z.string(), en: z.string() })

/** One field of a system's form. Without `from` and `value` it is typed by whoever hands the record over. */
export const FormField = z
  .object({
    key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
    /** Heading in the system's template and panel. */
    label: Label,
    /** Field of the book, `@state` or `@number`. */
    from: z.string().optional(),
    value: z.string().optional(),
    when: z.record(z.string(), z.array(z.string())).optional(),
    required: z.boolean().default(false),
  })
  .strict()
export type FormField = z.infer<typeof FormField>

/** What a system takes of a book, in the system's own order. What is not listed is not sent. */
export const DistributionForm = z
  .object({
    book: BookId,
    /** Only entries whose values are among these. */
    when: z.record(z.string(), z.array(z.string())).optional(),
    fields: z.array(FormField).min(1),
  })
  .strict()
export type DistributionForm = z.infer<typeof DistributionForm>

export const DistributionCatalog = z
  .object({ system: SystemId, channel: DistributionChannel, forms: z.array(DistributionForm) })
  .strict()
export type DistributionCatalog = z.infer<typeof DistributionCatalog>
