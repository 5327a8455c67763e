import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { settle, type Typed } from '../../../src-domain/books/settle.ts'
import { localDateOf } from '../../clock.ts'
import { q } from '../../query.ts'
import type { WriteDb } from '../../store/sql.ts'
import { uuidv7 } from '../../uuid.ts'
import { asChanges } from './shown-values.ts'
import { changesBetween } from './changes.rules.ts'
import { findEntry, nextInCounter, updateEntry } from './entries.repo.ts'
import { markDerived } from './derive.service.ts'
import { putOutOfForce, writeNewEntry } from './entry-writer.ts'
import { counterOf, numberOf, reviewOfFiling } from './file.service.ts'
import { insertEvent, insertVersion, type Change } from './history.repo.ts'
import { levelOf, levelOfStep } from './review.rules.ts'
import { closeReview, insertReview } from './reviews.repo.ts'

/** An entry with its whole life behind it. People are named by their staff number, also in the fields. */
export type EntryToLoad = {
  readonly book: string
  readonly filedAt: string
  readonly fields: Typed
  readonly typist: string
  readonly filedBy: string
  readonly steps: readonly {
    readonly transition: string
    readonly fields: Typed
    readonly note: string
    readonly at: string
    readonly by: string
  }[]
  readonly waits: 'step' | 'void' | 'filing' | null
  readonly decider: string
  readonly voided: boolean
}

/** Large, because a page that is written again in each transaction is encrypted again. */
const perTransaction = 5_000

/**
 * Writes entries of a demo station or a bench with history, dues, keys, search index and reviews, as the acts would have left them.
 * Nothing is judged and nothing audited: whoever loads has made the values. Entries must come in the order of their filing.
 *
 * @returns how many were written
 */
export function loadEntries(
  db: WriteDb,
  entries: Iterable<EntryToLoad>,
  options: { readonly progress?: (done: number) => void } = {},
): number {
  const accounts = new Map(
    db
      .all(q.selectFrom('accounts').select(['staff_number', 'account_id']))
      .map((row) => [row.staff_number, row.account_id]),
  )
  const wasEmpty = db.one(q.selectFrom('entries').select('entry_id').limit(1)) === undefined
  let done = 0
  let batch: EntryToLoad[] = []
  const flush = (): void => {
    db.transaction((tx) => {
      const numbers = numbersFor(tx, batch)
      for (const entry of batch) loadOne(tx, entry, accounts, numbers)
    })
    done += batch.length
    batch = []
    options.progress?.(done)
  }
  for (const entry of entries) {
    batch.push(entry)
    if (batch.length === perTransaction) flush()
  }
  if (batch.length > 0) flush()
  if (wasEmpty) db.transaction((tx) => markDerived(tx))
  return done
}

type Accounts = ReadonlyMap<string, string>
type Taken = {
  readonly step: EntryToLoad['steps'][number]
  readonly from: string
  readonly to: string
  readonly changes: Change[]
}

/** Takes the numbers of a batch at once, and hands them out one by one. */
function numbersFor(tx: WriteDb, batch: readonly EntryToLoad[]): (book: BookSpec, day: string) => string {
  const wanted = new Map<string, number>()
  for (const { book, filedAt } of batch) {
    const counter = counterOf(specOf(book), localDateOf(Date.parse(filedAt)))
    wanted.set(counter, (wanted.get(counter) ?? 0) + 1)
  }
  const next = new Map([...wanted].map(([counter, n]) => [counter, nextInCounter(tx, counter, n) - n + 1]))
  return (book, day) => {
    const counter = counterOf(book, day)
    const running = next.get(counter) ?? 0
    next.set(counter, running + 1)
    return numberOf(book, day, running)
  }
}

function specOf(id: string): BookSpec {
  const book = booksById.get(id)
  if (book === undefined) throw new Error(`there is no book ${id}`)
  return book
}

function loadOne(tx: WriteDb, entry: EntryToLoad, accounts: Accounts, numbers: ReturnType<typeof numbersFor>): void {
  const book = specOf(entry.book)
  const id = (staffNumber: string): string => {
    const found = accounts.get(staffNumber)
    if (found === undefined) throw new Error('an entry names somebody who is not at the station')
    return found
  }
  const day = localDateOf(Date.parse(entry.filedAt))
  const first = settle(book, named(book, entry.fields, id), day)
  const { taken, waiting, values, state } = walk(book, entry, first, id)
  const entryId = uuidv7(Date.parse(entry.filedAt))
  const number = numbers(book, day)
  const stage = entry.waits === 'filing' ? 'in-review' : 'filed'
  const who = { at: entry.filedAt, account_id: id(entry.filedBy) }
  writeNewEntry(tx, {
    entryId,
    book,
    number,
    values,
    state,
    stage,
    at: entry.filedAt,
    typistId: id(entry.typist),
    prefilled: Math.floor(Object.keys(first).length / 2),
  })
  insertVersion(tx, { entry_id: entryId, version: 1, ...who, reason: null }, asChanges(first), [])
  const event = (
    more: { at: string; account_id: string; from: string | null; to: string; transition: string | null },
    changes: Change[] = [],
    note: string | null = null,
  ): void => {
    const { at, account_id, from: from_state, to: to_state, transition } = more
    insertEvent(
      tx,
      { event_id: uuidv7(Date.parse(at)), entry_id: entryId, at, account_id, from_state, to_state, note, transition },
      changes,
    )
  }
  event({ ...who, from: null, to: book.stateOf(first), transition: null })
  for (const { step, from, to, changes } of taken) {
    event({ at: step.at, account_id: id(step.by), from, to, transition: step.transition }, changes, step.note || null)
  }
  const ask = (
    kind: 'filing' | 'step' | 'void' | 'sampled',
    at: string,
    by: string,
    more: { transition?: string; note?: string } = {},
    changes: Change[] = [],
  ): string => {
    const reviewId = uuidv7(Date.parse(at))
    const level = kind === 'step' ? 'another' : levelOf(kind)
    const asked = { transition: more.transition ?? null, note: more.note ?? null, asked_by: id(by), asked_at: at }
    insertReview(
      tx,
      { review_id: reviewId, kind, entry_id: entryId, book: book.definition.id, level, ...asked },
      changes,
    )
    return reviewId
  }
  const kind = reviewOfFiling(book, entryId)
  if (kind !== null) {
    const reviewId = ask(kind, entry.filedAt, entry.filedBy)
    const decided = kind === 'filing' ? stage === 'filed' : taken.length > 0
    if (decided)
      closeReview(tx, reviewId, { status: 'approved', by: id(entry.decider), at: entry.filedAt, decision: '' })
  }
  if (waiting !== undefined) {
    const { step, changes } = waiting
    ask('step', step.at, step.by, { transition: step.transition, ...(step.note ? { note: step.note } : {}) }, changes)
  }
  if (entry.waits === 'void') ask('void', entry.filedAt, entry.filedBy, { note: '重复登记，请核准作废。' })
  if (entry.voided) {
    const record = findEntry(tx, entryId)
    if (record !== undefined) putOutOfForce(tx, record, book, values, entry.filedAt)
    event({ ...who, from: state, to: state, transition: 'void' }, [], '重复登记')
  }
  if (stage === 'in-review') updateEntry(tx, entryId, { due_on: null, due_kind: null })
}

/** The entry after its steps; the last one is left out where it waits for a second person. */
function walk(
  book: BookSpec,
  entry: EntryToLoad,
  first: Values,
  id: (staffNumber: string) => string,
): { taken: Taken[]; waiting: Taken | undefined; values: Values; state: string } {
  let values = first
  let state = book.stateOf(first)
  const taken: Taken[] = []
  let waiting: Taken | undefined
  for (const [at, step] of entry.steps.entries()) {
    const transition = book.definition.transitions.find((one) => one.id === step.transition && one.from === state)
    if (transition === undefined) throw new Error(`${entry.book}: no step ${step.transition} from ${state}`)
    const given = settle(book, named(book, step.fields, id), localDateOf(Date.parse(step.at)))
    const after = { ...values, ...given }
    const one = { step, from: state, to: transition.to, changes: changesBetween(values, after) }
    const isLast = at === entry.steps.length - 1
    if (entry.waits === 'step' && isLast && levelOfStep(book, transition, given, values) !== null) {
      waiting = one
      break
    }
    taken.push(one)
    values = after
    state = transition.to
  }
  return { taken, waiting, values, state }
}

/** Staff numbers become accounts. */
function named(book: BookSpec, fields: Typed, id: (staffNumber: string) => string): Typed {
  const people = new Set(book.definition.fields.filter(({ kind }) => kind === 'account').map(({ key }) => key))
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, people.has(key) ? id(value) : value]))
}
