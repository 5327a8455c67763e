import { z } from 'zod'
import { EntryId, FileId, Instant } from '../ids.ts'
import { method } from '../method.ts'
import { everyRole } from '../roles.ts'

/** One word for the frame; `synced` only when both sides were compared and nothing has happened since. */
export const syncStates = [
  'not-enrolled',
  'stopped',
  'syncing',
  'attention',
  'waiting',
  'offline',
  'unchecked',
  'synced',
] as const
export const SyncState = z.enum(syncStates)
export type SyncState = z.infer<typeof SyncState>

export const recordStates = ['none', 'here', 'sent', 'accepted', 'conflict', 'rejected'] as const
export const RecordState = z.enum(recordStates)
export type RecordState = z.infer<typeof RecordState>

/** What can be only on this PC: entries with all that hangs on them, and everything else that is exchanged. */
export const waitingKinds = [
  'entry',
  'draft',
  'roster',
  'plan',
  'address',
  'return',
  'correction',
  'delivery',
  'account',
  'record',
] as const
export const WaitingKind = z.enum(waitingKinds)
export type WaitingKind = z.infer<typeof WaitingKind>

const RefusalReason = z.string().max(40)

export const SyncStatus = z.object({
  state: SyncState,
  /** Entries of which something is only on this PC; of one that is not enrolled, all. */
  onlyHere: z.number().int(),
  /** What else is only on this PC. */
  others: z.array(z.object({ kind: WaitingKind, n: z.number().int() })),
  /** Since when any of it is. */
  oldest: Instant.nullable(),
  /** When the caller is told of that on the home page: a clerk after a day, the chief after three; null: not at all. */
  tellAt: Instant.nullable(),
  /** Drafts, among the others, that go nowhere until their author logs in here: there is no key to seal them with. */
  draftsWithoutKey: z.number().int(),
  conflicts: z.number().int(),
  rejected: z.number().int(),
  /** Records that files brought to this PC and that are still to be sent. */
  records: z.number().int(),
  /** Files of entries that have not reached the platform, and that have not come from there yet. */
  filesUp: z.number().int(),
  filesDown: z.number().int(),
  /** Drafts of this person's other PC are sealed under a passphrase that was not given here. */
  draftsLocked: z.boolean(),
  lastSuccess: Instant.nullable(),
  lastContact: Instant.nullable(),
  /** When both sides were last found to be the same. */
  provenAt: Instant.nullable(),
  /** Why the last try came to nothing. */
  problem: z.string().nullable(),
  /** The platform's address; null: not enrolled. */
  platform: z.string().nullable(),
  /** How far this PC's clock is ahead of the platform's, in ms. */
  skewMs: z.number().int().nullable(),
  /** Whether personal data may be looked up, exported and printed, and for how long yet without a contact; null: not enrolled. */
  lease: z.object({ holds: z.boolean(), leftMs: z.number().int() }).nullable(),
})
export type SyncStatus = z.infer<typeof SyncStatus>

/** A conflict as somebody settles it: what it was, what was written here or elsewhere and did not stay, what stands. Masked. */
export const SyncConflict = z.object({
  conflictId: z.string(),
  entryId: EntryId.nullable(),
  number: z.string().nullable(),
  book: z.string().nullable(),
  /** A return, or what one of its cells is bound to. */
  ofReturn: z.object({ name: z.string(), cell: z.string().nullable() }).nullable(),
  /** Who wrote what did not stay, and when. */
  by: z.string(),
  madeAt: Instant.nullable(),
  at: Instant.nullable(),
  fields: z.array(
    z.object({
      /** Null: the whole record, deleted by one and changed by the other. */
      field: z.string().nullable(),
      /** Fields of one group are decided on as one. */
      group: z.number().int(),
      base: z.string().nullable(),
      mine: z.string().nullable(),
      theirs: z.string().nullable(),
    }),
  ),
  state: z.enum(['open', 'settling', 'settled']),
})
export type SyncConflict = z.infer<typeof SyncConflict>

/** One thing that is only on this PC. */
export const SyncWaiting = z.object({
  kind: WaitingKind,
  entryId: EntryId.nullable(),
  number: z.string().nullable(),
  book: z.string().nullable(),
  /** What it is called, where it is no entry and has a name. */
  name: z.string().nullable(),
  /** More than one where they are told together: records of an import. */
  n: z.number().int(),
  /** Who wrote it; null where the rows do not say. */
  by: z.string().nullable(),
  since: Instant,
  /**
   * Why it waits: saved and not handed over; handed over and not answered; everything but a file of it is there; a file of it
   * cannot be read here or is not taken; its author has no key here.
   */
  why: z.enum(['saved', 'sent', 'file', 'file-stuck', 'no-key']),
})
export type SyncWaiting = z.infer<typeof SyncWaiting>

export const SyncRejected = z.object({
  /** One act: all that the platform refused together. */
  txn: z.string(),
  entryId: EntryId.nullable(),
  number: z.string().nullable(),
  book: z.string().nullable(),
  reason: RefusalReason,
  field: z.string().nullable(),
  /** What was written, masked; of the field that was refused alone, where the platform named one. */
  values: z.array(z.object({ field: z.string(), value: z.string().nullable() })),
  at: Instant.nullable(),
})
export type SyncRejected = z.infer<typeof SyncRejected>

/** A change or a decision that did not stay, and that nobody has to do anything about. Values are masked. */
export const SyncGivenUp = z.object({
  /** One act. */
  txn: z.string(),
  entryId: EntryId.nullable(),
  number: z.string().nullable(),
  book: z.string().nullable(),
  /** In a conflict the other value was chosen; a decision that came after another one, or on a conflict that is no more; somebody gave it up. */
  why: z.enum(['not-wanted', 'overruled', 'person']),
  at: Instant.nullable(),
  /** Why it was decided so, where it is a decision. */
  reason: z.string().nullable(),
  values: z.array(z.object({ field: z.string(), value: z.string().nullable() })),
})
export type SyncGivenUp = z.infer<typeof SyncGivenUp>

const workers = ['clerk', 'officer', 'chief'] as const
const packers = [...workers, 'it'] as const
const failures = [
  'sync/not-enrolled',
  'sync/unreachable',
  'sync/busy',
  'sync/revoked',
  'sync/expired',
  'sync/unknown-device',
  'sync/stopped',
  'sync/start-over',
  'sync/platform-behind',
  'sync/version',
  'sync/quarantined',
  'sync/untrue',
  'sync/refused',
] as const

export const syncContract = {
  status: method({ input: z.object({}).strict(), output: SyncStatus, errors: [], roles: everyRole }),
  /** Takes this PC into the station's exchange with the platform, with the code that the platform's administrator gave. */
  enrol: method({
    input: z
      .object({
        url: z.string().trim().min(1).max(200),
        code: z.string().trim().min(1).max(80),
        deviceName: z.string().trim().min(1).max(80),
        /** This PC was enrolled before and gets another identity: its certificate was revoked, is a copied one, or the platform has lost it. */
        again: z.boolean().default(false),
      })
      .strict(),
    output: z.object({ station: z.string(), stationName: z.string() }),
    errors: [
      'sync/address',
      'sync/code-malformed',
      'sync/code-refused',
      'sync/platform-differs',
      'sync/unreachable',
      'sync/enrolled',
      'sync/other-station',
    ],
    roles: ['it'],
    writes: true,
  }),
  /** The PC has a network again: what waits after failures is tried soon. */
  networkBack: method({ input: z.object({}).strict(), output: z.object({}), errors: [], roles: everyRole }),
  /** Exchanges everything now. Answers well only when all of it went through; `proven` when both sides were found to be the same. */
  now: method({
    input: z.object({}).strict(),
    output: z.object({
      sent: z.number().int(),
      received: z.number().int(),
      conflicts: z.number().int(),
      rejected: z.number().int(),
      proven: z.boolean(),
      /** What waits for a person now, of this exchange and of earlier ones. */
      open: z.object({ conflicts: z.number().int(), rejected: z.number().int() }),
      /** Files that are still to be sent. */
      filesUp: z.number().int(),
    }),
    errors: failures,
    roles: everyRole,
  }),
  /**
   * Everything that only this PC has, sealed to the platform and signed by this PC, as files that any PC of the station can hand over.
   * What was refused and nobody has settled goes along, for the PC that hands it over. It stays here too, and is applied once. Contents of
   * files that the platform does not have are in it, as many as fit.
   */
  pack: method({
    input: z.object({}).strict(),
    output: z.object({
      files: z.array(z.object({ fileName: z.string(), bytes: z.instanceof(Uint8Array), changes: z.number().int() })),
      /** Refused changes in them. */
      refused: z.number().int(),
      /** Files of records in them; and such as are only here and are not, because there are too many or the disk is damaged. */
      attached: z.object({ packed: z.number().int(), left: z.number().int() }),
      /** Imported records that are only here and not in them: their file can be imported on another PC. */
      records: z.number().int(),
    }),
    errors: ['sync/not-enrolled', 'sync/nothing-to-carry', 'sync/no-contact-yet', 'sync/too-much-to-carry'],
    roles: packers,
    writes: true,
  }),
  /** Hands over a package that another PC of the station made. */
  carry: method({
    input: z.object({ fileId: FileId }).strict(),
    output: z.object({
      deviceName: z.string(),
      part: z.number().int(),
      parts: z.number().int(),
      /** Changes in it, how many of them the platform had already, and what became of all of them. */
      changes: z.number().int(),
      known: z.number().int(),
      accepted: z.number().int(),
      conflicts: z.number().int(),
      rejected: z.number().int(),
      /** Of it and of what had been refused before: to be settled on this PC now. */
      refused: z.number().int(),
      /** Why, each once. */
      reasons: z.array(RefusalReason),
      /** Files of which it has anything, and how many of them are whole at the platform now. */
      attached: z.object({ packed: z.number().int(), whole: z.number().int() }),
    }),
    errors: [
      ...failures,
      'file/not-found',
      'sync/package-damaged',
      'sync/package-foreign',
      'sync/package-gap',
      'sync/package-set-aside',
    ],
    roles: packers,
    writes: true,
  }),
  /** Opens the own drafts of another PC with the passphrase that is used there; from then on they open at log-in. */
  openDrafts: method({
    input: z.object({ passphrase: z.string().min(1).max(200) }).strict(),
    output: z.object({}),
    errors: ['sync/drafts-locked'],
    roles: ['clerk', 'officer', 'auxiliary'],
    writes: true,
  }),
  /** The number with which somebody at the platform makes a code, over the phone, that prolongs this PC's lease. Good for a day, and for one code. */
  requestLeaseCode: method({
    input: z.object({}).strict(),
    /** And what the PC is called there. */
    output: z.object({ number: z.string(), deviceName: z.string() }),
    errors: ['sync/not-enrolled', 'sync/stopped', 'sync/lease-code-no-key'],
    roles: everyRole,
    writes: true,
  }),
  /** Takes such a code: personal data may be looked up for the hours that it names. */
  enterLeaseCode: method({
    input: z.object({ code: z.string().trim().min(1).max(80) }).strict(),
    output: z.object({ leftMs: z.number().int() }),
    errors: [
      'sync/not-enrolled',
      'sync/stopped',
      'sync/lease-code-no-key',
      'sync/lease-code-slip',
      'sync/lease-code-wait',
      'sync/lease-code-late',
      'sync/lease-code-wrong',
    ],
    roles: everyRole,
    writes: true,
  }),
  /** What waits for a person: conflicts, and what the platform refused; and what came to nothing, newest first. */
  open: method({
    input: z.object({}).strict(),
    output: z.object({
      conflicts: z.array(SyncConflict),
      rejected: z.array(SyncRejected),
      givenUp: z.array(SyncGivenUp),
    }),
    errors: [],
    roles: workers,
  }),
  /** What is only on this PC, the oldest first, and of how many. */
  waiting: method({
    input: z.object({}).strict(),
    output: z.object({ rows: z.array(SyncWaiting), total: z.number().int() }),
    errors: [],
    roles: workers,
  }),
  /** Where single entries stand. */
  records: method({
    input: z.object({ entryIds: z.array(EntryId).min(1).max(200) }).strict(),
    output: z.object({ records: z.array(z.object({ entryId: EntryId, state: RecordState })) }),
    errors: [],
    roles: workers,
  }),
  /** Decides which values of a conflict stay: of all fields the same one's, or of each group of fields one of the two. */
  settle: method({
    input: z
      .object({
        conflictId: z.string().max(36),
        choice: z.enum(['mine', 'theirs', 'merged']),
        /** Of each field, where it is merged: all of a group of one side. */
        sides: z.record(z.string().max(80), z.enum(['mine', 'theirs'])).optional(),
        reason: z.string().trim().min(2).max(200),
      })
      .strict(),
    output: z.object({}),
    errors: ['sync/conflict-gone', 'sync/decide-together'],
    roles: workers,
    writes: true,
  }),
  /** Sends what the platform refused once more, as it stands now; or gives it up: then what the platform has is shown. */
  answerRejected: method({
    input: z.object({ txn: z.string().max(36), answer: z.enum(['again', 'give-up']) }).strict(),
    output: z.object({}),
    errors: ['sync/rejected-gone'],
    roles: workers,
    writes: true,
  }),
} as const
