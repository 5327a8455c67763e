import Database from 'better-sqlite3'
import type { Connection } from '../../../src-core/store/native.ts'

export type Rewindable = Connection & {
  serialize(): Buffer
  /** As it was opened: everything since then never happened. Whoever has it keeps it. */
  rewind(): void
  /** What was done so far is there for good, to be saved. */
  commit(): void
  /** A copy of it as it stands. Only of one that is nobody else's: there is no way back to its beginning any more. */
  copy(): Buffer
  /** Somebody else has it now; of a process that is gone: what it had not committed never happened. */
  abandon(): void
}

type Statement = ReturnType<Connection['prepare']>

/**
 * A database in memory that is used for many schedules. What a schedule does is inside of one transaction around it all, so that a
 * rollback brings the beginning back; what the product begins and commits are savepoints inside. Reading the schema and preparing the
 * statements anew for each schedule would take longer than the schedule.
 */
export function openRewindable(bytes: Buffer): Rewindable {
  const database = new Database(bytes as never) as Rewindable
  const statements = new Map<string, Statement>()
  /** To whoever has the database now, who keeps them: what is asked for again is to be run while the first one is read. */
  const given = new Set<string>()
  const [prepare, exec, transaction] = [database.prepare, database.exec, database.transaction]
  let depth = 0
  let slices = false
  const asSavepoints: Readonly<Record<string, () => void>> = {
    'BEGIN IMMEDIATE': () => {
      exec.call(database, 'SAVEPOINT slices')
      slices = true
    },
    COMMIT: () => {
      exec.call(database, 'RELEASE slices')
      slices = false
    },
    ROLLBACK: () => {
      exec.call(database, 'ROLLBACK TO slices; RELEASE slices')
      slices = false
    },
  }
  const own = {
    prepare(sql: string) {
      const known = statements.get(sql)
      if (known !== undefined && !given.has(sql)) {
        given.add(sql)
        return known
      }
      if (known?.busy === false) return known
      const fresh = prepare.call(database, sql) as Statement
      if (known === undefined) statements.set(sql, fresh)
      return fresh
    },
    exec(sql: string) {
      const begins = asSavepoints[sql]
      if (begins === undefined) exec.call(database, sql)
      else begins()
      return rewindable
    },
    transaction(work: (...given: unknown[]) => unknown) {
      return transaction.call(database, (...given: unknown[]) => {
        depth += 1
        try {
          return work(...given)
        } finally {
          depth -= 1
        }
      })
    },
    rewind() {
      exec.call(database, 'ROLLBACK; BEGIN')
      slices = false
    },
    commit() {
      exec.call(database, 'COMMIT')
    },
    copy() {
      exec.call(database, 'COMMIT')
      const bytes = database.serialize()
      exec.call(database, 'BEGIN')
      return bytes
    },
    abandon() {
      if (slices) own.exec('ROLLBACK')
      given.clear()
    },
  }
  exec.call(database, 'BEGIN')
  const rewindable = Object.create(database, { inTransaction: { get: () => slices || depth > 0 } }) as Rewindable
  return Object.assign(rewindable, own)
}
