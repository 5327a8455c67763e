import type { FilledField } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { settle, type Typed } from '../../../src-domain/books/settle.ts'
import type { ReadDb } from '../../store/sql.ts'
import { answersAlone, assignedOn } from '../duty/duty.facts.ts'
import { carriedSource } from './carried.ts'
import type { StoredDraft } from './drafts.repo.ts'

/** The mark of an officer whom the assignments of the day gave. */
export const assignedSource = 'assigned'

/**
 * The police officer who alone answers for the beat on the day, where beat or day are new and nobody has typed an officer: an empty
 * field, or an officer who was carried or came this way and does not answer for the beat, gives way. Null where there is nobody or
 * more than one: then the typist says who it was.
 */
export function suggestedOfficer(
  db: ReadDb,
  book: BookSpec,
  before: Pick<StoredDraft, 'fields' | 'marks'>,
  fields: Typed,
  today: string,
): FilledField | null {
  if (!['beat', 'officer'].every((key) => book.definition.fields.some((field) => field.key === key))) return null
  const { beat, officer, occurredOn = today } = settle(book, fields, today)
  if (beat === undefined) return null
  if (fields['beat'] === before.fields['beat'] && fields['occurredOn'] === before.fields['occurredOn']) return null
  if (officer !== undefined && !(gaveWay(before, fields) && assignedOn(db, officer, beat, occurredOn) === 'not')) {
    return null
  }
  const alone = answersAlone(db, beat, occurredOn)
  return alone === null || alone === officer
    ? null
    : { field: 'officer', value: alone, source: assignedSource, at: null }
}

/** Whether the officer of the draft came by itself and nobody has changed it since. */
function gaveWay(before: Pick<StoredDraft, 'fields' | 'marks'>, fields: Typed): boolean {
  const bySelf = before.marks.some(
    ({ field, source }) => field === 'officer' && (source === assignedSource || source === carriedSource),
  )
  return bySelf && (before.fields['officer'] ?? fields['officer']) === fields['officer']
}
