import type { Mutation } from '../../src-contract/sync/push.ts'
import type { StationDraft } from './station-draft.ts'

/** Fields that name an entry without which no PC can show the row. */
const namedIn: Readonly<Record<string, string>> = {
  entry_versions: 'entry',
  entry_events: 'entry',
  reviews: 'entry',
  attachments: 'entry',
  inspection_plans: 'fulfilledBy',
}

/** Entries that what is changed here hangs on. */
export function entriesOf({ table, id, op, fields }: Mutation): string[] {
  if (op !== 'put') return []
  // A link is called after both of its entries.
  if (table === 'entry_links') return id.split('.').slice(0, 2)
  const field = Object.hasOwn(namedIn, table) ? namedIn[table] : undefined
  const named = field === undefined ? undefined : fields[field]?.value
  return typeof named === 'string' ? [named] : []
}

/**
 * Whether an entry that this hangs on was never here, and does not come with it: its filing was refused, and what was asked of it or told of it
 * since came by itself. Taken, it would wait on every other PC for something that may never come.
 *
 * @param sent the transaction
 */
export function lacksEntry(writer: StationDraft, mutation: Mutation, sent: readonly Mutation[]): boolean {
  return entriesOf(mutation).some(
    (id) =>
      writer.row({ table: 'entries', id }) === undefined &&
      !sent.some((one) => one.table === 'entries' && one.id === id),
  )
}
