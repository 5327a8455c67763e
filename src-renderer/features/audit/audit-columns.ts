import type { OutputOf } from '../../../src-contract/contract.ts'
import { purposes } from '../../../src-contract/purposes.ts'
import { roles } from '../../../src-contract/roles.ts'
import { systemIds } from '../../../src-contract/systems.ts'
import type { Format } from '../../text/format.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Column } from '../../ui/grid-columns.ts'

type Row = OutputOf<'audit.list'>['rows'][number]

/** Columns of the trail, in words where there are words. */
export function auditColumns(text: Text, format: Format): Column<Row>[] {
  const words = text.admin.audit
  const purposeOf = (row: Row) => {
    const purpose = purposes.find((one) => one === row.purpose)
    return purpose ? `${purpose} ${text.frame.purposes[purpose]}` : (row.purpose ?? '')
  }
  const roleOf = (row: Row) => {
    const role = roles.find((one) => one === row.role)
    return role ? text.access.roles[role] : (row.role ?? '')
  }
  return [
    { key: 'seq', label: words.columns.seq, width: 60, text: (row) => String(row.seq), align: 'end' },
    { key: 'at', label: words.columns.at, width: 130, text: (row) => format.time(row.at) },
    { key: 'actor', label: words.columns.actor, width: 80, text: (row) => row.actorName ?? row.actor ?? '' },
    { key: 'role', label: words.columns.role, width: 76, text: roleOf },
    { key: 'action', label: words.columns.action, width: 92, text: (row) => words.actions[row.action] },
    { key: 'result', label: words.columns.result, width: 76, text: (row) => words.results[row.result] ?? row.result },
    { key: 'purpose', label: words.columns.purpose, width: 100, text: purposeOf },
    { key: 'reference', label: words.columns.reference, width: 90, text: (row) => row.reference ?? '' },
    { key: 'record', label: words.columns.record, width: 130, text: (row) => recordText(text, row) },
    {
      key: 'detail',
      label: words.columns.detail,
      width: 130,
      text: (row) =>
        auditDetails(text, row)
          .map((pair) => pair.join(' '))
          .join(' · '),
    },
  ]
}

/** What a row is about, as people call it; an id where nothing else is known. */
function recordText(text: Text, { record, recordName }: Row): string {
  if (record === null) return ''
  if (recordName !== null) return recordName
  const { records } = text.admin.audit
  const [, kind = '', id = ''] = /^([\w-]+)[:#](.+)$/.exec(record) ?? []
  const whole = records.whole[record]
  if (whole !== undefined) return whole
  const system = systemIds.find((one) => one === kind)
  if (system) return records.sourceRecord(text.frame.systems[system], id)
  return records.of[kind]?.(id) ?? record
}

/** What else a row says: counts and codes, named where they have a name. */
export function auditDetails(text: Text, row: Row): (readonly [name: string, value: string])[] {
  const { details, detailValues, yes, no } = text.admin.audit
  const names: Readonly<Record<string, string>> = details
  return Object.entries(row.detail).map(([key, value]) => [
    names[key] ?? key,
    typeof value === 'boolean' ? (value ? yes : no) : (detailValues[`${key}.${value}`] ?? String(value)),
  ])
}
