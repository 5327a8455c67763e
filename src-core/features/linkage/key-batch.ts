import type { WriteDb } from '../../store/sql.ts'
import { addKey } from './linkage.repo.ts'

const buckets = 1_024
/** Keys are 53-bit hashes. */
const perBucket = 2 ** 53 / buckets
const most = 300_000

type Pair = { readonly key: number; readonly recordId: number }

/**
 * Keys that go into their table in the order of the table. One by one they lie all over it, and each costs a page read, decrypted,
 * encrypted and written; many of them in order share the pages. Takes about 20 MB when it is full.
 */
export class KeyBatch {
  #buckets: Pair[][] = emptyBuckets()
  #size = 0
  /** The next bucket that goes in; null while the batch is filled. */
  #next: number | null = null

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Full, or closed: nothing may be added until `leave` is done. */
  get isLeaving(): boolean {
    return this.#next !== null
  }

  /** @param key as keyHash makes it */
  add(key: number, recordId: number): void {
    this.#buckets[Math.floor(key / perBucket)]?.push({ key, recordId })
    this.#size += 1
    if (this.#size >= most) this.close()
  }

  close(): void {
    this.#next ??= 0
  }

  /** Writes until a moment (of performance.now). @returns true when the batch is empty again */
  leave(tx: WriteDb, ends: number): boolean {
    while (this.#next !== null && performance.now() < ends) {
      const bucket = this.#buckets[this.#next] ?? []
      bucket.sort((a, b) => a.key - b.key || a.recordId - b.recordId)
      for (const { key, recordId } of bucket) addKey(tx, key, recordId)
      this.#next += 1
      if (this.#next < buckets) continue
      this.#buckets = emptyBuckets()
      this.#size = 0
      this.#next = null
    }
    return this.#next === null
  }
}

function emptyBuckets(): Pair[][] {
  return Array.from({ length: buckets }, () => [])
}
