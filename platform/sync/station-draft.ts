import type { Fields } from '../../src-contract/sync/protocol.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { canonicalFields, hashOfCanonical } from '../../src-domain/sync/canonical-row.ts'
import type { HeldRow } from '../../src-domain/sync/merge.rules.ts'
import { platformId } from '../platform-id.ts'

export type RowKey = { readonly table: string; readonly id: string }
export type Author = {
  readonly device: string | null
  readonly actor: string | null
  /** The lineage in which it is sent again as it was known before a restore. */
  readonly restored?: string | undefined
}

/** `actor` and `at`: who changed it last, and when the platform took that over. */
export type Row = HeldRow & {
  readonly hash: string
  readonly actor: string | null
  readonly at: string
  /**
   * The lineage that began with a restore since which the row has not changed, or was only sent again as it was known before: steps in
   * between may be lost.
   */
  readonly asOfBackup?: string | undefined
}
export type Change = RowKey & {
  op: 'upsert' | 'delete'
  seq: number
  last: boolean
  ver: number
  fields: string
  hash: string
} & Author

export const keyOf = ({ table, id }: RowKey): string => `${table}\u0000${id}`

/**
 * What one transaction does to a station's rows, in memory: versions, sequences, and the way back when a client's transaction is
 * refused half-way. Where the rows come from and go to is the storage's.
 */
export class StationDraft {
  readonly station: string
  /** Begun with a restore, or with the platform itself. */
  readonly lineage: string | undefined
  /** Of a conflict. */
  readonly newId: () => string
  /** The platform's time. */
  readonly now: string
  #head: number
  readonly #rows = new Map<string, Row>()
  readonly #changes: Change[] = []
  /** What rows were before each write, for `mark`. */
  readonly #journal: [string, Row | undefined][] = []

  constructor(station: string, head: number, now: string, lineage?: string, newId: () => string = platformId) {
    this.station = station
    this.lineage = lineage
    this.newId = newId
    this.#head = head
    this.now = now
  }

  get head(): number {
    return this.#head
  }

  get changes(): readonly Change[] {
    return this.#changes
  }

  isLoaded(key: RowKey): boolean {
    return this.#rows.has(keyOf(key))
  }

  /** A row as the storage has it. */
  hold(key: RowKey, row: Row): void {
    this.#rows.set(keyOf(key), row)
  }

  /** A row that `load` read or this transaction wrote. */
  row(key: RowKey): Row | undefined {
    return this.#rows.get(keyOf(key))
  }

  /** Of a table, what is known here: read for this transaction or written in it. */
  *rowsOf(table: string): Iterable<Fields> {
    for (const [key, row] of this.#rows) if (!row.deleted && key.startsWith(`${table}\u0000`)) yield row.fields
  }

  /** @returns version and sequence of the row after it */
  put(key: RowKey, fields: Fields, author: Author, identity: boolean): { ver: number; serverSeq: number } {
    const before = this.#rows.get(keyOf(key))
    const ver = (before?.ver ?? 0) + 1
    const text = canonicalJson(canonicalFields(fields))
    const hash = hashOfCanonical(key.table, key.id, ver, text)
    const identityVer = identity ? ver : (before?.identityVer ?? 0)
    this.#set(key, {
      ver,
      fields: canonicalFields(fields),
      deleted: false,
      identityVer,
      hash,
      actor: author.actor,
      at: this.now,
      asOfBackup: author.restored,
    })
    const { device, actor } = author
    return this.#note({ ...key, op: 'upsert', ver, fields: text, hash, device, actor })
  }

  delete(key: RowKey, author: Author): { ver: number; serverSeq: number } {
    const before = this.#rows.get(keyOf(key))
    const ver = (before?.ver ?? 0) + 1
    const hash = hashOfCanonical(key.table, key.id, ver, '{}')
    const identityVer = before?.identityVer ?? 0
    this.#set(key, { ver, fields: {}, deleted: true, identityVer, hash, actor: author.actor, at: this.now })
    return this.#note({ ...key, op: 'delete', ver, fields: '{}', hash, ...author })
  }

  #set(key: RowKey, row: Row): void {
    this.#journal.push([keyOf(key), this.#rows.get(keyOf(key))])
    this.#rows.set(keyOf(key), row)
  }

  #note(change: Omit<Change, 'seq' | 'last'>): { ver: number; serverSeq: number } {
    this.#head += 1
    this.#changes.push({ ...change, seq: this.#head, last: false })
    return { ver: change.ver, serverSeq: this.#head }
  }

  /** Marks what was written since the last mark as one transaction for every replica. */
  seal(): void {
    const newest = this.#changes.at(-1)
    if (newest !== undefined) newest.last = true
  }

  /** What to go back to when a client's transaction is refused half-way. */
  mark(): { undo(): void } {
    const journal = this.#journal.length
    const changes = this.#changes.length
    const head = this.#head
    return {
      undo: () => {
        for (const [key, row] of this.#journal.splice(journal).reverse()) {
          if (row === undefined) this.#rows.delete(key)
          else this.#rows.set(key, row)
        }
        this.#changes.splice(changes)
        this.#head = head
      },
    }
  }
}
