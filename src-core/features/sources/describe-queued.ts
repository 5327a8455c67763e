import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import type { OddProblem } from '../../../src-contract/features/sources.contract.ts'
import type { ReadDb } from '../../store/sql.ts'
import {
  definition,
  describeSubject,
  type Member,
  type SubjectDescription,
} from '../subjects/describe-subject.rules.ts'
import { extract, type Extract } from '../subjects/extract.rules.ts'
import {
  findByIdNumber,
  homeCounty,
  isWithoutIdNumber,
  keysOfSubject,
  recordsOfSubject,
} from '../subjects/subjects.service.ts'
import { oddityIn } from './odd-records.rules.ts'
import { idNumberKey, QueuedGroups } from './queued-groups.ts'
import { systems } from './catalog.ts'
import { SortedKeys, type KeysPiece } from './sorted-keys.ts'

// What the thread beside core does of the work on a long queue: it only reads.

/** A queued record that was read for its subject's description. */
export type DescribedRecord = {
  readonly recordId: number
  readonly version: number
  /** Its subject is to be noted on it. */
  readonly comes: boolean
  readonly odd: OddProblem | null
  readonly system: SystemId
}

/** A subject with everything that is derived from its records but its keys, which come sorted after the subjects of a batch. */
export type DescribedSubject = Omit<SubjectDescription, 'keys'> & {
  /** Null: it is new. */
  readonly subjectId: number | null
  readonly about: RecordAbout
  readonly idNumber: string | null
  readonly queued: readonly DescribedRecord[]
}

const scannedAtOnce = 4_000
/** Subjects that are brought into the order of their numbers, since documents are written in that. */
const takenAtOnce = 256
/** More are left for another time; bounds memory. */
export const mostGrouped = 4_000_000

/** Groups the records of the queue by their subjects-to-be. What it only guesses here is made sure of when the group is described. */
export function groupQueued(db: ReadDb, most = mostGrouped): QueuedGroups {
  const queued = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0
  const groups = new QueuedGroups(Math.min(queued, most))
  const scan = db.prepare<[number], { id: number; subject: number | null; idNumber: string | null }>(scanSql)
  for (let after = 0; !groups.isFull;) {
    const rows = scan.all(after)
    for (const { id, subject, idNumber } of rows) {
      if (groups.isFull) break
      const sure = idNumber === null ? null : idNumber.endsWith('"') ? idNumber.slice(0, -1) : ''
      const number = sure === null || plainId.test(sure) ? sure : readIdNumber(db, id)
      groups.add(id, number === null ? (subject === null ? null : -subject) : idNumberKey(number))
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.id
  }
  groups.close()
  return groups
}

const plainId = /^\d{17}[\dX]$/

/** The number as it stands in the text; taking every payload apart for it would take four times as long. */
const scanSql = `SELECT q.record_id AS id, r.subject_id AS subject, ${guessedIdNumber()} AS idNumber
  FROM index_queue q CROSS JOIN source_records r ON r.record_id = q.record_id
  WHERE q.record_id > ? ORDER BY q.record_id LIMIT ${scannedAtOnce}`

function guessedIdNumber(): string {
  const cases = [...systems.values()].flatMap(({ id, about, fields }) => {
    const [field, ...others] = fields.filter(({ meaning }) => meaning === 'id-number')
    if (about !== 'person' || field === undefined) return []
    if (others.length > 0) return [`WHEN '${id}' THEN ''`]
    const opening = `"${field.key}":"`
    return [`WHEN '${id}' THEN substr(r.payload, nullif(instr(r.payload, '${opening}'), 0) + ${opening.length}, 19)`]
  })
  return `CASE r.system ${cases.join(' ')} END`
}

function readIdNumber(db: ReadDb, recordId: number): string | null {
  const record = db
    .prepare<[number], { system: SystemId; payload: string }>(
      'SELECT system, payload FROM source_records WHERE record_id = ?',
    )
    .one(recordId)
  return record === undefined ? null : groupingId(readRecord(record.system, record.payload).found)
}

type ReadRecord = { readonly found: Extract; readonly odd: OddProblem | null }

/** Takes a payload apart once for both. */
function readRecord(system: SystemId, payload: string): ReadRecord {
  const catalog = definition(system)
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    value = undefined
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return {
    found: extract(catalog, isObject ? (value as Record<string, unknown>) : {}),
    odd: oddityIn(catalog, value)?.problem ?? null,
  }
}

function groupingId(found: Extract): string | null {
  return found.about === 'person' ? found.idNumber : null
}

type QueuedRow = {
  record_id: number
  system: SystemId
  payload: string
  version: number
  source_time: string | null
  subject_id: number | null
  subject_before: number | null
}

type Gathered = { subject: DescribedSubject; keys: SubjectDescription['keys']; before: SubjectDescription['keys'] }

/**
 * Describes the next groups, each once, of one state of the database. Left out, and so left in the queue for the ordinary way: records
 * that move from one subject to another, and what turned out otherwise than it was grouped.
 */
export class QueueDescriber {
  readonly #db: ReadDb
  readonly #groups: QueuedGroups
  #come = new SortedKeys()
  #gone = new SortedKeys()
  #at = 0
  /** Of the next subject in the batch. */
  #place = 0
  /** Some of the records may belong to subjects that are there. */
  readonly #mayBeKnown: boolean

  constructor(db: ReadDb, most?: number) {
    this.#db = db
    this.#groups = groupQueued(db, most)
    this.#mayBeKnown = db.prepare<[], object>('SELECT 1 FROM subjects LIMIT 1').one() !== undefined
  }

  /**
   * Subjects of a batch have places in it, from 0 on in the order in which they are taken; their keys are gathered until they are taken.
   *
   * @param take takes the subjects, some at a time: known ones in the order of their numbers, then new ones in that of their first records
   * @returns false: there were no more
   */
  describe(mostSubjects: number, take: (subjects: readonly DescribedSubject[]) => void): boolean {
    if (this.#at === this.#groups.groups) return false
    this.#db.snapshot(() => {
      const home = homeCounty(this.#db)
      const ends = Math.min(this.#groups.groups, this.#at + mostSubjects)
      while (this.#at < ends) {
        const gathered = this.#some(Math.min(ends, this.#at + takenAtOnce), home)
        for (const one of gathered) this.#gatherKeys(one)
        take(gathered.map(({ subject }) => subject))
      }
    })
    this.#come.pack()
    this.#gone.pack()
    return true
  }

  /** How many pieces the keys of the batch are, about. */
  get keyPieces(): number {
    return this.#come.pieces + this.#gone.pieces
  }

  /**
   * The keys that the subjects of the batch are to be found by, and then those that they are not to be found by any more; ends the batch,
   * and they may be taken while the next one is described.
   */
  keys(): Iterator<{ readonly isGone: boolean; readonly piece: KeysPiece }, void> {
    const [come, gone] = [this.#come, this.#gone]
    this.#come = new SortedKeys()
    this.#gone = new SortedKeys()
    this.#place = 0
    return (function* () {
      for (const piece of come.take()) yield { isGone: false, piece }
      for (const piece of gone.take()) yield { isGone: true, piece }
    })()
  }

  #gatherKeys({ keys, before }: Gathered): void {
    const place = this.#place
    this.#place += 1
    if (before.length === 0) {
      for (const { kind, value } of keys) this.#come.add(kind, value, place)
      return
    }
    const had = new Map(before.map((key) => [`${key.kind} ${key.value}`, key]))
    for (const { kind, value } of keys) if (!had.delete(`${kind} ${value}`)) this.#come.add(kind, value, place)
    for (const { kind, value } of had.values()) this.#gone.add(kind, value, place)
  }

  #some(ends: number, home: string | null): Gathered[] {
    const known: Gathered[] = []
    const fresh: Gathered[] = []
    for (; this.#at < ends; this.#at += 1) {
      const gathered = this.#describe(this.#groups.recordsOf(this.#at), home)
      if (gathered !== undefined) (gathered.subject.subjectId === null ? fresh : known).push(gathered)
    }
    known.sort((a, b) => (a.subject.subjectId as number) - (b.subject.subjectId as number))
    return [...known, ...fresh]
  }

  #describe(recordIds: readonly number[], home: string | null): Gathered | undefined {
    const rows = recordIds.map((id) => this.#queued(id)).filter((row) => row !== undefined)
    const [first] = rows
    if (first === undefined) return undefined
    const read = rows.map(({ system, payload }) => readRecord(system, payload))
    const { found } = read[0] as ReadRecord
    const idNumber = groupingId(found)
    if (read.some((one) => groupingId(one.found) !== idNumber)) return undefined
    // Numbers with one and the same mistake were taken for people's: such records stand by themselves, or in the subject that they have.
    if (idNumber === null && rows.length > 1)
      if (rows.some(({ subject_id }) => subject_id === null || subject_id !== first.subject_id)) return undefined
    const subjectId = this.#subjectOf(first, idNumber)
    const staysIn = (before: number | null): boolean => before === null || before === subjectId
    if (subjectId === undefined || !rows.every((row) => staysIn(row.subject_id) && staysIn(row.subject_before)))
      return undefined
    const members = this.#members(rows, read, subjectId)
    const { keys, ...described } = describeSubject(members, home)
    const queued = rows.map(({ record_id, version, subject_id, system }, at) => ({
      ...{ recordId: record_id, version, comes: subject_id === null, system },
      odd: (read[at] as ReadRecord).odd,
    }))
    const before = subjectId === null ? [] : keysOfSubject(this.#db, subjectId)
    return { subject: { ...described, subjectId, about: found.about, idNumber, queued }, keys, before }
  }

  /** The subject that assignSubject would find; null: it would make a new one; undefined: the record may have to leave another. */
  #subjectOf({ subject_id }: QueuedRow, idNumber: string | null): number | null | undefined {
    if (!this.#mayBeKnown) return null
    if (idNumber !== null) return findByIdNumber(this.#db, idNumber) ?? null
    if (subject_id === null) return null
    return isWithoutIdNumber(this.#db, subject_id) ? subject_id : undefined
  }

  /** All records of the subject, as recordsOfSubject orders them. */
  #members(rows: readonly QueuedRow[], read: readonly ReadRecord[], subjectId: number | null): Member[] {
    const all = rows.map(({ record_id, system, source_time }, at) => ({
      ...{ recordId: record_id, system, time: source_time ?? '', found: (read[at] as ReadRecord).found },
    }))
    if (subjectId !== null) {
      const here = new Set(all.map(({ recordId }) => recordId))
      for (const { record_id, system, payload, source_time } of recordsOfSubject(this.#db, subjectId))
        if (!here.has(record_id))
          all.push({ recordId: record_id, system, time: source_time ?? '', found: readRecord(system, payload).found })
    }
    if (all.length > 1) all.sort((a, b) => (a.time === b.time ? a.recordId - b.recordId : a.time < b.time ? 1 : -1))
    return all
  }

  #queued(recordId: number): QueuedRow | undefined {
    return this.#db
      .prepare<[number], QueuedRow>(
        `SELECT r.record_id, r.system, r.payload, r.version, r.source_time, r.subject_id, q.subject_before
         FROM source_records r JOIN index_queue q ON q.record_id = r.record_id WHERE r.record_id = ?`,
      )
      .one(recordId)
  }
}
