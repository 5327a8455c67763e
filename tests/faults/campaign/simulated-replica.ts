import Database from 'better-sqlite3'
import { migrations } from '../../../db/migrations/index.ts'
import { deriveAccountBeats, startAssignments } from '../../../src-core/features/duty/standing-assignments.ts'
import { ensureBookTables } from '../../../src-core/features/ledger/book-tables.ts'
import { keepEnrolment, keepEnrolmentAgain, type Enrolled } from '../../../src-core/features/sync/enrol.service.ts'
import { q } from '../../../src-core/query.ts'
import { migrate } from '../../../src-core/store/migrate.ts'
import type { Connection } from '../../../src-core/store/native.ts'
import { Db } from '../../../src-core/store/sql.ts'
import { staff } from '../../support/test-context.ts'
import { openRewindable, type Rewindable } from './rewindable.ts'
import type { SimulatedPlatform } from './simulated-platform.ts'

type InMemory = Connection & { serialize(): Buffer }

let template: Buffer | undefined
/** By what they were opened from; one schedule at a time has each. */
const used = new Map<Buffer, Rewindable>()

/** A replica of the station in memory: as it was saved, or with everybody in it and nothing filed. */
export function replicaInMemory(saved?: Buffer): Rewindable {
  const from = saved ?? (template ??= makeTemplate())
  const known = used.get(from)
  if (known !== undefined) {
    known.rewind()
    return known
  }
  const fresh = openRewindable(from)
  used.set(from, fresh)
  return fresh
}

/** One that no other schedule has, to be saved or copied. */
export function newReplica(saved?: Buffer): Rewindable {
  return openRewindable(saved ?? (template ??= makeTemplate()))
}

/** IT joins a PC again that the platform turned away. @returns its new identity */
export function enrolAgain(db: Db, platform: SimulatedPlatform, now: string): string {
  const enrolled = enrolmentBy(platform, platform.enrol())
  db.transaction((tx) => keepEnrolmentAgain(tx, enrolled, now))
  return enrolled.answer.device
}

/** Thrown between two statements: the process is gone, and what was not committed with it. */
export class Killed extends Error {}

/** A disk that ends after so many statements, or a process that does. */
export type Trap = { after: number; error: () => Error }

/** @param trap looked at after each statement */
export function openDb(connection: Connection, trap: { current: Trap | null }): Db {
  return new Db(connection, {
    slowMs: -1,
    onSlow: () => {
      if (trap.current === null) return
      trap.current.after -= 1
      if (trap.current.after > 0) return
      const { error } = trap.current
      trap.current = null
      throw error()
    },
  })
}

export function enrolReplica(db: Db, platform: SimulatedPlatform): string {
  const enrolled = enrolmentBy(platform, platform.enrol())
  db.transaction((tx) => keepEnrolment(tx, enrolled, '2026-03-05T00:00:00.000Z'))
  return enrolled.answer.device
}

function enrolmentBy({ station, lineage, signingKey }: SimulatedPlatform, device: string): Enrolled {
  const empty = { stationName: '', certificate: '', ca: '', caFingerprint: '' }
  const answer = { ...empty, device, station, epoch: 1, signingKey, lineage }
  return { answer, key: '', deviceName: 'PC', url: 'https://platform' }
}

function makeTemplate(): Buffer {
  const connection = new Database(':memory:') as InMemory
  const db = new Db(connection)
  const migrated = migrate({ db, migrations, now: '2026-03-01T00:00:00.000Z' })
  if (!migrated.ok) throw new Error(migrated.error.code)
  ensureBookTables(db)
  for (const [login, one] of Object.entries(staff)) {
    const account = { account_id: one.accountId, login, name: one.name, role: one.role, staff_kind: one.staffKind }
    const rest = {
      staff_number: `00000${one.accountId.slice(-1)}`,
      team: '',
      active: 1,
      created_at: '2026-03-01T00:00:00.000Z',
    }
    db.run(q.insertInto('accounts').values({ ...account, ...rest }))
    startAssignments(db, one.accountId, one.beats, { from: '2025-01-01', now: '2026-03-01T00:00:00.000Z' })
  }
  deriveAccountBeats(db, '2026-03-01')
  const bytes = connection.serialize()
  db.close()
  return bytes
}
