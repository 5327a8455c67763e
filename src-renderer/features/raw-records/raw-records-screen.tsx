import { Drawer } from '@mantine/core'
import { useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { Screen } from '../../ui/screen.tsx'
import classes from './raw-records.module.css'

type Item = OutputOf<'sources.odd'>['items'][number]
type Raw = OutputOf<'sources.raw'>

/** 原始记录: source records that could not be read whole, for the auditor: the list without values, one of them as delivered. */
export function RawRecordsScreen() {
  const text = useText()
  const words = text.rawRecords
  const format = useFormat()
  const list = useCall((signal) => rpc.sources.odd({ limit: 500 }, { signal }), [])
  useDataChanged('sources', list.again)
  const [raw, setRaw] = useState<Raw | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const items = list.value?.items ?? []
  const columns: Column<Item>[] = [
    { key: 'system', label: words.system, width: 110, text: (row) => text.frame.systems[row.system] },
    { key: 'problem', label: words.problem, width: 150, text: (row) => words.problems[row.problem] },
    { key: 'unknown', label: words.unknown, width: 320, text: (row) => format.list(row.unknown) },
    { key: 'received', label: words.received, width: 170, text: (row) => format.time(row.receivedAt) },
    { key: 'version', label: words.version, width: 70, text: (row) => format.number(row.version), align: 'end' },
    { key: 'bytes', label: words.bytes, width: 90, text: (row) => format.number(row.bytes) },
  ]
  async function open(recordId: SourceRecordId) {
    const answer = await rpc.sources.raw({ recordId })
    setError(answer.ok ? null : answer.error)
    setRaw(answer.ok ? answer.value : null)
  }
  return (
    <Screen fill title={words.title} aside={<span role="status">{words.means}</span>}>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} /> : null}
      {error ? <ErrorNotice error={error} /> : null}
      {list.value && items.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {list.value && list.value.total > items.length ? (
        <p className={classes.quiet}>{words.first(format.number(items.length), format.number(list.value.total))}</p>
      ) : null}
      {items.length > 0 ? (
        <DataGrid
          label={words.title}
          columns={columns}
          count={items.length}
          row={(index) => items[index]}
          rowKey={(row) => String(row.recordId)}
          remember="raw-records"
          onOpen={(row) => void open(row.recordId)}
        />
      ) : null}
      {raw ? (
        <Drawer
          opened
          onClose={() => setRaw(null)}
          title={words.one(text.frame.systems[raw.system], raw.nativeId)}
          position="right"
          size="lg"
          closeButtonProps={{ 'aria-label': text.frame.common.close }}
        >
          <p className={classes.quiet}>
            {words.problems[raw.problem]} {words.asDelivered} {raw.whole ? null : words.cut}
          </p>
          <pre className={classes.raw} tabIndex={0} aria-label={words.asDelivered}>
            {raw.text}
          </pre>
        </Drawer>
      ) : null}
    </Screen>
  )
}
