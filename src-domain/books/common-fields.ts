import type { BookField } from '../../src-contract/books.ts'
import { field, type Label } from './book.ts'

/** Keys that every book has; they live in the entry itself, not in the book's own table (only the address's text does). */
export const commonKeys = ['occurredOn', 'address', 'beat', 'officer', 'helpers'] as const
export type CommonKey = (typeof commonKeys)[number]

/** The day of the act that the entry is about. */
export function occurredOn(label: Label): BookField {
  return field({
    key: 'occurredOn',
    label,
    kind: 'date',
    required: true,
    span: 3,
    inList: true,
    hint: { zh: '可填 今天、昨天、0305', en: 'today, yesterday or 0305 will do' },
  })
}

/** The place: a room where there is one, or explicitly none. */
export function address(label: Label): BookField {
  return field({
    key: 'address',
    label,
    kind: 'address',
    required: true,
    personal: true,
    declarable: true,
    span: 12,
    inList: true,
  })
}

/** Who answers for the entry and in which beat: the same section in every book. */
export function duty(): { id: string; label: Label; fields: BookField[] } {
  return {
    id: 'duty',
    label: { zh: '责任', en: 'Responsibility' },
    fields: [
      // The beats of the station are its own data: core fills the options in.
      field({
        key: 'beat',
        label: { zh: '警务区', en: 'Beat' },
        kind: 'choice',
        required: true,
        span: 3,
        inList: true,
        carried: true,
      }),
      field({
        key: 'officer',
        label: { zh: '经办民警', en: 'Officer responsible' },
        kind: 'account',
        required: true,
        span: 3,
        inList: true,
        carried: true,
      }),
      field({ key: 'helpers', label: { zh: '协办人', en: 'Helpers' }, kind: 'accounts', span: 6, carried: true }),
    ],
  }
}
