import type { Row } from '../../../platform/sync/station-draft.ts'

export type StationRow = { readonly table: string; readonly id: string; readonly row: Row; readonly seq: number }

/** Rows of all stations of a platform, as its one table has them. */
export type RowsOfAll = Map<string, StationRow>

/** Of the rows of all, those of one station: whoever asks for a row says of which. */
export class StationRows {
  readonly #all: RowsOfAll
  readonly #station: string

  constructor(all: RowsOfAll, station: string) {
    this.#all = all
    this.#station = station
  }

  get(key: string): StationRow | undefined {
    return this.#all.get(this.#placeOf(key))
  }

  set(key: string, row: StationRow): void {
    this.#all.set(this.#placeOf(key), row)
  }

  /** As they came. */
  *entries(): Generator<[key: string, row: StationRow]> {
    const begin = this.#placeOf('')
    for (const [place, row] of this.#all) if (place.startsWith(begin)) yield [place.slice(begin.length), row]
  }

  values(): StationRow[] {
    return Array.from(this.entries(), ([, row]) => row)
  }

  clear(): void {
    for (const [key] of [...this.entries()]) this.#all.delete(this.#placeOf(key))
  }

  #placeOf(key: string): string {
    return `${this.#station}\u0000${key}`
  }
}
