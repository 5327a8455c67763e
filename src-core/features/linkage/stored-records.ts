import { blockingKeys, largestBlock } from '../../../src-domain/linkage/blocking.ts'
import type { Decisions } from '../../../src-domain/linkage/cluster.ts'
import { linkRecord, type LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import type { LinkSource } from '../../../src-domain/linkage/links.ts'
import type { ReadDb } from '../../store/sql.ts'
import { anyDecision, decidedWith } from './decisions.repo.ts'
import { keyHash } from './key-hash.rules.ts'
import { factsOfRecord, recordIdOf, recordsUnder } from './linkage.repo.ts'

/** Some kB each, and as many again of those read before. */
const mostRecords = 7_000
const mostBlocks = 20_000
const none: ReadonlySet<string> = new Set()

type Stored = LinkRecord & { readonly recordId: number }

/** The replica's records as linking reads them; remembers what it read, so it must be told (`forget`) when a record changes. */
export class StoredRecords implements LinkSource, Decisions {
  readonly #db: ReadDb
  #records = new Map<number, Stored>()
  /** What was read before those; one that is wanted again moves over, the rest goes. */
  #older = new Map<number, Stored>()
  readonly #blocks = new Map<string, readonly number[]>()
  readonly #most: number
  #decided: boolean

  constructor(db: ReadDb, most = mostRecords) {
    this.#db = db
    this.#most = most
    this.#decided = anyDecision(db)
  }

  record(recordId: number): LinkRecord | undefined {
    const known = this.#records.get(recordId)
    if (known) return known
    const read = this.#older.get(recordId) ?? this.#read(recordId)
    if (read) this.#records.set(recordId, read)
    return read
  }

  #read(recordId: number): Stored | undefined {
    const facts = factsOfRecord(this.#db, recordId)
    if (!facts) return undefined
    return Object.assign(linkRecord(facts), { recordId })
  }

  idOf(record: LinkRecord): number {
    const id = (record as Partial<Stored>).recordId ?? recordIdOf(this.#db, record.key)
    if (id === undefined) throw new Error('a linked record has no row')
    return id
  }

  neighbours(record: LinkRecord): readonly LinkRecord[] {
    const own = this.idOf(record)
    const ids = new Set<number>()
    for (const key of blockingKeys(record)) for (const id of this.#block(key)) if (id !== own) ids.add(id)
    return [...ids].flatMap((id) => this.record(id) ?? [])
  }

  /** Empty for a key that too many records share. */
  #block(key: string): readonly number[] {
    const known = this.#blocks.get(key)
    if (known) return known
    const most = largestBlock(key)
    const found = recordsUnder(this.#db, keyHash(key), most + 1)
    const block = found.length > most ? [] : found
    if (this.#blocks.size >= mostBlocks) this.#blocks.clear()
    this.#blocks.set(key, block)
    return block
  }

  must(record: LinkRecord): readonly LinkRecord[] {
    if (!this.#decided) return []
    return decidedWith(this.#db, 'must', record.key).flatMap((key) => {
      const id = recordIdOf(this.#db, key)
      return (id === undefined ? undefined : this.record(id)) ?? []
    })
  }

  cannot(key: string): ReadonlySet<string> {
    return this.#decided ? new Set(decidedWith(this.#db, 'cannot', key)) : none
  }

  /** Between two pieces of work: keeps memory within bounds, and learns of a first decision. */
  trim(): void {
    this.#decided ||= anyDecision(this.#db)
    if (this.#records.size < this.#most) return
    this.#older = this.#records
    this.#records = new Map()
  }
}
