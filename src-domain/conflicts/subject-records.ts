import type { Conflict, ConflictRecord } from './conflict-kinds.ts'

/** What the rules are asked about. */
export type SubjectRecords = {
  /** The records of one person or organisation; for an incident, of one caller. */
  readonly own: readonly ConflictRecord[]
  /** Records of others that share an ID number, a phone, a unit code, a title number or a room with them. */
  readonly peers: readonly ConflictRecord[]
  /** YYYY-MM-DD. */
  readonly today: string
}

/** One rule: the conflicts of one or two kinds among a subject's records. Pure. */
export type Rule = (records: SubjectRecords) => Conflict[]

export const trustOrder = ['JZ', 'WG', 'WY', 'ZJ', 'MZ', 'JCJ', 'YJ'] as const

/** How little a system is to be trusted about who lives where: 0 is the most trusted. */
export function distrust(record: ConflictRecord): number {
  return trustOrder.indexOf(record.system)
}
