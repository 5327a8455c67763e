import { useMemo } from 'react'
import type { PastImport } from '../../../src-contract/features/sources.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import classes from './sources-screen.module.css'

/** 以往导入: what was taken in, by whom and with what result. */
export function PastImports() {
  const text = useText()
  const format = useFormat()
  const words = text.sources
  const past = useCall((signal) => rpc.sources.imports({}, { signal }), [])
  useDataChanged('sources', past.again)
  const rows = past.value?.imports ?? []
  const columns = useMemo(
    (): Column<PastImport>[] => [
      { key: 'at', label: words.pastColumns.at, width: 130, text: (row) => format.time(row.at) },
      { key: 'system', label: words.columns.system, width: 90, text: (row) => text.frame.systems[row.system] },
      { key: 'declared', label: words.pastColumns.declared, width: 64, text: (row) => words[row.declared] },
      { key: 'fileName', label: words.pastColumns.file, width: 260, text: (row) => row.fileName },
      { key: 'by', label: words.pastColumns.by, width: 80, text: (row) => row.by },
      {
        key: 'counts',
        label: words.pastColumns.counts,
        width: 260,
        text: ({ counts }) =>
          words.pastCounts(format.number(counts.new), format.number(counts.changed), format.number(counts.rejected)),
      },
    ],
    [text, words, format],
  )
  return (
    <section className={classes.past} aria-label={words.past}>
      <h2>{words.past}</h2>
      {past.error ? <ErrorNotice error={past.error} onRetry={past.again} /> : null}
      {past.value && rows.length === 0 ? <Blank title={words.pastEmptyTitle}>{words.pastEmptyText}</Blank> : null}
      {rows.length > 0 ? (
        <DataGrid
          label={words.past}
          columns={columns}
          count={rows.length}
          row={(index) => rows[index]}
          rowKey={(row) => row.importId}
          remember="imports"
        />
      ) : null}
    </section>
  )
}
