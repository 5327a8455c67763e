import type {
  BookDefinition,
  BookField,
  BookId,
  BookTransition,
  FieldProblem,
  ReviewRule,
} from '../../src-contract/books.ts'
import type { FieldMeaning } from '../../src-contract/systems.ts'
import type { Calendar } from '../duty/calendar.rules.ts'
import type { Facts } from './facts.ts'
import type { DraftError, DraftWarning } from './problem-codes.ts'

/** Field values after `settle`: dates as YYYY-MM-DD, numbers and phones in half width, lists joined by `,`. No key: nothing typed. */
export type Values = Readonly<Record<string, string>>

export type Label = { readonly zh: string; readonly en: string }

/** One state of the life cycle; several may be `initial`, then `stateOf` says in which one an entry is filed. */
export type State = { readonly id: string; readonly label: Label; readonly initial?: boolean }

/** Something that has to be done by a day, such as the 30-day follow-up of a dispute. */
export type Due = {
  /** A code with a text in both languages, such as `follow-up-30`. */
  readonly kind: DueKind
  /** YYYY-MM-DD, the last day on which it is on time. */
  readonly on: string
  readonly done: boolean
}

export const dueKinds = [
  'planned',
  'review-quarterly',
  'verify',
  'valid-until',
  'lease-end',
  'order-notice',
  'rectify',
  're-inspect',
  'deadline',
  'follow-up-7',
  'follow-up-30',
  'follow-up-90',
  'call-back',
  'receipt',
] as const
export type DueKind = (typeof dueKinds)[number]

/** At most one entry in one of `states` with the same values in all `fields`; `address` is compared by its key. Empty values never collide. */
export type Unique = {
  readonly fields: readonly string[]
  readonly states: readonly string[]
  /** Said at the first of `fields`, with the other entry's number. An error code blocks, a warning asks for a reason. */
  readonly code: DraftError | DraftWarning
}

/** A step that is taken of a register entry because a visit said so. */
export type PassingStep = { readonly transition: string; readonly fields: Values }

/** How a register entry at the address of a visit is confirmed or marked as left in passing. */
export type AtVisit = {
  /** Entries in these states are listed. */
  readonly states: readonly string[]
  /** The step for an entry in `state`, with the day of the visit; null where it cannot be taken. */
  confirm(state: string, day: string): PassingStep | null
  leave(state: string, day: string): PassingStep | null
}

/** Fields that say when people are on a shift; the day is `plannedOn` of a planned entry, else `occurredOn`. */
export type ShiftFields = { readonly from: string; readonly to: string; readonly plannedState: string }

/** How exact an address has to be: a room, a house or building, or any named area. */
export type PlacePrecision = 'room' | 'door' | 'area'

/** The field that holds a document number, and the field that says of which kind it is. */
export type DocumentFields = {
  readonly kind: string
  readonly number: string
  /** Compared with what the number says, where they are fields of the book. */
  readonly birthDate?: string
  readonly sex?: string
}

/**
 * One ledger book, complete: form, list, checks, tables, prefill and print are made from this. A new book is one file with a spec
 * and one line in books.ts.
 */
export type BookSpec = {
  readonly definition: BookDefinition
  /** Which field takes a source record's value of this meaning, when a draft is prefilled from a looked-up person or place. */
  readonly prefill: Partial<Record<FieldMeaning, string>>
  /** Fields that tell one draft from another in a list of drafts; shown masked. */
  readonly summary: readonly string[]
  readonly documents: DocumentFields | null
  /** At most one credited entry of the book per household in so many days; the states that earn credit. */
  readonly household: { readonly days: number; readonly states: readonly string[] } | null
  /** One open entry per document; the states that count as open. */
  readonly register: { readonly open: readonly string[] } | null
  readonly uniques: readonly Unique[]
  /** Fields with the names of an organisation, the registered one first (then 招牌名). */
  readonly organisation: readonly string[]
  readonly atVisit: AtVisit | null
  readonly shift: ShiftFields | null
  /** Entries that fulfil planned inspections: the register book of what is inspected, and the own field for each of its fields. */
  readonly inspects: { readonly book: string; readonly fields: Readonly<Record<string, string>> } | null
  readonly place: PlacePrecision
  /** Whether the same household or person comes again on another day as another entry (visits), not as a duplicate. */
  readonly recurs: boolean
  /** What is settled beyond the kinds of the fields; called with settled values, and idempotent like `settle`. */
  settleMore(values: Values): Values
  /** The life-cycle state in which an entry with these values stands when it is filed. */
  stateOf(values: Values): string
  /**
   * What is due of an entry that stands in `state` with these values: one row per thing to do, done or not. Empty where nothing has
   * a day of its own.
   */
  dues(state: string, values: Values, calendar: Calendar): readonly Due[]
  /** What only a step asks, beyond the required fields of its `asks`; `before` are the values before the step. */
  checkStep(step: BookTransition, values: Values, before: Values, facts: Facts): FieldProblem[]
  /** Whether this step, with these values, waits for a second person though its transition does not always (L09 reclassifying). */
  stepNeedsReview(step: BookTransition, values: Values, before: Values): boolean
  /** What only this book asks; common checks (required, dates, documents, people) are made for every book by `judge`. */
  check(values: Values, facts: Facts): FieldProblem[]
}

type FieldInput = Pick<BookField, 'key' | 'label' | 'kind'> & Partial<BookField>

const lengths: Record<BookField['kind'], number> = {
  text: 200,
  'long-text': 4000,
  date: 20,
  number: 12,
  choice: 60,
  choices: 400,
  'person-name': 100,
  'document-number': 40,
  phone: 40,
  address: 300,
  account: 36,
  accounts: 800,
  uscc: 40,
  plate: 20,
  time: 10,
  'incident-number': 60,
}

/** A field with everything that is not said set to its usual value. */
export function field(input: FieldInput): BookField {
  return {
    required: false,
    personal: false,
    declarable: false,
    maxLength: lengths[input.kind],
    options: [],
    span: 6,
    inList: false,
    hint: null,
    carried: false,
    step: false,
    future: false,
    ...input,
  }
}

type StepInput = Pick<BookTransition, 'id' | 'from' | 'to' | 'label'> & Partial<BookTransition>

/** A step of the life cycle with everything that is not said set to its usual value. */
export function step(
  id: string,
  from: string,
  to: string,
  label: Label,
  more: Partial<BookTransition> = {},
): StepInput {
  return { id, from, to, label, ...more }
}

/** What a book says that has nothing special: spread it, then say what differs. */
export const plain: Omit<BookSpec, 'definition' | 'summary' | 'stateOf'> = {
  prefill: {},
  documents: null,
  household: null,
  register: null,
  uniques: [],
  organisation: [],
  atVisit: null,
  shift: null,
  inspects: null,
  place: 'room',
  recurs: false,
  settleMore: (values) => values,
  check: () => [],
  dues: () => [],
  checkStep: () => [],
  stepNeedsReview: () => false,
}

export type DefinitionInput = {
  readonly id: string
  readonly label: Label
  readonly sections: readonly { readonly id: string; readonly label: Label; readonly fields: readonly BookField[] }[]
  readonly states: readonly State[]
  readonly transitions: readonly StepInput[]
  readonly review?: ReviewRule
  readonly spreads?: readonly string[]
  /** Field by which a list is sorted when it opens, newest or largest first. */
  readonly sort: string
}

/** Assembles the definition that the screen is given. The list shows the fields marked `inList`, in the order of the form. */
export function define(input: DefinitionInput): BookDefinition {
  const fields = input.sections.flatMap((section) => [...section.fields])
  return {
    id: input.id as BookId,
    label: input.label,
    sections: input.sections.map(({ id, label, fields }) => ({ id, label, fields: fields.map((one) => one.key) })),
    fields,
    states: input.states.map(({ id, label, initial }) => ({ id, label, initial: initial ?? false })),
    transitions: input.transitions.map((one) => ({
      asks: [],
      note: 'optional' as const,
      review: false,
      byAnother: false,
      ...one,
    })),
    review: input.review ?? 'none',
    spreads: (input.spreads ?? []).map((id) => id as BookId),
    list: { columns: fields.filter((one) => one.inList).map((one) => one.key), sort: input.sort },
  }
}

export function option(value: string, zh: string, en: string): { value: string; label: Label } {
  return { value, label: { zh, en } }
}
