import type { FieldMeaning, SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { StoredMark } from './drafts.repo.ts'

/** A source record as far as prefilling needs it. */
export type PrefillRecord = {
  readonly system: SystemId
  readonly nativeId: string
  /** When the source says that it changed, or else when it was received. */
  readonly at: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The record that was chosen on screen: its values come before all others. */
  readonly chosen: boolean
}

/** Whose word counts first: identity from the police register; the address from those who see the household. */
const order: Partial<Record<FieldMeaning, readonly SystemId[]>> = {
  address: ['JZ', 'WG', 'WY', 'ZJ', 'MZ', 'JCJ', 'YJ'],
}
const usualOrder: readonly SystemId[] = ['JZ', 'ZJ', 'WG', 'WY', 'MZ', 'JCJ', 'YJ']

/**
 * Draft fields from source records: for each meaning that the book takes, the first record that holds a value and may be opened. A phone comes from
 * the newest record, because phones change and registers do not follow.
 */
export function fieldsFromRecords(
  book: BookSpec,
  records: readonly PrefillRecord[],
  systems: ReadonlyMap<SystemId, SystemDefinition>,
  opens: (system: SystemId, meaning: FieldMeaning) => boolean,
): { fields: Record<string, string>; marks: StoredMark[] } {
  const fields: Record<string, string> = {}
  const marks: StoredMark[] = []
  for (const [meaning, field] of Object.entries(book.prefill) as [FieldMeaning, string][]) {
    for (const record of ranked(records, meaning)) {
      if (!opens(record.system, meaning)) continue
      const value = valueOf(record, meaning, systems)
      if (value === undefined) continue
      fields[field] = value
      marks.push({ field, source: record.system, at: record.at, nativeId: record.nativeId })
      break
    }
  }
  const number = marks.find((mark) => mark.field === book.documents?.number)
  if (book.documents !== null && number !== undefined) {
    // The systems' ID number field holds resident ID numbers and nothing else.
    fields[book.documents.kind] = 'resident-id'
    marks.push({ ...number, field: book.documents.kind })
  }
  return { fields, marks }
}

function ranked(records: readonly PrefillRecord[], meaning: FieldMeaning): PrefillRecord[] {
  const places = order[meaning] ?? usualOrder
  return [...records].sort((a, b) => {
    if (a.chosen !== b.chosen) return a.chosen ? -1 : 1
    const newer = a.at < b.at ? 1 : a.at > b.at ? -1 : 0
    if (meaning === 'phone') return newer
    return places.indexOf(a.system) - places.indexOf(b.system) || newer
  })
}

/** The first field with the meaning that is filled: a system lists its current address before the registered one. */
function valueOf(
  record: PrefillRecord,
  meaning: FieldMeaning,
  systems: ReadonlyMap<SystemId, SystemDefinition>,
): string | undefined {
  for (const { key, meaning: held } of systems.get(record.system)?.fields ?? []) {
    const value = record.payload[key]
    if (held === meaning && typeof value === 'string' && value.trim() !== '' && !value.includes('*'))
      return value.trim()
  }
  return undefined
}
