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
  // An object, so that the same filter asks again; the number renews the boxes when the filter was set outside them.
  const [asked, setAsked] = useState<{ filter: TypedFilter; boxes: number }>({ filter: noFilter, boxes: 0 })
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
        onApply={(next) => setAsked((before) => ({ ...before, filter: next }))}
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
            setAsked((before) => ({ filter: next, boxes: before.boxes + 1 }))
          }}
        />
      ) : null}
    </Screen>
  )
}
