import { z } from 'zod'

/** What can contradict itself in the records of one person, place or organisation; src-domain/conflicts says when. */
export const conflictKinds = [
  'ID_NAME',
  'ID_CHECK',
  'DOB_ID',
  'DOOR_MISMATCH',
  'FLOOR_MISSING',
  'MULTI_CURRENT',
  'OCCUPANCY',
  'ONE_SIDED',
  'STALE',
  'UNIT_CODE',
  'IN_SOURCE_DUP',
  'HAZARD_STANDARD',
] as const
export const ConflictKind = z.enum(conflictKinds)
export type ConflictKind = z.infer<typeof ConflictKind>
