import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { ComputedDays, DaysToCompute } from './assessment.queries.ts'
import {
  finishIncidents,
  forgetIncidents,
  incidentsStamp,
  keptStamp,
  storeIncidents,
  type IncidentPage,
} from './incidents.ts'
import { beginKeeping, finishKeeping, keptState, newestTouch, storeDays, type StaleDay } from './kept-days.repo.ts'

/** Days a turn: what is read and written at once stays under twenty milliseconds of core's thread. */
const atOnce = 31
const recordsAtOnce = 2_000
/** In the background it rests this many times as long as a turn took. */
const restTimes = 1

export type KeepParts = {
  /** The connection whose days are kept; one at a time works on them. */
  readonly db: ReadDb
  readonly write: (slice: (tx: WriteDb) => void) => void
  /** `assessment.staleDays` and `assessment.computeDays` in a reader thread. */
  readonly stale: () => Promise<readonly StaleDay[]>
  readonly compute: (input: DaysToCompute) => Promise<ComputedDays>
  /** `assessment.incidents` in a reader thread. */
  readonly incidents: (input: { after: number; records: number }) => Promise<IncidentPage>
  readonly goOn: () => boolean
  /** Leaves time for others between the turns. */
  readonly rests: boolean
}

type Line = { last: Promise<unknown>; waiting: number }
const lines = new WeakMap<object, Line>()

/** One after the other: what a run names must not go before the run is stored. */
export async function inLine<T>(db: object, work: () => Promise<T>): Promise<T> {
  const line = lines.get(db) ?? { last: Promise.resolve(), waiting: 0 }
  lines.set(db, line)
  line.waiting += 1
  const before = line.last
  const mine = (async () => {
    await before
    line.waiting -= 1
    return work()
  })()
  line.last = mine.catch(() => undefined)
  return mine
}

/**
 * Brings the kept days up to date, in turns. Stopped at any moment, what was done is kept; until it is done every reader computes what is
 * missing itself.
 *
 * @returns how many days were computed
 */
export async function keepDays(parts: KeepParts): Promise<number> {
  const { db, write, compute, goOn } = parts
  if (!keptState(db).valid) write((tx) => beginKeeping(tx))
  await keepIncidents(parts)
  const upTo = newestTouch(db)
  if (!goOn() || keptState(db).seq === upTo) return 0
  let done = 0
  for (const { officer, days } of turnsOf(await parts.stale())) {
    if (!goOn()) return done
    const began = performance.now()
    const computed = await compute({ officer, days })
    if (!goOn()) return done
    write((tx) => storeDays(tx, officer, days, computed.days, computed.seq))
    done += days.length
    await rest(parts, began)
  }
  if (!goOn()) return done
  write((tx) => finishKeeping(tx, upTo))
  return done
}

/** Where others were received, or the borders of a beat changed, all are brought into their beats again. */
async function keepIncidents(parts: KeepParts): Promise<void> {
  const { db, write, goOn } = parts
  const stamp = incidentsStamp(db)
  if (keptStamp(db) === stamp) return
  write((tx) => forgetIncidents(tx))
  for (let after: number | null = 0; after !== null;) {
    const began = performance.now()
    const { incidents, last }: IncidentPage = await parts.incidents({ after, records: recordsAtOnce })
    if (!goOn()) return
    write((tx) => storeIncidents(tx, incidents))
    after = last
    await rest(parts, began)
    if (!goOn()) return
  }
  write((tx) => finishIncidents(tx, stamp))
}

async function rest({ rests, db }: KeepParts, began: number): Promise<void> {
  if (rests && (lines.get(db)?.waiting ?? 0) === 0)
    await new Promise((resolve) => setTimeout(resolve, restTimes * (performance.now() - began)))
}

/** @param stale by officer and day */
function turnsOf(stale: readonly StaleDay[]): { readonly officer: string; readonly days: readonly string[] }[] {
  const turns: { officer: string; days: string[] }[] = []
  for (const { officer, day } of stale) {
    const turn = turns.at(-1)
    if (turn !== undefined && turn.officer === officer && turn.days.length < atOnce) turn.days.push(day)
    else turns.push({ officer, days: [day] })
  }
  return turns
}
