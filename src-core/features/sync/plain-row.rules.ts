import type { SnapshotRow } from '../../../src-contract/sync/bootstrap.ts'
import type { Operation, PullResponse } from '../../../src-contract/sync/pull.ts'
import { longestText, patterns } from '../../../src-contract/sync/patterns.ts'

/** Texts that are taken; there are few, and each comes very often. */
const mostTexts = 2_000

/** Looks once at each text, as long as they are few. */
function remembered(takes: (text: string) => boolean): (text: unknown) => text is string {
  const known = new Set<string>()
  return (text): text is string => {
    if (typeof text !== 'string') return false
    if (known.has(text)) return true
    if (!takes(text)) return false
    if (known.size < mostTexts) known.add(text)
    return true
  }
}

const isTable = remembered((text) => patterns.table.test(text))
const isField = remembered((text) => patterns.field.test(text))
// Of few PCs and people, and many changes are written at one time.
const isUuid = remembered((text) => patterns.uuid.test(text))
const isTime = remembered((text) => /^\d{4}-/.test(text) && isDate(text))
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

/** As this app writes it; the contract takes some more. */
function isDate(text: string): boolean {
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}

/**
 * Whether the contract takes it, for a row that is as nearly all are: texts and numbers, nothing of a restore. It is asked millions of
 * times; of what is otherwise, the contract itself is asked. Members that it does not know are not taken out, and the hash is not looked
 * at: it has to be the one that the row has.
 */
export function isPlainRow(value: unknown): value is SnapshotRow {
  if (typeof value !== 'object' || value === null) return false
  const { table, id, ver, hash, seq, was, fields } = value as Record<string, unknown>
  return (
    isTable(table) &&
    isCount(ver) &&
    (seq === undefined || isCount(seq)) &&
    was === undefined &&
    typeof hash === 'string' &&
    typeof id === 'string' &&
    patterns.rowId.test(id) &&
    arePlainFields(fields)
  )
}

/** Whether a page says of itself what the contract takes. */
export function isPageHead(value: unknown): value is Omit<PullResponse, 'operations'> {
  if (typeof value !== 'object' || value === null) return false
  const { from, to, headSeq, hasMore } = value as Record<string, unknown>
  if (typeof to !== 'object' || to === null) return false
  const { lineage, seq } = to as Record<string, unknown>
  return isCount(from) && isUuid(lineage) && isCount(seq) && isCount(headSeq) && typeof hasMore === 'boolean'
}

/** The same for an operation of a page that brings a row. */
export function isPlainOperation(value: unknown): value is Operation & { readonly op: 'upsert' } {
  if (!isPlainRow(value)) return false
  const { seq, last, op, device, actor, at } = value as unknown as Record<string, unknown>
  return (
    op === 'upsert' &&
    typeof last === 'boolean' &&
    Number(seq) >= 1 &&
    (device === null || isUuid(device)) &&
    (actor === null || isUuid(actor)) &&
    isTime(at)
  )
}

export function arePlainFields(fields: unknown): boolean {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return false
  for (const [name, value] of Object.entries(fields)) {
    if (!isField(name)) return false
    if (typeof value === 'string' ? value.length > longestText : !Number.isSafeInteger(value)) return false
  }
  return true
}

/** Whether JSON of these fields, as they stand, is their canonical text: of plain ones, when their names are in order. */
export function areInOrder(fields: Readonly<Record<string, unknown>>): boolean {
  let before = ''
  for (const name of Object.keys(fields)) {
    if (name <= before) return false
    before = name
  }
  return true
}
