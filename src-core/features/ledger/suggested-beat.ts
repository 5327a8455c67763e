import type { FilledField } from '../../../src-contract/features/ledger.shapes.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { settle, type Typed } from '../../../src-domain/books/settle.ts'
import type { ReadDb } from '../../store/sql.ts'
import { beatOfAddress } from '../duty/duty.facts.ts'
import type { StoredDraft } from './drafts.repo.ts'

/** The mark of a beat that the map of premises gave. */
export const areaSource = 'area'

/**
 * The beat to which the address belongs on the day, where the address is new and nobody has typed a beat: an empty one, or one that
 * came by itself, gives way to it. Null where the map says nothing, or nothing else.
 */
export function suggestedBeat(
  db: ReadDb,
  book: BookSpec,
  before: Pick<StoredDraft, 'fields' | 'marks'>,
  fields: Typed,
  today: string,
): FilledField | null {
  if (!['address', 'beat'].every((key) => book.definition.fields.some((field) => field.key === key))) return null
  const { address, beat, occurredOn } = settle(book, fields, today)
  if (address === undefined || isDeclaredMissing(address)) return null
  if (fields['address'] === before.fields['address'] && beat !== undefined) return null
  const byItself = before.fields['beat'] === fields['beat'] && before.marks.some(({ field }) => field === 'beat')
  if (beat !== undefined && !byItself) return null
  const found = beatOfAddress(db, address, occurredOn ?? today)
  return found === null || found.beat === beat
    ? null
    : { field: 'beat', value: found.beat, source: areaSource, at: null }
}
