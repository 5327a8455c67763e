import { z } from 'zod'
import { AccountId, EntryId, FileId, Instant, LocalDate } from '../ids.ts'
import { method } from '../method.ts'
import type { Role } from '../roles.ts'
import {
  Acting,
  ActingId,
  Area,
  AreaFields,
  AreaId,
  Assignment,
  AssignmentId,
  BatchId,
  Beat,
  BeatCode,
  BeatTimeline,
  CalendarDay,
  CalendarStatus,
  IssuedByOffice,
  Campaign,
  CampaignFields,
  CampaignId,
  Clock,
  Colleague,
  Cover,
  CoverId,
  DutyChange,
  DutyId,
  DutyImportCounts,
  DutyImportId,
  DutyImportPreview,
  DutyRow,
  ImportKind,
  Inspection,
  InspectionFields,
  InspectionProposal,
  Month,
  PaperBatch,
  PastDutyImport,
  PlanId,
  Reason,
  ShiftKind,
} from './duty.shapes.ts'
import { fileErrors } from './sources.contract.ts'

/** Who reads: officers and auxiliaries see what is their own. */
const readers = ['clerk', 'officer', 'auxiliary', 'chief'] as const satisfies readonly Role[]
const editors = ['clerk', 'chief'] as const satisfies readonly Role[]
/** Who has paper in hand: gives it away or takes it. */
const paperHands = ['clerk', 'officer', 'auxiliary'] as const satisfies readonly Role[]

export const dutyContract = {
  /** What the screen needs to choose from: beats, colleagues, shifts. */
  choices: method({
    input: z.object({}).strict(),
    output: z.object({ beats: z.array(Beat), staff: z.array(Colleague), shifts: z.array(ShiftKind) }),
    errors: [],
    roles: readers,
  }),

  /** One month: each day of the calendar, and who is on duty. */
  roster: method({
    input: z.object({ month: Month }).strict(),
    output: z.object({
      month: Month,
      days: z.array(CalendarDay),
      calendar: CalendarStatus,
      /** Of the year's calendar; null where it is the program's. */
      issued: IssuedByOffice.nullable(),
      workingDays: z.number().int(),
      people: z.array(Colleague.extend({ duties: z.array(DutyRow), dutyDays: z.number().int() })),
    }),
    errors: [],
    roles: readers,
  }),
  /** Enters a duty, or changes the one that is named. */
  saveDuty: method({
    input: z
      .object({
        dutyId: DutyId.optional(),
        accountId: AccountId,
        date: LocalDate,
        shift: z.string().max(20),
        from: Clock,
        to: Clock,
        reason: Reason,
      })
      .strict(),
    output: z.object({ dutyId: DutyId }),
    errors: ['duty/gone', 'duty/account-unknown', 'duty/shift-unknown', 'duty/shift-overlap', 'duty/nothing-changed'],
    roles: editors,
    writes: true,
  }),
  removeDuty: method({
    input: z.object({ dutyId: DutyId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone'],
    roles: editors,
    writes: true,
  }),

  assignments: method({
    input: z.object({}).strict(),
    output: z.object({ assignments: z.array(Assignment), covers: z.array(Cover), acting: z.array(Acting) }),
    errors: [],
    roles: readers,
  }),
  /** Per beat, who was assigned or covered within a window of at most two years. */
  timeline: method({
    input: z.object({ from: LocalDate, to: LocalDate }).strict(),
    output: z.object({ beats: z.array(BeatTimeline) }),
    errors: ['duty/dates-reversed', 'duty/window-long'],
    roles: readers,
  }),
  saveAssignment: method({
    input: z
      .object({
        assignmentId: AssignmentId.optional(),
        accountId: AccountId,
        beat: BeatCode,
        from: LocalDate,
        to: LocalDate.nullable(),
        reason: Reason,
      })
      .strict(),
    output: z.object({ assignmentId: AssignmentId }),
    errors: [
      'duty/gone',
      'duty/account-unknown',
      'duty/beat-unknown',
      'duty/dates-reversed',
      'duty/assignment-overlap',
      'duty/nothing-changed',
    ],
    roles: editors,
    writes: true,
  }),
  removeAssignment: method({
    input: z.object({ assignmentId: AssignmentId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone'],
    roles: editors,
    writes: true,
  }),
  /** 代管: somebody stands in for an officer's beat for some days. */
  saveCover: method({
    input: z
      .object({
        coverId: CoverId.optional(),
        beat: BeatCode,
        coveredId: AccountId,
        coveringId: AccountId,
        from: LocalDate,
        to: LocalDate,
        reason: Reason,
      })
      .strict(),
    output: z.object({ coverId: CoverId }),
    errors: [
      'duty/gone',
      'duty/account-unknown',
      'duty/dates-reversed',
      'duty/cover-self',
      'duty/cover-not-assigned',
      'duty/cover-needless',
      'duty/cover-overlap',
      'duty/nothing-changed',
    ],
    roles: editors,
    writes: true,
  }),
  removeCover: method({
    input: z.object({ coverId: CoverId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone'],
    roles: editors,
    writes: true,
  }),
  /** 代行: the chief names who acts for them, from when to when. Only the chief's own act makes it. */
  nameDeputy: method({
    input: z.object({ deputyId: AccountId, from: LocalDate, to: LocalDate, reason: Reason }).strict(),
    output: z.object({ actingId: ActingId }),
    errors: [
      'duty/account-unknown',
      'duty/dates-reversed',
      'duty/acting-past',
      'duty/acting-long',
      'duty/deputy-unfit',
      'duty/acting-overlap',
    ],
    roles: ['chief'],
    writes: true,
  }),
  /** Ends it after today, or takes it back when it has not begun. */
  endActing: method({
    input: z.object({ actingId: ActingId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone', 'duty/nothing-changed'],
    roles: ['chief'],
    writes: true,
  }),
  saveBeat: method({
    input: z.object({ beat: BeatCode, name: z.string().trim().max(40), reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/nothing-changed'],
    roles: editors,
    writes: true,
  }),

  areas: method({
    input: z
      .object({
        beat: BeatCode.optional(),
        text: z.string().max(100).optional(),
        /** Only rules that hold on this day. */
        on: LocalDate.optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    output: z.object({ areas: z.array(Area), total: z.number().int() }),
    errors: [],
    roles: readers,
  }),
  saveArea: method({
    input: AreaFields.extend({ areaId: AreaId.optional(), reason: Reason }).strict(),
    output: z.object({ areaId: AreaId }),
    errors: [
      'duty/gone',
      'duty/dates-reversed',
      'duty/doors-reversed',
      'duty/area-unreadable',
      'duty/area-overlap',
      'duty/beat-unknown',
      'duty/nothing-changed',
    ],
    roles: editors,
    writes: true,
  }),
  removeArea: method({
    input: z.object({ areaId: AreaId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone'],
    roles: editors,
    writes: true,
  }),
  /** Which beat an address belongs to on a day, and by which rule; null where no rule says. */
  beatOf: method({
    input: z.object({ address: z.string().max(200), date: LocalDate }).strict(),
    output: z.object({ beat: z.string().nullable(), area: Area.nullable() }),
    errors: [],
    roles: readers,
  }),

  inspections: method({
    input: z.object({ open: z.boolean().default(false) }).strict(),
    output: z.object({ inspections: z.array(Inspection) }),
    errors: [],
    roles: readers,
  }),
  saveInspection: method({
    input: InspectionFields.extend({ planId: PlanId.optional(), reason: Reason }).strict(),
    output: z.object({ planId: PlanId }),
    errors: [
      'duty/gone',
      'duty/account-unknown',
      'duty/beat-unknown',
      'duty/dates-reversed',
      'duty/entry-unknown',
      'duty/nothing-changed',
    ],
    roles: editors,
    writes: true,
  }),
  removeInspection: method({
    input: z.object({ planId: PlanId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone'],
    roles: editors,
    writes: true,
  }),
  /** Says which entry fulfilled a planned inspection; null takes it back. */
  fulfilInspection: method({
    input: z.object({ planId: PlanId, entryNumber: z.string().trim().max(40).nullable(), reason: Reason }).strict(),
    output: z.object({}),
    errors: [
      'duty/gone',
      'duty/entry-unknown',
      'duty/entry-other-officer',
      'duty/entry-outside',
      'duty/nothing-changed',
    ],
    roles: editors,
    writes: true,
  }),
  /**
   * What inspections of a period would be planned from the register of places: by kind, how many are due by the interval of their
   * kind, planned already, not due yet, or without an officer. Writes nothing.
   */
  proposeInspections: method({
    input: z.object({ from: LocalDate, to: LocalDate }).strict(),
    /** `issued`: of the intervals; null where they are the program's. */
    output: z.object({ kinds: z.array(InspectionProposal), issued: IssuedByOffice.nullable() }),
    errors: ['duty/dates-reversed'],
    roles: editors,
  }),
  /** Plans the due ones of the chosen kinds; `count` is what the proposal said. `undoImport` takes all of them back. */
  planInspections: method({
    input: z
      .object({
        ...{ from: LocalDate, to: LocalDate, reason: Reason },
        kinds: z.array(z.string().max(40)).min(1).max(50),
        count: z.number().int().min(1),
      })
      .strict(),
    output: z.object({ importId: DutyImportId, planned: z.number().int() }),
    errors: ['duty/dates-reversed', 'duty/preview-stale', 'duty/import-nothing'],
    roles: editors,
    writes: true,
  }),

  campaigns: method({
    input: z.object({}).strict(),
    output: z.object({ campaigns: z.array(Campaign) }),
    errors: [],
    roles: readers,
  }),
  saveCampaign: method({
    input: CampaignFields.extend({ campaignId: CampaignId.optional(), reason: Reason }).strict(),
    output: z.object({ campaignId: CampaignId }),
    errors: [
      'duty/gone',
      'duty/account-unknown',
      'duty/beat-unknown',
      'duty/dates-reversed',
      'duty/share-twice',
      'duty/nothing-changed',
    ],
    roles: editors,
    writes: true,
  }),
  removeCampaign: method({
    input: z.object({ campaignId: CampaignId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone'],
    roles: editors,
    writes: true,
  }),

  batches: method({
    input: z.object({ open: z.boolean().default(false) }).strict(),
    output: z.object({ batches: z.array(PaperBatch) }),
    errors: [],
    roles: readers,
  }),
  /** Paper changes hands. Whoever enters it is one of the two and has confirmed with it; the other still has to. */
  handPaper: method({
    input: z
      .object({
        book: z.string().regex(/^L[0-9]{2}$/),
        beat: BeatCode,
        sheets: z.number().int().min(1).max(10_000),
        handedAt: Instant,
        /** The other one: who receives, for who hands; who handed, for a clerk who receives. */
        otherId: AccountId,
        note: z.string().trim().max(200).default(''),
      })
      .strict(),
    output: z.object({ batchId: BatchId, number: z.string() }),
    errors: ['duty/account-unknown', 'duty/beat-unknown', 'duty/batch-parties', 'duty/batch-future'],
    roles: paperHands,
    writes: true,
  }),
  /** The other side confirms with the number of sheets that it counted. */
  confirmBatch: method({
    input: z.object({ batchId: BatchId, sheets: z.number().int().min(1).max(10_000) }).strict(),
    output: z.object({}),
    errors: ['duty/gone', 'duty/batch-closed', 'duty/batch-not-yours', 'duty/sheets-differ'],
    roles: paperHands,
    writes: true,
  }),
  /** Takes back a batch that is not confirmed by both: by who entered it, or the clerk. */
  cancelBatch: method({
    input: z.object({ batchId: BatchId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['duty/gone', 'duty/batch-closed', 'duty/batch-not-yours'],
    roles: paperHands,
    writes: true,
  }),
  /** Says from which batch entries were typed; a batch that both confirmed gives them its time. */
  linkBatch: method({
    input: z.object({ batchId: BatchId, entryIds: z.array(EntryId).min(1).max(500) }).strict(),
    output: z.object({ linked: z.number().int() }),
    errors: ['duty/gone', 'duty/entry-unknown', 'duty/entry-other-book', 'duty/entry-linked'],
    roles: ['clerk'],
    writes: true,
  }),

  /** An empty sheet for a roster or a map of areas, with headings, choices and hints. */
  template: method({
    input: z.object({ kind: ImportKind }).strict(),
    output: z.object({ xlsx: z.instanceof(Uint8Array), fileName: z.string() }),
    errors: [],
    roles: ['clerk', 'chief'],
  }),
  /** Reads a roster or a premises -> beat map to its end and says what applying it would do. Writes nothing. */
  previewImport: method({
    input: z
      .object({ fileId: FileId, kind: ImportKind, sheet: z.string().max(100).optional(), month: Month.optional() })
      .strict(),
    output: DutyImportPreview,
    errors: [
      ...fileErrors,
      'duty/import-columns',
      'duty/import-month',
      'duty/import-sheet',
      'duty/import-long',
      'duty/import-empty',
    ],
    roles: editors,
  }),
  /** Applies a preview: the whole file or nothing of it. */
  applyImport: method({
    input: z.object({ importId: DutyImportId }).strict(),
    output: z.object({ importId: DutyImportId, counts: DutyImportCounts }),
    errors: ['duty/preview-stale', 'duty/import-problems', 'duty/import-nothing'],
    roles: editors,
    writes: true,
  }),
  undoImport: method({
    input: z.object({ importId: DutyImportId, reason: Reason }).strict(),
    output: z.object({ restored: z.number().int() }),
    errors: ['duty/gone', 'duty/import-undone', 'duty/undo-conflict'],
    roles: editors,
    writes: true,
  }),
  imports: method({
    input: z.object({ kind: ImportKind }).strict(),
    output: z.object({ imports: z.array(PastDutyImport) }),
    errors: [],
    roles: editors,
  }),

  /** Who changed a record, when and why. */
  changes: method({
    input: z.object({ recordId: z.string().max(40) }).strict(),
    output: z.object({ changes: z.array(DutyChange) }),
    errors: [],
    roles: editors,
  }),
} as const
