import { z } from 'zod'
import { method } from '../method.ts'

export const KnownPlace = z.object({
  /** Normal form, as it is written into the form. */
  address: z.string(),
  /** Elements that such an address should have and this one has not (building, unit, floor, room …). */
  missing: z.array(z.string()),
})
export type KnownPlace = z.infer<typeof KnownPlace>

export const placesContract = {
  /** Addresses that the station's records know, for completing what is being typed. No person is in the answer. */
  suggest: method({
    input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(20).default(8) }).strict(),
    output: z.object({ places: z.array(KnownPlace) }),
    errors: [],
    roles: ['clerk', 'officer', 'auxiliary'],
  }),
} as const
