import { join } from 'node:path'
import { NETWORK_FILE } from '../../src-contract/shell-network.ts'

/** The files of a replica folder. Nothing else may be written there. */
export type ReplicaPaths = {
  readonly dir: string
  readonly database: string
  readonly slots: string
  readonly lock: string
  readonly spool: string
  readonly resume: string
  readonly backups: string
  readonly quarantine: string
  /** Encrypted attachments, one file each (src-core/crypto/blob-store.ts). */
  readonly blobs: string
  /** Written before a restored database takes the place of the old one, removed after: start-up finishes what it says. */
  readonly swap: string
  /** A change of the data key that is under way: the next key, sealed to each account (src-core/crypto/key-change-file.ts). */
  readonly keyChange: string
  /** The replica's copy under the next data key. */
  readonly nextDatabase: string
  /** The slots of the next data key, written when its copy is complete. */
  readonly nextSlots: string
  /** Written before the copy and its slots take their places, removed after: start-up finishes it. */
  readonly keySwap: string
  /** Says that the keys were destroyed by order of the platform, and when. */
  readonly erased: string
  /** Packages of what had not been sent by then, sealed to the platform. */
  readonly unsent: string
  readonly deviceKey: string
  /** The shell's; the password of a proxy can be in it, wrapped. */
  readonly network: string
  readonly logs: string
}

export function replicaPaths(dir: string): ReplicaPaths {
  return {
    dir,
    database: join(dir, 'replica.db'),
    slots: join(dir, 'slots.json'),
    lock: join(dir, 'replica.lock'),
    spool: join(dir, 'spool.json'),
    resume: join(dir, 'resume.slot'),
    backups: join(dir, 'backups'),
    quarantine: join(dir, 'quarantine'),
    blobs: join(dir, 'blobs'),
    swap: join(dir, 'swap.json'),
    keyChange: join(dir, 'key-change.json'),
    nextDatabase: join(dir, 'replica.next.db'),
    nextSlots: join(dir, 'slots.next.json'),
    keySwap: join(dir, 'key-swap.json'),
    erased: join(dir, 'erased.json'),
    unsent: join(dir, 'unsent'),
    deviceKey: join(dir, 'device.key'),
    network: join(dir, NETWORK_FILE),
    logs: join(dir, 'logs'),
  }
}
