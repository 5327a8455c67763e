import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { canonicalFields } from '../../../src-domain/sync/canonical-row.ts'
import { areInOrder, arePlainFields } from './plain-row.rules.ts'

/** Canonical JSON of the fields; as they stand, when they are plain and in order, as they nearly always are. @param isPlain they were looked at */
export function canonicalText(fields: Fields, isPlain = arePlainFields(fields)): string {
  return isPlain && areInOrder(fields) ? JSON.stringify(fields) : canonicalJson(canonicalFields(fields))
}
