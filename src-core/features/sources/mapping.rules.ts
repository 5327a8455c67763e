import { hash } from 'node:crypto'
import type { Mapping } from '../../../src-contract/features/sources.contract.ts'
import type { SystemDefinition } from '../../../src-contract/systems.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { HeaderColumn } from '../../spreadsheets/spreadsheet.types.ts'

/** A heading for comparing: 联系电话（必填）*, 联系 电话 and 联系电话 are one. */
function folded(heading: string): string {
  return normaliseText(heading)
    .replace(/[(（【[][^)）】\]]*[)）】\]]/g, '')
    .replace(/[\s*:：、,，._/\\-]/g, '')
    .toLowerCase()
}

/**
 * Which column holds which field, by the headings that the catalog knows: each field takes the first column with its best heading
 * (label, then the other headings in their order). In a header of two rows the whole heading counts first, then its last part.
 * Of columns with one heading the first counts. Columns that nothing claims are left out.
 */
export function proposeMapping(system: SystemDefinition, columns: readonly HeaderColumn[]): Mapping {
  const byHeading = new Map<string, HeaderColumn>()
  const offer = (heading: string, column: HeaderColumn): void => {
    const key = folded(heading)
    if (key !== '' && !byHeading.has(key)) byHeading.set(key, column)
  }
  for (const column of columns) offer(column.name, column)
  for (const column of columns) offer(column.parts.at(-1) ?? '', column)

  const mapping: Mapping = {}
  for (const field of system.fields) {
    for (const heading of [field.label.zh, ...field.aliases, field.label.en, field.key]) {
      const column = byHeading.get(folded(heading))
      if (column === undefined || mapping[column.key] !== undefined) continue
      mapping[column.key] = field.key
      break
    }
  }
  return mapping
}

/** Field keys that a mapping names wrongly: not of the system, or named twice; columns that the file has not. Empty: it is right. */
export function mappingProblems(
  system: SystemDefinition,
  columns: readonly HeaderColumn[],
  mapping: Mapping,
): string[] {
  const known = new Set(system.fields.map((field) => field.key))
  const present = new Set(columns.map((column) => column.key))
  const taken = new Set<string>()
  const wrong = new Set<string>()
  for (const [column, field] of Object.entries(mapping)) {
    if (!known.has(field) || !present.has(column) || taken.has(field)) wrong.add(field)
    taken.add(field)
  }
  return [...wrong]
}

/** Required fields without a column, in the catalog's order. */
export function missingFields(system: SystemDefinition, mapping: Mapping): string[] {
  const mapped = new Set(Object.values(mapping))
  return system.fields.filter((field) => field.required && !mapped.has(field.key)).map((field) => field.key)
}

/** Files with the same headings in the same order have one shape: a mapping that was imported once is taken again. */
export function shapeOf(columns: readonly HeaderColumn[]): string {
  return hash('sha256', columns.map((column) => column.key).join('\n'), 'hex')
}
