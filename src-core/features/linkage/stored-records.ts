import { blockingKeys, largestBlock } from '../../../src-domain/linkage/blocking.ts'
import type { Decisions } from '../../../src-domain/linkage/cluster.ts'
import { linkRecord, type LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import type { LinkSource } from '../../../src-domain/linkage/links.ts'
import type { ReadDb } from '../../store/sql.ts'
import { decidedWith } from './decisions.repo.ts'
import { keyHash } from './key-hash.rules.ts'
import { factsOfRecord, recordIdOf, recordsUnder } from './linkage.repo.ts'

const mostRecords = 20_000
const mostBlocks = 20_000

/** The replica's records as linking reads them; remembers what it read, so it must be told (`forget`) when a record changes. */
export class StoredRecords implements LinkSource, Decisions {
  readonly #db: ReadDb
  readonly #records = new Map<number, LinkRecord>()
  readonly #ids = new Map<string, number>()
  readonly #blocks = new Map<string, readonly number[]>()

  constructor(db: ReadDb) {
    this.#db = db
  }

  record(recordId: number): LinkRecord | undefined {
    const known = this.#records.get(recordId)
    if (known) return known
    const facts = factsOfRecord(this.#db, recordId)
    if (!facts) return undefined
    const read = linkRecord(facts)
    this.#records.set(recordId, read)
    this.#ids.set(read.key, recordId)
    return read
  }

  idOf(record: LinkRecord): number {
    const id = this.#ids.get(record.key) ?? recordIdOf(this.#db, record.key)
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
    return decidedWith(this.#db, 'must', record.key).flatMap((key) => {
      const id = recordIdOf(this.#db, key)
      return (id === undefined ? undefined : this.record(id)) ?? []
    })
  }

  cannot(key: string): ReadonlySet<string> {
    return new Set(decidedWith(this.#db, 'cannot', key))
  }

  /** Between two pieces of work: keeps memory within bounds. */
  trim(): void {
    if (this.#records.size < mostRecords) return
    this.#records.clear()
    this.#ids.clear()
  }

  forget(): void {
    this.#records.clear()
    this.#ids.clear()
    this.#blocks.clear()
  }
}
