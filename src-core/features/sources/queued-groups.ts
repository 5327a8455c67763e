/**
 * Which queued records belong together, and in which order: groups stand in the order of their first records. Ten million records take
 * 200 MB at most, a station of two million a quarter of it.
 */
export class QueuedGroups {
  readonly #ids: Float64Array
  /** Place of the next record of the same group, from 1 on; 0: it is the last. */
  readonly #next: Uint32Array
  readonly #first: Uint32Array
  readonly #last: Uint32Array
  readonly #groupOf = new Map<number, number>()
  #records = 0
  #groups = 0

  /** @param most records that can be taken */
  constructor(most: number) {
    this.#ids = new Float64Array(most)
    this.#next = new Uint32Array(most)
    this.#first = new Uint32Array(most)
    this.#last = new Uint32Array(most)
  }

  get groups(): number {
    return this.#groups
  }

  get isFull(): boolean {
    return this.#records === this.#ids.length
  }

  /** @param key records with the same one stand in one group; null: in one of its own */
  add(recordId: number, key: number | null): void {
    const place = this.#records
    this.#ids[place] = recordId
    this.#records += 1
    const known = key === null ? undefined : this.#groupOf.get(key)
    if (known !== undefined) {
      this.#next[this.#last[known] as number] = place + 1
      this.#last[known] = place
      return
    }
    if (key !== null) this.#groupOf.set(key, this.#groups)
    this.#first[this.#groups] = place
    this.#last[this.#groups] = place
    this.#groups += 1
  }

  /** No more are added: what only that needed is given back. */
  close(): void {
    this.#groupOf.clear()
  }

  /** The records of a group, in the order in which they were added. */
  recordsOf(group: number): number[] {
    const records: number[] = []
    for (let place = (this.#first[group] as number) + 1; place !== 0; place = this.#next[place - 1] as number)
      records.push(this.#ids[place - 1] as number)
    return records
  }
}

/** An ID number without its check digit as a number that JavaScript holds exactly: division, day, sequence. */
export function idNumberKey(idNumber: string): number {
  const year = Number(idNumber.slice(6, 10))
  const month = Number(idNumber.slice(10, 12))
  const day = (year * 12 + month) * 32 + Number(idNumber.slice(12, 14))
  return (Number(idNumber.slice(0, 6)) * (10_000 * 12 * 32) + day) * 1_000 + Number(idNumber.slice(14, 17))
}
