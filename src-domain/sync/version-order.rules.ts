export type VersionChange = { readonly field: string; readonly before: string | null; readonly after: string | null }

/**
 * Versions of an entry in the order in which they were made: one that changed what another one had made comes after it. That is all that
 * a PC can tell where they came to it in another order: what was held back until somebody decided comes behind what that person did next.
 *
 * @param versions as this PC has them; those of which no change says otherwise stay so
 * @param start what a field was before all of them; undefined: not known
 */
export function inOrderMade<T>(
  versions: readonly T[],
  changesOf: (version: T) => readonly VersionChange[],
  start: (field: string) => string | null | undefined,
): T[] {
  const left = versions.map((version) => ({ version, changes: changesOf(version) }))
  const makers = new Map<string, number>()
  for (const { changes } of left) for (const change of changes) count(makers, change, 1)
  const now = new Map<string, string | null>()
  const isReady = ({ field, before }: VersionChange): boolean =>
    (now.has(field) ? now.get(field) : start(field)) === before || (makers.get(madeBy(field, before)) ?? 0) === 0
  const ordered: T[] = []
  while (left.length > 0) {
    // Where each waits for another, the order that this PC has is as good as any.
    const at = Math.max(
      0,
      left.findIndex(({ changes }) => changes.every(isReady)),
    )
    const [next] = left.splice(at, 1)
    if (next === undefined) break
    for (const change of next.changes) {
      count(makers, change, -1)
      now.set(change.field, change.after)
    }
    ordered.push(next.version)
  }
  return ordered
}

const madeBy = (field: string, after: string | null): string => JSON.stringify([field, after])

function count(makers: Map<string, number>, { field, after }: VersionChange, by: number): void {
  const name = madeBy(field, after)
  makers.set(name, (makers.get(name) ?? 0) + by)
}
