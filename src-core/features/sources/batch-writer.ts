import type { SystemId } from '../../../src-contract/systems.ts'
import type { OddProblem } from '../../../src-contract/features/sources.contract.ts'
import type { WriteDb } from '../../store/sql.ts'
import { queueAllForLinking } from '../linkage/queue.ts'
import { describeAnew, insertDescribed, insertKeys, removeKey, writeDocuments } from '../subjects/many-subjects.ts'
import type { DescribedSubject } from './describe-queued.ts'
import { noteOddities } from './odd-records.repo.ts'
import type { Piece } from './queue-thread.ts'
import { keysOf, type KeysPiece } from './sorted-keys.ts'
import { dropSubject, joinSubject, leaveQueueAsRead } from './staging.repo.ts'

const recordsAtOnce = 256
/** Instead of a subject's number: it is left to the ordinary way. */
const left = 0

/**
 * Writes one batch: rows and documents of its subjects, then their keys, then its records leave the queue. In this order: whoever is found
 * has a row that says who it is, and a record is queued until it is found by everything that it says.
 */
export class BatchWriter {
  readonly #refreshed: ReadonlySet<number>
  /** By place in the batch. */
  readonly #subjects: number[] = []
  /** Of the queued records, all in one order. */
  readonly #records: number[] = []
  readonly #versions: number[] = []
  readonly #places: number[] = []
  readonly #odd = new Map<number, { readonly system: SystemId; readonly odd: OddProblem }>()

  /** Records that left the queue. */
  done = 0

  /** @param refreshed subjects that somebody described since the thread read the first of the batch */
  constructor(refreshed: ReadonlySet<number>) {
    this.#refreshed = refreshed
  }

  write(tx: WriteDb, piece: Piece): void {
    if ('subjects' in piece) this.#writeSubjects(tx, piece.subjects)
    else if ('come' in piece) insertKeys(tx, piece.come.kind, this.#keysOf(piece.come))
    else for (const { value, subjectId } of this.#keysOf(piece.gone)) removeKey(tx, piece.gone.kind, value, subjectId)
  }

  /** After everything else, in steps. */
  *leave(tx: WriteDb): Generator<void> {
    for (let from = 0; from < this.#records.length; from += recordsAtOnce) {
      this.#leave(tx, from, Math.min(from + recordsAtOnce, this.#records.length))
      yield
    }
  }

  #writeSubjects(tx: WriteDb, subjects: readonly DescribedSubject[]): void {
    const documents: { subjectId: number; isNew: boolean; names: string; places: string }[] = []
    for (const subject of subjects) {
      const subjectId = this.#writeSubject(tx, subject)
      this.#subjects.push(subjectId)
      if (subjectId === left) continue
      this.#remember(subject, this.#subjects.length - 1)
      // Records of one subject without a number may come in two groups, each of which describes all of it. Such stand side by side.
      if (documents.at(-1)?.subjectId === subjectId) continue
      const { names, places } = subject
      documents.push({ subjectId, isNew: subject.subjectId === null, names, places })
    }
    writeDocuments(tx, documents)
  }

  #writeSubject(tx: WriteDb, subject: DescribedSubject): number {
    const { subjectId: known, about, idNumber, queued } = subject
    if (known !== null && this.#refreshed.has(known)) return left
    const subjectId = known ?? insertDescribed(tx, about, idNumber, subject)
    // Somebody made a subject with this ID number meanwhile.
    if (subjectId === undefined) return left
    const coming = queued.filter(({ comes }) => comes)
    const came = coming.filter(({ recordId, version }) => joinSubject(tx, recordId, version, subjectId))
    if (came.length < coming.length) {
      // Some are not what they were. The others stay queued, and the ordinary way describes the subject from what it has then.
      if (known === null && came.length === 0) dropSubject(tx, subjectId)
      return left
    }
    if (known !== null) describeAnew(tx, known, subject)
    return subjectId
  }

  #remember({ queued }: DescribedSubject, place: number): void {
    for (const { recordId, version, system, odd } of queued) {
      this.#records.push(recordId)
      this.#versions.push(version)
      this.#places.push(place)
      if (odd !== null) this.#odd.set(recordId, { system, odd })
    }
  }

  /** Unless it was left to the ordinary way, or somebody described it since. */
  #subjectAt(place: number): number {
    const subjectId = this.#subjects[place] ?? left
    return this.#refreshed.has(subjectId) ? left : subjectId
  }

  #keysOf(piece: KeysPiece): { value: string; subjectId: number }[] {
    return keysOf(piece)
      .map(({ value, place }) => ({ value, subjectId: this.#subjectAt(place) }))
      .filter(({ subjectId }) => subjectId !== left)
  }

  #leave(tx: WriteDb, from: number, to: number): void {
    const some: { recordId: number; version: number; subjectId: number }[] = []
    for (let at = from; at < to; at += 1) {
      const subjectId = this.#subjectAt(this.#places[at] as number)
      const [recordId, version] = [this.#records[at] as number, this.#versions[at] as number]
      if (subjectId !== left) some.push({ recordId, version, subjectId })
    }
    const gone = leaveQueueAsRead(tx, some)
    noteOddities(
      tx,
      gone.map((recordId) => ({ recordId, ...this.#odd.get(recordId) })),
    )
    queueAllForLinking(tx, gone)
    this.done += gone.length
  }
}
