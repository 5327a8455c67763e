import Database from 'better-sqlite3'
import { migrations } from '../../../db/migrations/index.ts'
import { ensureBookTables } from '../../../src-core/features/ledger/book-tables.ts'
import { keepEnrolment, keepEnrolmentAgain, type Enrolled } from '../../../src-core/features/sync/enrol.service.ts'
import { migrate } from '../../../src-core/store/migrate.ts'
import type { Connection } from '../../../src-core/store/native.ts'
import { Db } from '../../../src-core/store/sql.ts'
import { addStaff } from '../../support/test-context.ts'
import { openRewindable, type Rewindable } from './rewindable.ts'
import type { SimulatedPlatform } from './simulated-platform.ts'

type InMemory = Connection & { serialize(): Buffer }

const templates = new Map<string, Buffer>()
/** A replica with the process that has it open. */
export type Replica = {
  readonly connection: Rewindable
  readonly trap: Statements
  /** What it has prepared is prepared for the next schedule too. */
  db: Db
  /** Nothing that its process had begun is left undone. */
  atRest: boolean
}

/** By what they were opened from; one schedule at a time has each. */
const used = new Map<Buffer, Replica>()

/** A replica of the station in memory: as it was saved, or with everybody in it and nothing filed. */
export function replicaInMemory(station: string, saved?: Buffer): Replica {
  const from = saved ?? templateOf(station)
  const known = used.get(from)
  if (known === undefined) {
    const fresh = newReplica(from)
    used.set(from, fresh)
    return fresh
  }
  if (!known.atRest) known.db = reopened(known)
  known.connection.rewind()
  Object.assign(known.trap, { current: null, notes: 0 })
  known.atRest = false
  return known
}

/** One that no other schedule has, to be saved or copied. */
export function newReplica(saved?: Buffer): Replica {
  const connection = openRewindable(saved ?? templateOf('S01'))
  const trap: Statements = { current: null, notes: 0 }
  return { connection, trap, db: openDb(connection, trap), atRest: false }
}

/** Another process has it from now on. */
export function reopened({ connection, trap }: Pick<Replica, 'connection' | 'trap'>): Db {
  connection.abandon()
  return openDb(connection, trap)
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

/** What is looked at after each statement. `notes`: rows of settings that were written; where a PC stands is in there, and nothing that it shows. */
export type Statements = { current: Trap | null; notes: number }

/** @param trap looked at after each statement */
function openDb(connection: Connection, trap: Statements): Db {
  return new Db(connection, {
    slowMs: -1,
    onSlow: ({ sql }) => {
      // Of all statements that write settings only this one always writes one row.
      if (sql.startsWith('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE')) trap.notes += 1
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

/** One for each station, as each has a new PC of its own at a time. */
function templateOf(station: string): Buffer {
  const made = templates.get(station) ?? Buffer.from([...templates.values()][0] ?? makeTemplate())
  templates.set(station, made)
  return made
}

function makeTemplate(): Buffer {
  const connection = new Database(':memory:') as InMemory
  const db = new Db(connection)
  const migrated = migrate({ db, migrations, now: '2026-03-01T00:00:00.000Z' })
  if (!migrated.ok) throw new Error(migrated.error.code)
  ensureBookTables(db)
  addStaff(db)
  const bytes = connection.serialize()
  db.close()
  return bytes
}
