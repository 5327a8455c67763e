import { books } from '../books/books.ts'
import { wrongInHandingOver } from '../distribution/handing-over.ts'
import type { Fields, FieldValue } from '../../src-contract/sync/protocol.ts'

/**
 * How a field takes two people's changes. immutable: set once. ordinary: others' fields merge, the same one conflicts. set: additions
 * and removals merge. status: a guarded step. identity: any change of what somebody else changed too is for a person.
 * once: set by one act, such as a removal; a second one that came later does nothing.
 */
export type FieldClass = 'immutable' | 'ordinary' | 'set' | 'status' | 'identity' | 'once'

export type TableRules = {
  /**
   * rows: merged by field. log: appended only. newest: whole rows, the newer one stays (imports of source systems).
   * platform: written by the platform alone.
   */
  readonly kind: 'rows' | 'log' | 'newest' | 'platform'
  classOf(field: string, fields: Fields): FieldClass
  /** Whether a status may go from one value to the other. */
  mayPass(field: string, from: FieldValue, to: FieldValue, fields: Fields): boolean
  /** The field that no such row may have so, whoever sends it. */
  wrongField?(fields: Fields): string | undefined
  /** Such a row is never deleted. */
  readonly lasting?: true
}

const anyPass = (): boolean => true
const ordinary = (): FieldClass => 'ordinary'
/** Of an entry: what is counted of its values, and follows them. */
export const countedFields: ReadonlySet<string> = new Set(['fieldsFilled', 'fieldsPrefilled'])

const log: TableRules = { kind: 'log', classOf: () => 'immutable', mayPass: anyPass }
const platform: TableRules = { kind: 'platform', classOf: ordinary, mayPass: anyPass }

const booksById = new Map<string, (typeof books)[number]>(books.map((book) => [book.definition.id, book]))

const stages: ReadonlySet<string> = new Set([
  'in-review>filed',
  'in-review>voided',
  'filed>voided',
  // A step taken back within its ten minutes.
  'voided>filed',
  'filed>in-review',
  'voided>in-review',
])

/** Fixed when the entry is filed. */
const fixed: ReadonlySet<string> = new Set(['book', 'number', 'enteredAt', 'filedAt', 'typist'])

/** Names of the columns of an entry have no dot; values of its book are `v.<field key>`. */
const entries: TableRules = {
  kind: 'rows',
  classOf(field, fields) {
    if (fixed.has(field)) return 'immutable'
    if (field === 'state' || field === 'stage') return 'status'
    if (field === 'helpers' || field === 'sources') return 'set'
    if (!field.startsWith('v.')) return 'ordinary'
    const kind = booksById
      .get(String(fields['book']))
      ?.definition.fields.find(({ key }) => key === field.slice(2))?.kind
    if (kind === 'document-number' || kind === 'uscc') return 'identity'
    return kind === 'accounts' || kind === 'choices' ? 'set' : 'ordinary'
  },
  mayPass(field, from, to, fields) {
    if (field === 'stage') return stages.has(`${String(from)}>${String(to)}`)
    const book = booksById.get(String(fields['book']))?.definition
    if (book === undefined) return true
    const initial = (id: FieldValue): boolean => book.states.some((state) => state.id === id && state.initial)
    // A step, a step taken back, or a correction that files the entry in another first state.
    return (
      book.transitions.some(
        (step) => (step.from === from && step.to === to) || (step.from === to && step.to === from),
      ) ||
      (initial(from) && initial(to))
    )
  },
}

/** Requests for a second person's decision: what is decided stays decided. */
const reviews: TableRules = {
  kind: 'rows',
  classOf(field) {
    if (field === 'status') return 'status'
    return ['decidedBy', 'decidedAt', 'decision'].includes(field) ? 'ordinary' : 'immutable'
  },
  mayPass: (_field, from) => from === 'open' || from === 'returned',
  // Nobody decides what they asked for themselves; the platform looks further, at who they are.
  wrongField({ status, askedBy, decidedBy }) {
    const decided = status === 'approved' || status === 'returned'
    return decided && typeof askedBy === 'string' && askedBy === decidedBy ? 'decidedBy' : undefined
  },
}

/** People of the station's PCs. What they may do is said by the directory; who is who is said once. */
const accounts: TableRules = {
  kind: 'rows',
  classOf: (field) => (field === 'role' || field === 'staffNumber' ? 'immutable' : 'ordinary'),
  mayPass: anyPass,
}

const correctionPasses: ReadonlySet<string> = new Set([
  'waiting>exported',
  'waiting>sending',
  'waiting>shared',
  'waiting>rejected',
  'waiting>cancelled',
  'sending>waiting',
  'sending>shared',
  'sending>rejected',
  'exported>shared',
  'exported>rejected',
  'exported>waiting',
  'rejected>waiting',
  'rejected>cancelled',
])

/** A correction asked of a system: what is wrong where stays as it was asked; the value may be changed and sent again. */
const corrections: TableRules = {
  kind: 'rows',
  classOf(field) {
    if (field === 'status') return 'status'
    return ['proposed', 'grounds', 'actor', 'receipt', 'reason', 'answeredAt', 'batch'].includes(field)
      ? 'ordinary'
      : 'immutable'
  },
  mayPass: (_field, from, to) => correctionPasses.has(`${String(from)}>${String(to)}`),
}

/** A file of an entry. Its entry changes only when a filing is taken back and done again; removals are a list, so that two do no harm. */
const attachments: TableRules = {
  kind: 'rows',
  classOf: (field) => (field === 'entry' ? 'ordinary' : field === 'removals' ? 'set' : 'immutable'),
  mayPass: anyPass,
}

/** Somebody's key pair: under another passphrase it is sealed anew, the key itself stays. */
const accountKeys: TableRules = {
  kind: 'rows',
  classOf: (field) => (field === 'wrap' ? 'ordinary' : 'immutable'),
  mayPass: anyPass,
}

/** Duty: a row can be removed, a plan fulfilled, by two at once. When a row was made says nothing that anybody disputes. */
const duty: TableRules = {
  kind: 'rows',
  classOf: (field) => (['removedAt', 'fulfilledBy', 'fulfilledOn', 'createdAt'].includes(field) ? 'once' : 'ordinary'),
  mayPass: anyPass,
}

/** What is asked stays as it was asked; the first answer counts. */
const addressRequests: TableRules = {
  kind: 'rows',
  classOf: (field) => (['answer', 'answeredBy', 'answeredAt'].includes(field) ? 'once' : 'immutable'),
  mayPass: anyPass,
}

/** A return (报表): its periods stay, the rest may be changed. */
const returns: TableRules = {
  kind: 'rows',
  classOf: (field) => (['name', 'issuer', 'dueDays', 'active'].includes(field) ? 'ordinary' : 'immutable'),
  mayPass: anyPass,
  lasting: true,
}

/** What one cell is bound to. Who bound it last is on that PC. */
const returnBindings: TableRules = {
  kind: 'rows',
  classOf: (field) => (field === 'binding' ? 'ordinary' : ['actor', 'at'].includes(field) ? 'once' : 'immutable'),
  mayPass: anyPass,
  lasting: true,
}

const decision: ReadonlySet<string> = new Set(['decision', 'reviewer', 'reviewedAt', 'reason'])

/**
 * A return that was handed in: frozen, and decided once by somebody else than who filled it in. Of two decisions the first stays, whole:
 * none of its fields is absent.
 */
const returnSubmissions: TableRules = {
  kind: 'rows',
  classOf: (field) => (decision.has(field) ? 'once' : 'immutable'),
  mayPass: anyPass,
  lasting: true,
  wrongField(fields) {
    if (typeof fields['filler'] !== 'string') return 'filler'
    if (!/^[0-9a-f]{64}$/.test(String(fields['sha256']))) return 'sha256'
    const said = [...decision].filter((field) => typeof fields[field] === 'string')
    if (said.length === 0) return undefined
    if (said.length < decision.size) return [...decision].find((field) => !said.includes(field))
    if (fields['decision'] !== 'sent' && fields['decision'] !== 'returned') return 'decision'
    if (fields['decision'] === 'returned' && fields['reason'] === '') return 'reason'
    return fields['reviewer'] === fields['filler'] ? 'reviewer' : undefined
  },
}

const known: ReadonlyMap<string, TableRules> = new Map<string, TableRules>([
  ['entries', entries],
  ['entry_versions', log],
  ['entry_changes', log],
  ['entry_events', log],
  ['event_changes', log],
  ['entry_warnings', log],
  ['event_warnings', log],
  ['entry_links', log],
  ['accounts', accounts],
  ['reviews', reviews],
  ['attachments', attachments],
  ['account_keys', accountKeys],
  ['acting_periods', duty],
  ['beat_covers', duty],
  ['beats', duty],
  ['duty_rows', duty],
  ['beat_assignments', duty],
  ['beat_areas', duty],
  ['inspection_plans', duty],
  ['address_requests', addressRequests],
  ['returns', returns],
  ['return_templates', log],
  ['return_bindings', returnBindings],
  ['return_submissions', returnSubmissions],
  ['deliveries', { ...log, wrongField: wrongInHandingOver }],
  ['corrections', corrections],
  ['source_records', { kind: 'newest', classOf: ordinary, mayPass: anyPass, lasting: true }],
  ['conflicts', platform],
  ['directory', platform],
  ['documents', platform],
])

/** Tables that this build does not know are rows of ordinary fields: kept, not skipped. A list is always a set. */
const unknownTable: TableRules = { kind: 'rows', classOf: ordinary, mayPass: anyPass }

export function rulesOf(table: string): TableRules {
  return known.get(table) ?? unknownTable
}

/**
 * Whether the row is newer than the one held: by the source's own time, then by content, so that every order ends the same. One that says
 * no time is older than any that does.
 */
export function isNewerSource(row: Fields, held: Fields): boolean {
  const [time, before] = [row, held].map((fields) => String(fields['sourceTime'] ?? ''))
  if (time !== before) return (time ?? '') > (before ?? '')
  return String(row['contentHash'] ?? '') > String(held['contentHash'] ?? '')
}

/** What a PC sends of a record names the import that brought it; what a system delivered to the platform names none. */
export function isFromFile(record: Fields): boolean {
  return typeof record['import'] === 'string'
}

/**
 * Whether a record takes the place of the one that is held. The newer state does. An older one does only where somebody who had seen the
 * other, and took it from a file as well, imported it all the same: nobody replaces what a system itself delivered with something older.
 *
 * @param hasSeen whoever sends it saw what is held
 */
export function replacesRecord(record: Fields, held: Fields, hasSeen: boolean): boolean {
  if (!isFromFile(record)) return isNewerSource(record, held)
  if (record['contentHash'] === held['contentHash']) return false
  return isNewerSource(record, held) || (hasSeen && isFromFile(held))
}
