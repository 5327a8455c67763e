import { z } from 'zod'
import { Instant, SourceRecordId, SubjectId } from '../ids.ts'
import { method } from '../method.ts'
import { Purpose } from '../purposes.ts'
import { FieldMeaning, RecordAbout, SystemId } from '../systems.ts'
import {
  BuildingRoom,
  FileConflict,
  Inside,
  PlaceAgreement,
  PlaceConflict,
  PlaceHit,
  PlaceOther,
  PlacePerson,
  PlaceRef,
  TimelineItem,
} from './lookup-place.shapes.ts'
import { Freshness } from './sources.contract.ts'

export const queryKinds = ['name', 'pinyin', 'id', 'phone', 'plate', 'uscc', 'incident', 'address'] as const
export const QueryKind = z.enum(queryKinds)
export type QueryKind = z.infer<typeof QueryKind>

/** Empty, stale, denied and failed look different: 未查到 is not 不存在. */
export const SystemAnswer = z.object({
  system: SystemId,
  state: z.enum(['found', 'none', 'denied', 'failed', 'never-received']),
  freshness: Freshness,
  lastReceived: Instant.nullable(),
})
export type SystemAnswer = z.infer<typeof SystemAnswer>

export const SearchHit = z.object({
  subjectId: SubjectId,
  about: z.enum(['person', 'premises', 'organisation', 'incident']),
  /** All masked. */
  name: z.string(),
  idNumber: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  birthYear: z.string().nullable(),
  systems: z.array(SystemId),
  records: z.number().int(),
  /** Lives in a beat of the caller's; then, and under P01 and P02, the name is not masked. */
  ownBeat: z.boolean(),
  /** Why it matches: exact, prefix, sounds the same, contains, sounds nearly so (zh z, n l). */
  match: z.enum(['exact', 'prefix', 'pinyin', 'contains', 'similar']),
  matched: z.enum(['name', 'id', 'phone', 'address', 'plate', 'uscc', 'incident']),
})
export type SearchHit = z.infer<typeof SearchHit>

/** Narrows a question that found too many. */
export const Refine = z
  .object({
    about: RecordAbout.optional(),
    /** Decade of birth by its first year. */
    born: z.number().int().min(1850).max(2190).multipleOf(10).optional(),
    ownBeat: z.literal(true).optional(),
  })
  .strict()
export type Refine = z.infer<typeof Refine>

const access = { purpose: Purpose, reference: z.string().trim().min(3).max(60).optional() }
/** What a look-up under a purpose may be refused for. */
export const accessErrors = [
  'access/purpose-required',
  'access/reference-required',
  'access/reference-unreadable',
  'access/purpose-not-open',
  'access/one-person-only',
] as const

export const FileField = z.object({
  key: z.string(),
  label: z.object({ zh: z.string(), en: z.string() }),
  meaning: FieldMeaning,
  /** Masked unless the field is not personal. */
  value: z.string(),
  masked: z.boolean(),
  /** May be revealed under this purpose. */
  revealable: z.boolean(),
  /** The rule by which the value is seen as it is: what the purpose opens of the system, and how values of its kind are shown. */
  why: z.object({
    opens: z.enum(['system', 'field']),
    shown: z.enum(['plain', 'masked', 'own-beat', 'free-text']),
  }),
})
export type FileField = z.infer<typeof FileField>

export const FileColumn = z.object({
  system: SystemId,
  state: z.enum(['found', 'none', 'denied', 'never-received']),
  freshness: Freshness,
  lastReceived: Instant.nullable(),
  records: z.array(
    z.object({
      recordId: SourceRecordId,
      sourceTime: Instant.nullable(),
      receivedAt: Instant,
      version: z.number().int(),
      /** It says where, so that the place's own file can be opened. */
      placed: z.boolean(),
      fields: z.array(FileField),
    }),
  ),
})
export type FileColumn = z.infer<typeof FileColumn>

/** Why the headline shows this value: the first system in the order of belief that has one. */
export const HeadlineReason = z.object({
  element: z.enum(['name', 'sex', 'birthDate', 'phone', 'address']),
  system: SystemId,
  sourceTime: Instant.nullable(),
  differing: z.array(SystemId),
  order: z.array(SystemId),
})
export type HeadlineReason = z.infer<typeof HeadlineReason>

export const relationKinds = [
  'works-at',
  'employs',
  'same-home',
  'same-phone',
  'same-number',
  'hazard',
  'incident',
] as const
/** Another file that shares a home, a phone or a number with this one, or works for the other. Masked, and only where the purpose opens it. */
export const Relation = z.object({
  kind: z.enum(relationKinds),
  subjectId: SubjectId,
  about: z.enum(['person', 'premises', 'organisation', 'incident']),
  name: z.string(),
  birthYear: z.string().nullable(),
  systems: z.array(SystemId),
})
export type Relation = z.infer<typeof Relation>

export const SubjectFile = z.object({
  subjectId: SubjectId,
  about: z.enum(['person', 'premises', 'organisation', 'incident']),
  headline: z.object({
    name: z.string(),
    idNumber: z.string().nullable(),
    sex: z.string().nullable(),
    birthYear: z.string().nullable(),
    address: z.string().nullable(),
    phone: z.string().nullable(),
  }),
  /** Lives in a beat of the caller's; then, and under P01 and P02, the names are not masked. */
  ownBeat: z.boolean(),
  reasons: z.array(HeadlineReason),
  conflicts: z.array(FileConflict),
  relations: z.array(Relation),
  columns: z.array(FileColumn),
  /** The record whose address stands in the headline: the home, or where the organisation is. */
  placeOf: SourceRecordId.nullable(),
  /** Newest first; our own entries about this person or organisation are in it. */
  timeline: z.array(TimelineItem),
  /** Records of this PC that the search index does not lead to yet: some may belong here. */
  unindexed: z.number().int(),
})
export type SubjectFile = z.infer<typeof SubjectFile>

/** One home, or one building, as the seven systems and our own books have it. Names are masked, places are not. */
export const PlaceFile = z.object({
  ref: PlaceRef,
  /** Down to the building. */
  building: z.string(),
  /** All empty for a building. */
  inside: Inside,
  /** Of one home. */
  agreement: PlaceAgreement.nullable(),
  people: z.array(PlacePerson),
  others: z.array(PlaceOther),
  conflicts: z.array(PlaceConflict),
  /** Of one home: what each system holds about just this place. */
  columns: z.array(FileColumn),
  /** Of a building: its homes, from the top floor down. */
  rooms: z.array(BuildingRoom),
  timeline: z.array(TimelineItem),
  /** Records of this PC that the search index does not lead to yet: some may belong here. */
  unindexed: z.number().int(),
})
export type PlaceFile = z.infer<typeof PlaceFile>

export const SearchAnswer = z.object({
  kind: QueryKind,
  alternatives: z.array(QueryKind),
  /** By kind of file, the kind with the best hit first, ranked within. */
  hits: z.array(SearchHit),
  groups: z.array(z.object({ about: RecordAbout, count: z.number().int() })),
  /** How a list that is longer than the page could be narrowed, counted over what was counted. */
  hints: z.object({
    ownBeat: z.number().int(),
    /** There may be more of the own beat behind the first page. */
    ownBeatMore: z.boolean(),
    born: z.array(z.object({ from: z.number().int(), count: z.number().int() })),
  }),
  /** Homes or buildings that a question for an address means. */
  places: z.array(PlaceHit),
  /** Counted to 500, and only what the purpose opens; `more`: this, like the groups and decades, is counted to some point only. */
  total: z.number().int(),
  more: z.boolean(),
  /** Remarks about the question itself, e.g. an ID number whose check digit does not fit. */
  remarks: z.array(z.enum(['id-checksum', 'id-damaged', 'too-many', 'too-short', 'reference-not-held'])),
  systems: z.array(SystemAnswer),
  /** Records that are here and can not be found yet, since the search index does not lead to them; null: there are some, not counted while one types. */
  unindexed: z.number().int().nullable(),
  tookMs: z.number(),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>

/** How records that are not in the search index yet can be asked: by their words, not by a sound; or the purpose opens no field that answers. */
export const unindexedWays = ['words', 'sound', 'closed'] as const
export type UnindexedWay = (typeof unindexedWays)[number]

const asked = {
  text: z.string().max(5_000),
  ...access,
  kind: QueryKind.optional(),
  refine: Refine.default({}),
  limit: z.number().int().min(1).max(100).default(50),
}

export const lookupContract = {
  search: method({
    leased: true,
    input: z
      .object({
        ...asked,
        /** So many rows are seen at once: the others of the page are left out while one types. */
        rows: z.number().int().min(1).max(100).optional(),
        /** The text settled (500 ms), was submitted or opened: the query itself is audited. */
        settled: z.boolean().default(true),
      })
      .strict(),
    output: SearchAnswer,
    errors: ['lookup/text-empty', 'access/whole-id-needed', ...accessErrors],
    roles: ['clerk', 'officer', 'auditor'],
  }),
  /**
   * The same question to the records that are not in the search index yet: they are looked through for just these words, those that answer
   * are put into the index before their turn, with the other records of these people, and the question is asked anew.
   * Progress: `looking`, then `completing`, in records.
   */
  searchUnindexed: method({
    leased: true,
    input: z.object(asked).strict(),
    output: z.object({
      answer: SearchAnswer,
      way: z.enum(unindexedWays),
      /** Records that answered. `all`: there are no others that hold these words; otherwise too many did, or it took too long. */
      taken: z.number().int(),
      all: z.boolean(),
    }),
    errors: ['lookup/text-empty', 'access/whole-id-needed', ...accessErrors],
    roles: ['clerk', 'officer', 'auditor'],
  }),
  open: method({
    leased: true,
    input: z.object({ subjectId: SubjectId, ...access }).strict(),
    output: SubjectFile,
    errors: ['lookup/subject-gone', ...accessErrors],
    roles: ['clerk', 'officer', 'auditor'],
  }),
  /** The file of a home or a building. The purpose must open the address of the record that names it. */
  place: method({
    leased: true,
    input: z.object({ ...PlaceRef.shape, ...access }).strict(),
    output: PlaceFile,
    errors: ['lookup/subject-gone', 'lookup/no-place', 'access/not-in-purpose', ...accessErrors],
    roles: ['clerk', 'officer', 'auditor'],
  }),
  /** A file on paper: what the purpose opens, in plain, with who printed it, when and why across each page. The preview is this PDF. */
  print: method({
    leased: true,
    input: z
      .object({
        of: z.union([z.object({ subjectId: SubjectId }).strict(), PlaceRef.strict()]),
        ...access,
      })
      .strict(),
    output: z.object({ pdf: z.instanceof(Uint8Array), pages: z.number().int(), fileName: z.string() }),
    errors: [
      'lookup/subject-gone',
      'lookup/no-place',
      'access/not-in-purpose',
      'ledger/print-missing-glyphs',
      ...accessErrors,
    ],
    roles: ['clerk', 'officer'],
  }),
  /** One field in plain for 60 seconds; audited. */
  reveal: method({
    leased: true,
    input: z.object({ recordId: SourceRecordId, field: z.string().max(60), ...access }).strict(),
    output: z.object({ value: z.string(), until: Instant }),
    errors: ['lookup/subject-gone', 'lookup/field-not-held', 'access/not-in-purpose', ...accessErrors],
    roles: ['clerk', 'officer'],
  }),
  /** 比对: whether what was typed or scanned is the value that the record holds. Limited in number, audited, and no value comes back. */
  compare: method({
    leased: true,
    input: z
      .object({
        recordId: SourceRecordId,
        field: z.string().max(60),
        value: z.string().trim().min(1).max(200),
        ...access,
      })
      .strict(),
    output: z.object({ same: z.boolean(), left: z.number().int() }),
    errors: [
      'lookup/subject-gone',
      'lookup/field-not-held',
      'access/not-in-purpose',
      'access/too-many-comparisons',
      ...accessErrors,
    ],
    roles: ['clerk', 'officer'],
  }),
} as const
