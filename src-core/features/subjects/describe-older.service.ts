import { setTimeout as wait } from 'node:timers/promises'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { memberOf } from './describe-subject.rules.ts'
import { homeCounty, recordsOfSubject, writeSaying } from './subjects.repo.ts'
import { saidBy, toldBy } from './told-by.rules.ts'

const sliceMs = 8
/** Rests this many times as long as a slice took: whoever works at the PC meanwhile must not notice. */
const restTimes = 2
/**
 * So long what was made of the records waits to be written: after every commit the reader threads begin with an empty page cache, and a
 * question that was milliseconds takes ten times as long.
 */
const writeEveryMs = 2_000
/** Subjects to a transaction, of which some may follow each other. */
const mostWritten = 400
/** Subjects whose brief rows are looked through in one statement. */
const stretch = 1_000

const doneKey = 'subjects.told-up-to'

/** `tell` runs one short transaction; `everyMs` is for tests. */
export type OlderHost = {
  readonly db: ReadDb
  tell(slice: (tx: WriteDb) => void): void
  goOn(): boolean
  readonly everyMs?: number
}

/** What lists have to know of a subject. */
type Saying = { readonly subjectId: number; readonly toldBy: number | null; readonly saidBy: number | null }

/**
 * Writes down what lists have to know of subjects that were described before there was a place for it (migration 0260); until then their
 * records are read instead. Once in a replica's life, beside the rest of the work; goes on where it stopped.
 *
 * @returns how many subjects were described
 */
export async function describeOlder({ db, tell, goOn, everyMs = writeEveryMs }: OlderHost): Promise<number> {
  let done = 0
  let at = toldUpTo(db)
  let waiting: Saying[] = []
  let written = performance.now()
  while (at !== finished && goOn()) {
    const started = performance.now()
    const last = lastSubject(db)
    const made = at < last ? sayingsFrom(db, at, last) : { sayings: [], at: finished }
    waiting.push(...made.sayings)
    at = made.at
    if (at === finished || performance.now() - written > everyMs) {
      const keeping = waiting
      waiting = []
      for (let from = 0; from === 0 || from < keeping.length; from += mostWritten) {
        const some = keeping.slice(from, from + mostWritten)
        const upTo = from + mostWritten < keeping.length ? (some.at(-1)?.subjectId ?? at) : at
        tell((tx) => {
          done += keepSayings(tx, some)
          writeToldUpTo(tx, upTo)
        })
        await new Promise<void>((resolve) => setImmediate(resolve))
        if (!goOn()) return done
      }
      written = performance.now()
    }
    await wait(restTimes * (performance.now() - started))
  }
  return done
}

/** What comes from now on is described as it comes. */
const finished = Number.MAX_SAFE_INTEGER

function lastSubject(db: ReadDb): number {
  return db.prepare<[], { last: number | null }>('SELECT max(subject_id) AS last FROM subject_briefs').one()?.last ?? 0
}

function sayingsFrom(db: ReadDb, from: number, last: number): { sayings: Saying[]; at: number } {
  const home = homeCounty(db)
  const ends = performance.now() + sliceMs
  const sayings: Saying[] = []
  let at = from
  while (at < last && performance.now() < ends) {
    const untold = untoldIn(db, at, at + stretch)
    at += stretch
    for (const subjectId of untold) {
      const members = recordsOfSubject(db, subjectId).map(memberOf)
      sayings.push({ subjectId, toldBy: toldBy(members, home), saidBy: saidBy(members) })
      if (performance.now() < ends) continue
      at = subjectId
      break
    }
  }
  return { sayings, at }
}

/** Those that were described meanwhile, by a record that came or went, are described already. */
function keepSayings(tx: WriteDb, sayings: readonly Saying[]): number {
  const ids = JSON.stringify(sayings.map(({ subjectId }) => subjectId))
  const untold = new Set(
    tx
      .prepare<[string], { id: number }>(stillUntoldSql)
      .all(ids)
      .map(({ id }) => id),
  )
  const some = sayings.filter(({ subjectId }) => untold.has(subjectId))
  for (const { subjectId, ...saying } of some) writeSaying(tx, subjectId, saying)
  return some.length
}

const stillUntoldSql = `SELECT b.subject_id AS id FROM json_each(?) AS asked
  CROSS JOIN subject_briefs AS b ON b.subject_id = asked.value
  WHERE b.told_by IS NULL AND b.systems & (b.systems - 1)`

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
