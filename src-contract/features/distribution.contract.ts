import { z } from 'zod'
import { BookId } from '../books.ts'
import { DistributionChannel, DistributionStanding } from '../distribution.ts'
import { EntryId, FileId, Instant, LocalDate } from '../ids.ts'
import { method } from '../method.ts'
import { SystemId } from '../systems.ts'
import { fileErrors } from './sources.contract.ts'

const Label = z.object({ zh: z.string(), en: z.string() })

/** Where one entry stands with one system. No value of the entry is in it. */
export const EntryTarget = z.object({
  system: SystemId,
  channel: DistributionChannel,
  standing: DistributionStanding,
  /** The entry is out of force: what is told is to take the record back. */
  withdrawn: z.boolean(),
  /** What became of the record as it was before it was changed. */
  former: z.enum(['exported', 'shared']).nullable(),
  /** Headings of required fields without a value. */
  lacking: z.array(Label),
  batch: z.string().nullable(),
  /** Of what the system is told, to be handed back with acts: what was seen is what is meant. */
  hash: z.string().length(64),
  receipt: z.string().nullable(),
  /** Why it was refused: the system's words, or `code:detail`. */
  reason: z.string().nullable(),
  at: Instant.nullable(),
})
export type EntryTarget = z.infer<typeof EntryTarget>

export const correctionStandings = ['waiting', 'exported', 'shared', 'rejected'] as const

/** A record for a system, or a correction that it is asked for. */
export const SharedItem = z.discriminatedUnion('kind', [
  EntryTarget.extend({
    kind: z.literal('record'),
    entryId: EntryId,
    number: z.string(),
    book: BookId,
    day: LocalDate,
  }),
  z.object({
    kind: z.literal('correction'),
    requestId: z.string(),
    system: SystemId,
    channel: DistributionChannel,
    standing: z.enum(correctionStandings),
    /** What it is called in files and panels. Which record it is about may be somebody's address, and is in the panel only. */
    number: z.string(),
    field: Label,
    batch: z.string().nullable(),
    receipt: z.string().nullable(),
    reason: z.string().nullable(),
    at: Instant.nullable(),
    day: LocalDate,
  }),
])
export type SharedItem = z.infer<typeof SharedItem>

const SystemCounts = z.object({
  system: SystemId,
  channel: DistributionChannel,
  records: z.record(DistributionStanding, z.number().int()),
  corrections: z.record(z.enum(correctionStandings), z.number().int()),
})

/** One list of a system with what waits for a person, for the home page. */
export const WaitingList = z.object({
  system: SystemId,
  kind: z.enum(['record', 'correction']),
  standing: z.enum(['rejected', 'lacking']),
  n: z.number().int(),
})
export type WaitingList = z.infer<typeof WaitingList>

const RequestRef = z.object({ requestId: z.string().max(60) }).strict()
/** Which record or correction. */
export const ItemRef = z.union([z.object({ entryId: EntryId, system: SystemId }).strict(), RequestRef])
export type ItemRef = z.infer<typeof ItemRef>

/** The same, as it was seen: an act is not about what it has become since. */
export const SeenItem = z.union([
  z.object({ entryId: EntryId, system: SystemId, hash: z.string().length(64) }).strict(),
  RequestRef,
])
export type SeenItem = z.infer<typeof SeenItem>

/** Most records or corrections in one import file, and in one act. */
export const mostPerBatch = 500
const items = z.array(SeenItem).min(1).max(mostPerBatch)
const receipt = z.string().trim().min(1).max(60)
const readers = ['clerk', 'chief'] as const

/** What became of the lines of a system's return file. */
const ReturnCounts = z.object({
  confirmed: z.number().int(),
  rejected: z.number().int(),
  /** Of these: the record was changed since; the answer is kept, and the record waits as it is now. */
  changed: z.number().int(),
  /** Said before. */
  unchanged: z.number().int(),
  /** Lines that name no record of such a batch, or do not say what became of it. */
  unknown: z.number().int(),
  /** The first of them: their rows in the sheet. */
  unknownRows: z.array(z.object({ sheet: z.string(), row: z.number().int() })),
})

const done = z.object({
  done: z.number().int(),
  /** Left as they are: changed meanwhile, or at a standing for which the act is not. */
  left: z.number().int(),
})

/** 数据共享: a filed entry goes to the systems that take it, each over the channel that it has. */
export const distributionContract = {
  overview: method({
    input: z.object({}).strict(),
    output: z.object({
      systems: z.array(SystemCounts),
      /** Entries whose standing is still being derived. */
      queued: z.number().int(),
      /** Without a platform nothing goes over an interface. */
      joined: z.boolean(),
    }),
    errors: [],
    roles: readers,
  }),
  /** Oldest first. */
  list: method({
    input: z
      .object({
        system: SystemId,
        kind: z.enum(['record', 'correction']).default('record'),
        standing: DistributionStanding.default('waiting'),
        offset: z.number().int().min(0).max(1_000_000).default(0),
        limit: z.number().int().min(1).max(500).default(200),
      })
      .strict(),
    output: z.object({ items: z.array(SharedItem), total: z.number().int() }),
    errors: [],
    roles: readers,
  }),
  ofEntry: method({
    input: z.object({ entryId: EntryId }).strict(),
    output: z.object({ targets: z.array(EntryTarget), joined: z.boolean() }),
    errors: ['ledger/entry-gone'],
    roles: ['clerk', 'officer', 'chief'],
  }),
  /** The record as the system takes it, in the system's order, to be copied by hand or completed. Audited. */
  panel: method({
    leased: true,
    input: ItemRef,
    output: z.object({
      number: z.string(),
      standing: DistributionStanding,
      withdrawn: z.boolean(),
      /** To be handed back with `copied`: what was shown is what was copied. */
      hash: z.string(),
      lines: z.array(
        z.object({
          key: z.string(),
          label: Label,
          value: z.string(),
          required: z.boolean(),
          /** Nothing in the book says it: it can be typed here. */
          open: z.boolean(),
        }),
      ),
    }),
    errors: ['ledger/entry-gone', 'distribution/nothing-to-tell'],
    roles: ['clerk'],
  }),
  /** Fills in what the system requires and the book does not have. */
  complete: method({
    input: z
      .object({
        entryId: EntryId,
        system: SystemId,
        typed: z.record(z.string().max(40), z.string().trim().max(200)),
      })
      .strict(),
    output: z.object({ standing: DistributionStanding }),
    errors: ['ledger/entry-gone', 'distribution/nothing-to-tell', 'distribution/not-open'],
    roles: ['clerk'],
    writes: true,
  }),
  /** What waits for a system goes into a file under a batch number, and is unconfirmed from now on. `batchFile` gives the file. */
  exportBatch: method({
    leased: true,
    input: z.object({ system: SystemId }).strict(),
    output: z.object({
      batch: z.string(),
      rows: z.number().int(),
      /** Waits for the next file. */
      left: z.number().int(),
    }),
    errors: ['distribution/other-channel', 'distribution/nothing-to-export'],
    roles: ['clerk'],
    writes: true,
  }),
  /** A batch in the system's own template. Records that were changed since are not in it: they wait for another one. Audited. */
  batchFile: method({
    leased: true,
    input: z.object({ batch: z.string().max(40) }).strict(),
    output: z.object({ xlsx: z.instanceof(Uint8Array), fileName: z.string(), rows: z.number().int() }),
    errors: ['distribution/nothing-to-export'],
    roles: ['clerk'],
  }),
  /** Copied by hand as it was shown. With the system's receipt number it is shared, without it unconfirmed. */
  copied: method({
    input: z.object({ item: ItemRef, hash: z.string().length(64), receipt: receipt.optional() }).strict(),
    output: z.object({}),
    errors: ['ledger/entry-gone', 'distribution/nothing-to-tell', 'distribution/other-channel', 'distribution/changed'],
    roles: ['clerk'],
    writes: true,
  }),
  /** The system has it. A receipt number is of one item only. */
  confirm: method({
    input: z.object({ items, receipt: receipt.optional() }).strict(),
    output: done,
    errors: ['distribution/one-receipt'],
    roles: ['clerk'],
    writes: true,
  }),
  /** The system refused it, for this reason. */
  refuse: method({
    input: z.object({ items, reason: z.string().trim().min(2).max(200) }).strict(),
    output: done,
    errors: [],
    roles: ['clerk'],
    writes: true,
  }),
  /** What was refused goes once more, as it is now. */
  sendAgain: method({ input: z.object({ items }).strict(), output: done, errors: [], roles: ['clerk'], writes: true }),
  /** Reads a system's return file and says what it would do. Writes nothing. */
  readReturn: method({
    input: z.object({ fileId: FileId, system: SystemId }).strict(),
    output: ReturnCounts,
    errors: [...fileErrors, 'distribution/return-columns'],
    roles: ['clerk'],
  }),
  /** Writes what the file says. */
  applyReturn: method({
    input: z.object({ fileId: FileId, system: SystemId }).strict(),
    output: ReturnCounts,
    errors: [...fileErrors, 'distribution/return-columns'],
    roles: ['clerk'],
    writes: true,
  }),
} as const
