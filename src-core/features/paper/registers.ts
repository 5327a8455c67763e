import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { booksById } from '../../../src-domain/books/books.ts'

/** What a walk list asks of each register: whom it names, and in which states an entry stands on it. */
export type Register = {
  readonly book: string
  readonly states: readonly string[]
  readonly name: string
  readonly phone: string
}

export const registers: readonly Register[] = [
  { book: 'L02', states: visited('L02'), name: 'name', phone: 'phone' },
  { book: 'L03', states: visited('L03'), name: 'name', phone: 'phone' },
  { book: 'L04', states: ['let', 'vacant', 'own'], name: 'landlord', phone: 'landlordPhone' },
]

export const visits = 'L06'

function visited(id: string): readonly string[] {
  const states = booksById.get(id)?.atVisit?.states
  if (states === undefined) throw new Error(`${id} cannot be confirmed at a visit`)
  return states
}

export function registerOf(book: string): Register {
  const found = registers.find((one) => one.book === book)
  if (found === undefined) throw new Error(`${book} is on no walk list`)
  return found
}

/** Name, end of the document's number and phone, as the paper and the screen show them; what was declared missing is left out. */
export function shownOf(book: BookSpec, values: Values): { name: string; documentEnd: string; phone: string } {
  const register = registerOf(book.definition.id)
  const had = (key: string | undefined): string => {
    const value = key === undefined ? undefined : values[key]
    return value === undefined || isDeclaredMissing(value) ? '' : value
  }
  return {
    name: had(register.name),
    documentEnd: had(book.documents?.number).slice(-4),
    phone: had(register.phone),
  }
}
