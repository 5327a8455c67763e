import { setTimeout as wait } from 'node:timers/promises'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { memberOf } from './describe-subject.rules.ts'
import { homeCounty, recordsOfSubject, writeSaying } from './subjects.repo.ts'
import { saidBy, toldBy } from './told-by.rules.ts'

const sliceMs = 8
/** Rests this many times as long as a slice took: whoever works at the PC meanwhile must not notice. */
const restTimes = 2
/** Subjects whose brief rows are looked through in one statement. */
const stretch = 1_000

const doneKey = 'subjects.told-up-to'

/** `tell` runs one short transaction. */
export type OlderHost = { readonly db: ReadDb; tell(slice: (tx: WriteDb) => void): void; goOn(): boolean }

/**
 * Writes down what lists have to know of subjects that were described before there was a place for it (migration 0260); until then their
 * records are read instead. Once in a replica's life, beside the rest of the work; goes on where it stopped.
 *
 * @returns how many subjects were described
 */
export async function describeOlder({ db, tell, goOn }: OlderHost): Promise<number> {
  let done = 0
  while (goOn()) {
    const from = toldUpTo(db)
    const last =
      db.prepare<[], { last: number | null }>('SELECT max(subject_id) AS last FROM subject_briefs').one()?.last ?? 0
    if (from >= last || from === finished) {
      if (from !== finished) tell((tx) => writeToldUpTo(tx, finished))
      return done
    }
    const started = performance.now()
    tell((tx) => {
      done += describeFrom(tx, from, last)
    })
    await wait(restTimes * (performance.now() - started))
  }
  return done
}

/** What comes from now on is described as it comes. */
const finished = Number.MAX_SAFE_INTEGER

function describeFrom(tx: WriteDb, from: number, last: number): number {
  const home = homeCounty(tx)
  const ends = performance.now() + sliceMs
  let at = from
  let done = 0
  while (at < last && performance.now() < ends) {
    const untold = untoldIn(tx, at, at + stretch)
    at += stretch
    for (const subjectId of untold) {
      const members = recordsOfSubject(tx, subjectId).map(memberOf)
      writeSaying(tx, subjectId, { toldBy: toldBy(members, home), saidBy: saidBy(members) })
      done += 1
      if (performance.now() < ends) continue
      at = subjectId
      break
    }
  }
  writeToldUpTo(tx, at)
  return done
}

/** Subjects of several systems of which it is not known. */
function untoldIn(db: ReadDb, after: number, to: number): number[] {
  return db
    .prepare<[number, number], { subject_id: number }>(
      `SELECT subject_id FROM subject_briefs
       WHERE subject_id > ? AND subject_id <= ? AND told_by IS NULL AND systems & (systems - 1) ORDER BY subject_id`,
    )
    .all(after, to)
    .map((row) => row.subject_id)
}

function toldUpTo(db: ReadDb): number {
  return Number(
    db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').one(doneKey)?.value ?? 0,
  )
}

function writeToldUpTo(tx: WriteDb, subjectId: number): void {
  tx.prepare<[string, string], never>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(doneKey, String(subjectId))
}
