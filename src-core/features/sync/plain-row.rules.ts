import type { SnapshotRow } from '../../../src-contract/sync/bootstrap.ts'
import { FieldName, RowId, TableName } from '../../../src-contract/sync/protocol.ts'

const longestText = 2 * 1024 * 1024
/** Names that the contract takes; there are few, and each comes very often. */
const mostNames = 2_000

/** Asks the contract once for each name. */
function remembered(takes: (name: string) => boolean): (name: unknown) => name is string {
  const known = new Set<string>()
  return (name): name is string => {
    if (typeof name !== 'string') return false
    if (known.has(name)) return true
    if (!takes(name)) return false
    if (known.size < mostNames) known.add(name)
    return true
  }
}

const isTable = remembered((name) => TableName.safeParse(name).success)
const isField = remembered((name) => FieldName.safeParse(name).success)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

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
    RowId.safeParse(id).success &&
    arePlainFields(fields)
  )
}

function arePlainFields(fields: unknown): boolean {
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
