import { z } from 'zod'
import { AccountId, EntryId, Instant, LocalDate } from '../ids.ts'
import { Role, StaffKind } from '../roles.ts'

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

export const DutyId = uuid.brand<'DutyId'>()
export type DutyId = z.infer<typeof DutyId>
export const AssignmentId = uuid.brand<'AssignmentId'>()
export type AssignmentId = z.infer<typeof AssignmentId>
export const CoverId = uuid.brand<'CoverId'>()
export type CoverId = z.infer<typeof CoverId>
export const ActingId = uuid.brand<'ActingId'>()
export type ActingId = z.infer<typeof ActingId>
export const AreaId = uuid.brand<'AreaId'>()
export type AreaId = z.infer<typeof AreaId>
export const PlanId = uuid.brand<'PlanId'>()
export type PlanId = z.infer<typeof PlanId>
export const CampaignId = uuid.brand<'CampaignId'>()
export type CampaignId = z.infer<typeof CampaignId>
export const BatchId = uuid.brand<'BatchId'>()
export type BatchId = z.infer<typeof BatchId>
export const DutyImportId = uuid.brand<'DutyImportId'>()
export type DutyImportId = z.infer<typeof DutyImportId>

/** Why something was changed; kept for good. */
export const Reason = z.string().trim().min(2).max(200)
export const BeatCode = z.string().trim().min(1).max(20)
/** HH:MM, wall time in Asia/Shanghai. */
export const Clock = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)
/** YYYY-MM. */
export const Month = z.string().regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/)
const Label = z.object({ zh: z.string(), en: z.string() })

export const Colleague = z.object({
  accountId: AccountId,
  name: z.string(),
  role: Role,
  staffKind: StaffKind,
  staffNumber: z.string(),
  active: z.boolean(),
})
export type Colleague = z.infer<typeof Colleague>

export const Beat = z.object({ beat: z.string(), name: z.string() })

export const ShiftKind = z.object({
  id: z.string(),
  label: Label,
  short: Label,
  from: Clock,
  to: Clock,
  onDuty: z.boolean(),
})

export const CalendarDay = z.object({
  date: LocalDate,
  kind: z.enum(['workday', 'weekend', 'holiday', 'makeup']),
  name: z.string().nullable(),
})
/** `issued`: by the superior office over the platform. */
export const CalendarStatus = z.enum(['announced', 'issued', 'assumed', 'unknown'])
/** Who issued a catalog over the platform, which version of it, and when. */
export const IssuedByOffice = z.object({ version: z.number().int(), by: z.string(), at: Instant })
export type IssuedByOffice = z.infer<typeof IssuedByOffice>

export const DutyRow = z.object({
  dutyId: DutyId,
  date: LocalDate,
  shift: z.string(),
  from: Clock,
  to: Clock,
})
export type DutyRow = z.infer<typeof DutyRow>

export const Assignment = z.object({
  assignmentId: AssignmentId,
  accountId: AccountId,
  name: z.string(),
  staffKind: StaffKind,
  beat: z.string(),
  from: LocalDate,
  to: LocalDate.nullable(),
})
export type Assignment = z.infer<typeof Assignment>

export const Cover = z.object({
  coverId: CoverId,
  beat: z.string(),
  coveredId: AccountId,
  coveredName: z.string(),
  coveringId: AccountId,
  coveringName: z.string(),
  from: LocalDate,
  to: LocalDate,
})
export type Cover = z.infer<typeof Cover>

export const Acting = z.object({
  actingId: ActingId,
  chiefId: AccountId,
  chiefName: z.string(),
  deputyId: AccountId,
  deputyName: z.string(),
  from: LocalDate,
  to: LocalDate,
  reason: z.string(),
  signedAt: Instant,
})
export type Acting = z.infer<typeof Acting>

const Days = z.object({ from: LocalDate, to: LocalDate })

/** Who covered a beat when, within a window: what was held, where nobody was, where two officers were at once. */
export const BeatTimeline = z.object({
  beat: z.string(),
  name: z.string(),
  spans: z.array(
    z.object({
      recordId: uuid,
      kind: z.enum(['assigned', 'covering']),
      accountId: AccountId,
      name: z.string(),
      staffKind: StaffKind,
      from: LocalDate,
      to: LocalDate.nullable(),
    }),
  ),
  gaps: z.array(Days),
  doubled: z.array(Days),
})
export type BeatTimeline = z.infer<typeof BeatTimeline>

export const AreaKind = z.enum(['building', 'estate', 'road', 'community'])
export const RoadSide = z.enum(['both', 'odd', 'even'])
const Door = z.number().int().min(1).max(99_999)

export const AreaFields = z.object({
  kind: AreaKind,
  /** 金桂花园, 桂花路, 桂园社区, 金桂花园3栋, 桂花路18号. */
  place: z.string().trim().min(2).max(100),
  doorFrom: Door.nullable(),
  doorTo: Door.nullable(),
  side: RoadSide,
  beat: BeatCode,
  from: LocalDate,
  to: LocalDate.nullable(),
})
export type AreaFields = z.infer<typeof AreaFields>
export const Area = AreaFields.extend({ areaId: AreaId })
export type Area = z.infer<typeof Area>

export const InspectionFields = z.object({
  /** Name of the firm or place that is inspected. */
  object: z.string().trim().min(2).max(100),
  /** Number of its entry in L05, where it has one. */
  objectNumber: z.string().trim().max(40).nullable(),
  address: z.string().trim().max(200),
  beat: BeatCode,
  from: LocalDate,
  to: LocalDate,
  officerId: AccountId,
})
export type InspectionFields = z.infer<typeof InspectionFields>
export const Inspection = InspectionFields.extend({
  planId: PlanId,
  officerName: z.string(),
  fulfilledBy: EntryId.nullable(),
  fulfilledNumber: z.string().nullable(),
  fulfilledOn: LocalDate.nullable(),
  state: z.enum(['planned', 'due', 'overdue', 'done']),
})
export type Inspection = z.infer<typeof Inspection>

/** Places of one kind (单位类别) and what becomes of them when a period's inspections are planned. */
export const InspectionProposal = z.object({
  kind: z.string(),
  everyMonths: z.number().int(),
  places: z.number().int(),
  due: z.number().int(),
  plannedAlready: z.number().int(),
  notDue: z.number().int(),
  /** Due, but nobody in service answers for it. */
  nobody: z.number().int(),
})
export type InspectionProposal = z.infer<typeof InspectionProposal>

export const CampaignShare = z.object({
  beat: BeatCode,
  /** Null: the whole beat. */
  officerId: AccountId.nullable(),
  /** People to reach. */
  heads: z.number().int().min(1).max(1_000_000),
})
export const CampaignFields = z.object({
  topic: z.string().trim().min(2).max(100),
  from: LocalDate,
  to: LocalDate,
  shares: z.array(CampaignShare).min(1).max(100),
})
export type CampaignFields = z.infer<typeof CampaignFields>
export const Campaign = CampaignFields.extend({
  campaignId: CampaignId,
  heads: z.number().int(),
  state: z.enum(['planned', 'running', 'over']),
  shares: z.array(CampaignShare.extend({ officerName: z.string().nullable() })),
})
export type Campaign = z.infer<typeof Campaign>

export const PaperBatch = z.object({
  batchId: BatchId,
  number: z.string(),
  book: z.string(),
  beat: z.string(),
  sheets: z.number().int(),
  handedBy: AccountId,
  handedByName: z.string(),
  handedAt: Instant,
  handedConfirmedAt: Instant.nullable(),
  receivedBy: AccountId,
  receivedByName: z.string(),
  receivedConfirmedAt: Instant.nullable(),
  note: z.string(),
  entries: z.number().int(),
  /** Whose confirmation is missing. */
  waitsFor: z.enum(['hander', 'receiver', 'nobody']),
})
export type PaperBatch = z.infer<typeof PaperBatch>

export const importKinds = ['roster', 'areas'] as const
export const ImportKind = z.enum(importKinds)
export type ImportKind = z.infer<typeof ImportKind>

/** What can be wrong with one row or cell; words in the text files. Errors keep the whole file from being applied. */
export const dutyRowProblems = [
  'person-missing',
  'person-unknown',
  'person-ambiguous',
  'person-inactive',
  'date-missing',
  'date-invalid',
  'date-other-month',
  'shift-missing',
  'shift-unknown',
  'time-invalid',
  'duplicate-row',
  'shift-overlap',
  'kind-unknown',
  'place-missing',
  'place-unreadable',
  'door-invalid',
  'doors-reversed',
  'side-unknown',
  'beat-missing',
  'beat-new',
  'dates-reversed',
  'area-overlap',
] as const
export const DutyRowProblemKind = z.enum(dutyRowProblems)
export type DutyRowProblemKind = z.infer<typeof DutyRowProblemKind>

export const DutyRowProblem = z.object({
  /** Row number as the spreadsheet program shows it. */
  row: z.number().int(),
  /** Heading of the column, where it is one cell's. */
  column: z.string().nullable(),
  kind: DutyRowProblemKind,
  severity: z.enum(['error', 'warning']),
  /** The row that it collides with. */
  other: z.number().int().nullable(),
})
export type DutyRowProblem = z.infer<typeof DutyRowProblem>

export const DutyImportCounts = z.object({
  rows: z.number().int(),
  new: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.number().int(),
})
export type DutyImportCounts = z.infer<typeof DutyImportCounts>

export const DutyImportPreview = z.object({
  importId: DutyImportId,
  kind: ImportKind,
  fileName: z.string(),
  sheet: z.string(),
  sheets: z.array(z.string()),
  /** How a roster is laid out: a row per duty, a column per day, or names under each shift. */
  layout: z.enum(['list', 'month-grid', 'names-by-day', 'areas']),
  /** The month of a roster whose columns are days. */
  month: Month.nullable(),
  from: LocalDate.nullable(),
  to: LocalDate.nullable(),
  counts: DutyImportCounts,
  problems: z.array(DutyRowProblem).max(500),
  problemCount: z.number().int(),
})
export type DutyImportPreview = z.infer<typeof DutyImportPreview>

export const PastDutyImport = z.object({
  importId: DutyImportId,
  kind: ImportKind,
  fileName: z.string(),
  at: Instant,
  by: z.string(),
  counts: DutyImportCounts.omit({ rejected: true }),
  undoneAt: Instant.nullable(),
  undoneBy: z.string().nullable(),
})
export type PastDutyImport = z.infer<typeof PastDutyImport>

export const RecordKind = z.enum([
  'duty',
  'assignment',
  'cover',
  'acting',
  'area',
  'beat',
  'inspection',
  'campaign',
  'batch',
])
export type RecordKind = z.infer<typeof RecordKind>

/** One change of one record; the values are those of the row, by column. */
export const DutyChange = z.object({
  at: Instant,
  by: z.string(),
  reason: z.string(),
  before: z.record(z.string(), z.string()).nullable(),
  after: z.record(z.string(), z.string()).nullable(),
})
export type DutyChange = z.infer<typeof DutyChange>
