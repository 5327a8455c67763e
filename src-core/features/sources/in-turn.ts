const last = new WeakMap<object, Promise<unknown>>()

/** One after the other for one replica: two imports, or an import and the index that follows the one before, never mix. */
export function inTurn<T>(replica: object, work: () => Promise<T>): Promise<T> {
  const before = last.get(replica) ?? Promise.resolve()
  const turn = before.then(work, work)
  last.set(
    replica,
    turn.catch(() => undefined),
  )
  return turn
}
