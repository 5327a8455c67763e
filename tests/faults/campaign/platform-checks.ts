import type { Fields } from '../../../src-contract/sync/protocol.ts'

/** A change as the platform's log has it. */
export type LoggedChange = {
  readonly seq: number
  readonly op: string
  readonly tbl: string
  readonly id: string
  readonly fields: string
  /** The last one of a transaction. */
  readonly last: boolean
}

export type Found = { readonly lost: string[]; readonly duplicated: string[]; readonly resurrected: string[] }

/** Values of the book that the campaigns change. */
const watched = ['object', 'signboard', 'description']

/**
 * What the platform's log of changes says of the tokens: each is somewhere, comes into the entry's row at most once, the entry's row
 * says what its newest version says, and what is out of force stays so.
 *
 * @param tokens acknowledged to somebody
 * @param elsewhere what is kept outside the log: held mutations, and what PCs keep as refused
 * @param decided versions that came with somebody's decision on a conflict, in a log that is lost
 * @param cameToNothing values that somebody decided for on a conflict which a restored platform has forgotten: whoever wrote over one of
 *   them had seen what the decision was against
 */
export function lookThrough(
  changes: readonly LoggedChange[],
  tokens: readonly string[],
  elsewhere: string,
  decided: ReadonlySet<string> = new Set(),
  cameToNothing: ReadonlySet<string> = new Set(),
): Found {
  const all = `${changes.map(({ fields }) => fields).join('\n')}\n${elsewhere}`
  const lost = tokens.filter((token) => !all.includes(token)).map((token) => `${token} is nowhere`)
  const duplicated: string[] = []
  const resurrected: string[] = []
  const now = new Map<string, Fields>()
  const installed = new Map<string, number>()
  const said = new Map<string, string | null>()
  /** How often versions say that a value was written: what is taken back brings the one before it again. */
  const written = new Map<string, number>()
  const versions = new Set<string>()
  const settling = settlingIn(changes)
  /** Of decisions that took some fields of each side, in the transaction that is read: what such a version says of the others came to nothing. */
  const chosen: Chosen[] = []
  let ended = false
  for (const { seq, tbl, id, op, fields, last } of changes) {
    if (ended) for (const [place, value] of chosen.splice(0)) said.set(place, value)
    ended = last
    const row = op === 'delete' ? {} : (JSON.parse(fields) as Fields)
    if (tbl === 'conflicts') chosen.push(...chosenIn(row))
    if (tbl === 'entry_versions') {
      if (versions.has(id)) duplicated.push(`version ${id} is written twice`)
      versions.add(id)
      for (const { field, before, after } of changesIn(row)) {
        const place = `${String(row['entry'])} ${field}`
        const held = said.get(place)
        // Whoever wrote it saw what was there; only a decision on a conflict may write over what its author had not seen.
        const saw = held === undefined || held === before || held === after || cameToNothing.has(String(before))
        if (watched.includes(field) && !saw && !settling.has(seq) && !decided.has(id))
          lost.push(`${place}: ${String(held)} is written over by one who saw ${String(before)}`)
        said.set(place, after)
        written.set(`${place} ${after}`, (written.get(`${place} ${after}`) ?? 0) + 1)
      }
    }
    if (tbl !== 'entries') continue
    const before = now.get(id) ?? {}
    if (before['stage'] === 'voided' && row['stage'] !== 'voided') resurrected.push(`entry ${id} is in force again`)
    for (const field of watched) {
      const value = row[`v.${field}`]
      if (typeof value !== 'string' || before[`v.${field}`] === value) continue
      const place = `${id} ${field} ${value}`
      installed.set(place, (installed.get(place) ?? 0) + 1)
    }
    now.set(id, row)
  }
  for (const [place, value] of chosen) said.set(place, value)
  for (const [place, times] of installed)
    if (times > Math.max(1, written.get(place) ?? 0) && place.includes('〔'))
      duplicated.push(`${place} came ${times} times`)
  for (const [id, row] of now)
    for (const field of watched) {
      const newest = said.get(`${id} ${field}`)
      if (newest !== undefined && newest !== (row[`v.${field}`] ?? null))
        lost.push(`entry ${id}: ${field} is ${String(row[`v.${field}`])}, its newest version says ${String(newest)}`)
    }
  return { lost, duplicated, resurrected }
}

/** Versions that came with a decision on a conflict. */
export function decidedVersions(changes: readonly LoggedChange[]): string[] {
  const settling = settlingIn(changes)
  return changes.filter(({ seq, tbl }) => tbl === 'entry_versions' && settling.has(seq)).map(({ id }) => id)
}

/** Sequences of transactions in which somebody decides on a conflict. */
function settlingIn(changes: readonly LoggedChange[]): Set<number> {
  const settling = new Set<number>()
  let transaction: LoggedChange[] = []
  for (const change of changes) {
    transaction.push(change)
    if (!change.last) continue
    if (transaction.some(({ tbl }) => tbl === 'conflicts')) for (const { seq } of transaction) settling.add(seq)
    transaction = []
  }
  return settling
}

type Chosen = readonly [place: string, value: string | null]

/** What stands after a decision that took some fields of each side; the history says so behind the version that wanted all of its own. */
function chosenIn({ table, row, choice, decided }: Fields): Chosen[] {
  if (table !== 'entries' || choice !== 'merged' || typeof decided !== 'string') return []
  const fields = Object.entries(JSON.parse(decided) as Record<string, { value: string | null }>)
  return fields.map(([field, { value }]) => [`${String(row)} ${field.replace(/^v\./, '')}`, value])
}

type Written = { field: string; before: string | null; after: string | null }

function changesIn(row: Fields): Written[] {
  const text = row['changes']
  return typeof text === 'string' ? (JSON.parse(text) as Written[]) : []
}
