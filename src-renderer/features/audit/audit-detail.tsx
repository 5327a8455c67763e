import { Button, Drawer, Group } from '@mantine/core'
import type { AuditRow } from '../../../src-contract/features/audit.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { auditColumns, auditDetails } from './audit-columns.ts'
import { noFilter, type TypedFilter } from './audit-filter.ts'
import classes from './audit-screen.module.css'

type Props = { row: AuditRow; onClose: () => void; onFilter: (filter: TypedFilter) => void }

/** One row of the trail whole, and from it to all rows of the same record or person. */
export function AuditDetail({ row, onClose, onFilter }: Props) {
  const text = useText()
  const words = text.admin.audit
  const format = useFormat()
  const { record, actor } = row
  const facts = auditColumns(text, format)
    .filter((column) => column.key !== 'detail' && column.key !== 'seq')
    .map((column) => [column.label, column.text(row)] as const)
  const shown = [...facts, ...auditDetails(text, row)].filter(([, value]) => value !== '')
  return (
    <Drawer
      opened
      onClose={onClose}
      title={words.row(format.number(row.seq))}
      position="right"
      size="md"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <dl className={classes.facts}>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Group gap="sm">
        {record === null ? null : (
          <Button variant="default" onClick={() => onFilter({ ...noFilter, record })}>
            {words.ofRecord}
          </Button>
        )}
        {actor === null ? null : (
          <Button variant="default" onClick={() => onFilter({ ...noFilter, actor })}>
            {words.ofActor}
          </Button>
        )}
      </Group>
    </Drawer>
  )
}
