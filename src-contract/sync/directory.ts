import { z } from 'zod'
import { Role, StaffKind } from '../roles.ts'
import { Count, Signature, Time, Uuid } from './protocol.ts'

const Said = z.object({
  account: Uuid,
  station: z.string().max(40),
  login: z.string().min(1).max(60),
  name: z.string().min(1).max(60),
  role: Role,
  staffKind: StaffKind,
  staffNumber: z.string().max(40),
  team: z.string().max(60),
  beats: z.array(z.string().max(40)).max(100),
  active: z.boolean(),
  /** The last day on which the account counts, in Asia/Shanghai; absent: until it is ended. */
  until: z.iso.date().optional(),
  revision: Count.min(1),
  at: Time,
  signature: Signature,
})
/**
 * An account as the platform says it. It comes as a row of the table `directory` (id: the account's), whose one field `record` is
 * this as JSON; `signature` is over signedText('directory', the rest). A higher revision replaces a lower one. What a newer platform says more is
 * kept, because it is signed too.
 */
export const DirectoryRecord = Said.loose()
export type DirectoryRecord = z.infer<typeof Said>
