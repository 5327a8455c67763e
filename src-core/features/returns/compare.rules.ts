import type { Content, SnapshotCell } from './snapshot.ts'

export type Standing = { readonly version: number; readonly state: string }

export type CellDifference = {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Counted both times, but corrected or moved to another state in between. */
  readonly changed: readonly string[]
  /** How each record stood in what was sent. */
  readonly sent: ReadonlyMap<string, Standing>
}

/** Which records make the difference between a cell now and as it was sent. Entry ids, each list in the order of the ids. */
export function compareCell(
  now: { readonly content: Content; readonly cell: SnapshotCell | undefined },
  sent: { readonly content: Content; readonly cell: SnapshotCell | undefined },
): CellDifference {
  const today = standings(now.content, now.cell)
  const before = standings(sent.content, sent.cell)
  return {
    added: [...today.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !today.has(id)),
    changed: [...today].flatMap(([id, one]) => {
      const other = before.get(id)
      return other === undefined || (other.version === one.version && other.state === one.state) ? [] : [id]
    }),
    sent: before,
  }
}

/** The records behind a cell by entry id, in the order of the ids. */
export function standings(content: Content, cell: SnapshotCell | undefined): Map<string, Standing> {
  const found: [string, Standing][] = []
  for (const at of cell?.records ?? []) {
    const entry = content.entries[at]
    if (entry !== undefined) found.push([entry[0], { version: entry[1], state: entry[2] }])
  }
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function cellOf(content: Content, sheet: string, cell: string): SnapshotCell | undefined {
  return content.cells.find((one) => one.sheet === sheet && one.cell === cell)
}
