import { z } from 'zod'

/** Purposes of looking at residents' data (查询事由), as listed in docs/features/lookup.md. */
export const purposes = ['P01', 'P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'P09'] as const
export const Purpose = z.enum(purposes)
export type Purpose = z.infer<typeof Purpose>

/** P03-P07 are tied to a case, an item or a drawn record, and need its number. */
export const purposesWithReference: ReadonlySet<Purpose> = new Set(['P03', 'P04', 'P05', 'P06', 'P07'])
