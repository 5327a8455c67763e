import { useCallback, useMemo, useState } from 'react'
import type { AuditRow } from '../../../src-contract/features/audit.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { today } from '../../ui/today.ts'
import { auditColumns } from './audit-columns.ts'
import { AuditDetail } from './audit-detail.tsx'
import { filterOf, noFilter, type TypedFilter } from './audit-filter.ts'
import { AuditFilters } from './audit-filters.tsx'
import classes from './audit-screen.module.css'
import { useAuditRows } from './use-audit-rows.ts'
import { VerifyAudit } from './verify-audit.tsx'

/** Who did what, when, to which record, for which purpose. Ids only: the trail names no resident. */
export function AuditScreen() {
  const text = useText()
  const words = text.admin.audit
  const format = useFormat()
  // `time` starts the list over at its top, also when the same is asked again; `boxes` renews them when the filter was set elsewhere.
  const [asked, setAsked] = useState<{ filter: TypedFilter; time: number; boxes: number }>({
    filter: noFilter,
    time: 0,
    boxes: 0,
  })
  const [opened, setOpened] = useState<AuditRow | null>(null)
  const filter = useMemo(() => filterOf(asked.filter, today()), [asked])
  const { rows, total, error, more, again } = useAuditRows(filter)
  const columns = useMemo(() => auditColumns(text, format), [text, format])
  const show = useCallback(
    (_: number, last: number) => {
      if (last >= rows.length - 50) more()
    },
    [rows.length, more],
  )
  return (
    <Screen fill title={words.title} actions={<VerifyAudit />}>
      <AuditFilters
        key={asked.boxes}
        value={asked.filter}
        onApply={(next) => setAsked(({ time, boxes }) => ({ filter: next, time: time + 1, boxes }))}
      >
        <span className={classes.total} role="status">
          {total === null
            ? text.frame.common.loading
            : rows.length < total
              ? words.loaded(format.number(rows.length), format.number(total))
              : text.frame.common.count(format.number(total))}
        </span>
      </AuditFilters>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {total === 0 ? (
        <Blank title={words.emptyTitle}>{words.emptyText}</Blank>
      ) : (
        <DataGrid
          key={asked.time}
          label={words.title}
          columns={columns}
          count={rows.length}
          row={(index) => rows[index]}
          rowKey={(row) => String(row.seq)}
          remember="audit"
          onVisible={show}
          onOpen={setOpened}
        />
      )}
      {opened ? (
        <AuditDetail
          row={opened}
          onClose={() => setOpened(null)}
          onFilter={(next) => {
            setOpened(null)
            setAsked(({ time, boxes }) => ({ filter: next, time: time + 1, boxes: boxes + 1 }))
          }}
        />
      ) : null}
    </Screen>
  )
}
