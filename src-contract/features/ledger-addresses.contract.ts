import { z } from 'zod'
import { BookId } from '../books.ts'
import { EntryId, Instant, LocalDate, Version } from '../ids.ts'
import { method } from '../method.ts'
import { Undoable } from './ledger.shapes.ts'

const writers = ['clerk', 'officer'] as const
const readers = ['clerk', 'officer', 'chief'] as const
const Address = z.string().trim().min(1).max(300)

/** That a standard address (标准地址) was asked for a temporary one: by whom, when, and what came of it. */
export const AddressRequest = z.object({
  requestId: z.string(),
  /** The temporary address as the entries have it. */
  address: z.string(),
  note: z.string(),
  askedBy: z.string(),
  askedAt: Instant,
  state: z.enum(['open', 'answered']),
  /** The standard address that its entries were brought to. */
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: Instant.nullable(),
})
export type AddressRequest = z.infer<typeof AddressRequest>

/** An entry in force whose address was filed though it is no standard one. The address is in plain, without anybody's name. */
export const TemporaryEntry = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  beat: z.string(),
  officerName: z.string(),
  filedAt: Instant,
  address: z.string(),
  /** Why it was filed so. */
  reason: z.string(),
  /** The newest request for this address. */
  request: AddressRequest.nullable(),
})
export type TemporaryEntry = z.infer<typeof TemporaryEntry>

/** What becomes of one entry; `refused`: why it cannot be brought to the standard address with the others. */
export const MergedEntry = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  version: Version,
  occurredOn: LocalDate,
  officerName: z.string(),
  /** It has not come into force yet: the new version is looked at by a second person like the one before. */
  toReview: z.boolean(),
  refused: z.string().nullable(),
})
export type MergedEntry = z.infer<typeof MergedEntry>

/** 临时地址: where they are, asking for a standard one, and bringing all entries of one to it. */
export const addressMethods = {
  /** The oldest first. */
  temporaryAddresses: method({
    input: z
      .object({
        beat: z.string().max(40).optional(),
        /** Filed at least so many days ago. */
        days: z.number().int().min(0).max(3650).default(0),
        offset: z.number().int().min(0).default(0),
      })
      .strict(),
    output: z.object({ rows: z.array(TemporaryEntry), total: z.number().int() }),
    errors: [],
    roles: readers,
  }),
  /** Open ones first, then the newest. */
  addressRequests: method({
    input: z.object({}).strict(),
    output: z.object({ requests: z.array(AddressRequest) }),
    errors: [],
    roles: readers,
  }),
  askStandardAddress: method({
    input: z.object({ address: Address, note: z.string().trim().max(200).default('') }).strict(),
    output: z.object({ requestId: z.string() }),
    errors: ['ledger/address-not-temporary', 'ledger/address-asked'],
    roles: writers,
    writes: true,
  }),
  /** What bringing all entries of a temporary address to `to` would change. Changes nothing. */
  planMerge: method({
    input: z.object({ from: Address, to: Address }).strict(),
    output: z.object({
      /** Normal form, as it would be written. */
      to: z.string(),
      entries: z.array(MergedEntry),
      /** Entries of that address that only others may change. */
      outOfReach: z.number().int(),
    }),
    errors: ['ledger/address-not-temporary', 'ledger/address-not-standard'],
    roles: writers,
  }),
  /** A new version of each, with the reason; what cannot be brought there is said one by one and keeps nothing else from it. */
  mergeAddress: method({
    input: z
      .object({
        from: Address,
        to: Address,
        entries: z
          .array(z.object({ entryId: EntryId, version: Version }))
          .min(1)
          .max(2000),
        reason: z.string().trim().min(2).max(200),
      })
      .strict(),
    output: z.object({
      done: z.array(EntryId),
      refused: z.array(z.object({ entryId: EntryId, number: z.string(), code: z.string() })),
      undo: Undoable.nullable(),
    }),
    errors: ['ledger/address-not-standard'],
    roles: writers,
    writes: true,
  }),
} as const
