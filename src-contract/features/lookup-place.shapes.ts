import { z } from 'zod'
import { ConflictKind } from '../conflicts.ts'
import { SourceRecordId, SubjectId } from '../ids.ts'
import { SystemId } from '../systems.ts'

export const placeScopes = ['room', 'building'] as const
/** One home, or a whole building. */
export const PlaceScope = z.enum(placeScopes)
export type PlaceScope = z.infer<typeof PlaceScope>

/** A place is named by a record that is there: addresses stay in core. */
export const PlaceRef = z.object({ recordId: SourceRecordId, scope: PlaceScope })
export type PlaceRef = z.infer<typeof PlaceRef>

/** Where in its building a home is, in normal form (2单元, 12层, 1203室); '' where nothing says. */
export const Inside = z.object({ unit: z.string(), floor: z.string(), room: z.string() })
export type Inside = z.infer<typeof Inside>

/** A place that a question for an address means, to be opened as a file of its own. */
export const PlaceHit = PlaceRef.extend({
  /** Down to the building. */
  building: z.string(),
  inside: Inside,
  /** Files that have a record there, as far as the purpose opens them. */
  files: z.number().int(),
  systems: z.array(SystemId),
})
export type PlaceHit = z.infer<typeof PlaceHit>

export const householdStandings = [
  'here',
  'near',
  'left',
  'owner',
  'elsewhere',
  'unplaced',
  'silent',
  'closed',
] as const
/** What one register says of one person and this home; closed: the purpose does not open it. src-domain/households says when. */
export const HouseholdStanding = z.enum(householdStandings)
export type HouseholdStanding = z.infer<typeof HouseholdStanding>

export const placeAgreements = ['agree', 'gaps', 'differ', 'nobody'] as const
export const PlaceAgreement = z.enum(placeAgreements)
export type PlaceAgreement = z.infer<typeof PlaceAgreement>

export const HouseholdSystemId = z.enum(['JZ', 'WG', 'WY', 'ZJ'])

/** Somebody whom a register has at this home, now or before. */
export const PlacePerson = z.object({
  subjectId: SubjectId,
  /** Masked. */
  name: z.string(),
  birthYear: z.string().nullable(),
  livesHere: z.boolean(),
  said: z.record(HouseholdSystemId, HouseholdStanding),
})
export type PlacePerson = z.infer<typeof PlacePerson>

/** An organisation, or an incident, at this place. */
export const PlaceOther = z.object({
  subjectId: SubjectId,
  about: z.enum(['organisation', 'incident']),
  name: z.string(),
  systems: z.array(SystemId),
})
export type PlaceOther = z.infer<typeof PlaceOther>

/** A conflict as the purpose lets it be seen: both of its records are open, and no value is in it. */
export const FileConflict = z.object({
  kind: ConflictKind,
  system: SystemId,
  recordId: SourceRecordId,
  label: z.object({ zh: z.string(), en: z.string() }),
  against: z.object({ system: SystemId, recordId: SourceRecordId }).nullable(),
})
export type FileConflict = z.infer<typeof FileConflict>

/** A conflict of somebody's file that is about this place. */
export const PlaceConflict = FileConflict.extend({ subjectId: SubjectId })
export type PlaceConflict = z.infer<typeof PlaceConflict>

/** One home of a building, with who lives there by which system. */
export const BuildingRoom = z.object({
  recordId: SourceRecordId,
  inside: Inside,
  agreement: PlaceAgreement,
  people: z.array(z.object({ subjectId: SubjectId, name: z.string(), systems: z.array(SystemId) })),
})
export type BuildingRoom = z.infer<typeof BuildingRoom>

/** What happened, by day: dated fields of the systems' records, and our own entries. */
export const TimelineItem = z.object({
  on: z.string(),
  of: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('source'),
      system: SystemId,
      recordId: SourceRecordId,
      label: z.object({ zh: z.string(), en: z.string() }),
    }),
    z.object({ kind: z.literal('entry'), entryId: z.string(), book: z.string(), state: z.string() }),
  ]),
})
export type TimelineItem = z.infer<typeof TimelineItem>
