import { Drawer } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { CountedRecord, RecordSet, ReturnId, SubmissionId } from '../../../src-contract/features/returns.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { go } from '../../ui/router.ts'
import classes from './return-screen.module.css'

type Props = {
  returnId: ReturnId
  period: string
  sheet: string
  cell: string
  set: RecordSet
  submissionId: SubmissionId | null
  books: readonly BookDefinition[]
  onClose: () => void
}

const pageSize = 200

/** The records behind a number: what they are called and how they stand, not what is in them. Enter opens one. */
export function RecordsDrawer({ returnId, period, sheet, cell, set, submissionId, books, onClose }: Props) {
  const text = useText()
  const words = text.returns
  const format = useFormat()
  const label = useLabel()
  const [records, setRecords] = useState<readonly CountedRecord[]>([])
  const [page, setPage] = useState<{ total: number | null; outOfReach: number; error: RpcError | null }>({
    total: null,
    outOfReach: 0,
    error: null,
  })
  const [wanted, setWanted] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const place = { returnId, period, sheet, cell, set, offset: wanted, limit: pageSize }
    const question = submissionId === null ? place : { ...place, submissionId }
    void rpc.returns.records(question, { signal: stop.signal }).then((result) => {
      if (stop.signal.aborted) return
      if (!result.ok) {
        setPage((before) => ({ ...before, error: result.error }))
        return
      }
      const { total, outOfReach } = result.value
      setRecords((before) => [...before.slice(0, wanted), ...result.value.records])
      setPage({ total, outOfReach, error: null })
    })
    return () => stop.abort()
  }, [returnId, period, sheet, cell, set, submissionId, wanted])

  const place = useRef<HTMLDivElement>(null)
  const loaded = page.total !== null
  // The keys go on where the records are, not at the cross that closes them.
  useEffect(() => {
    if (loaded) place.current?.querySelector<HTMLElement>('[role="grid"]')?.focus()
  }, [loaded])

  const listed = page.total === null ? 0 : page.total - page.outOfReach
  const columns = useMemo((): Column<CountedRecord>[] => {
    const stateOf = (record: CountedRecord, state: string) => {
      const found = books.find((one) => one.id === record.book)?.states.find((one) => one.id === state)
      return found ? label(found.label) : state
    }
    const book = (record: CountedRecord) => {
      const found = books.find((one) => one.id === record.book)
      return found ? label(found.label) : record.book
    }
    const state = (record: CountedRecord) => (record.voided ? words.voided : stateOf(record, record.state))
    const before = ({ sent, ...record }: CountedRecord) =>
      sent === null ? '' : words.thenOf(String(sent.version), stateOf({ ...record, sent }, sent.state))
    const { recordColumns: names } = words
    const plain: Column<CountedRecord>[] = [
      { key: 'number', label: names.number, width: 130, text: (record) => record.number },
      { key: 'occurredOn', label: names.occurredOn, width: 96, text: (record) => record.occurredOn },
      { key: 'book', label: names.book, width: 90, text: book },
      { key: 'state', label: names.state, width: 90, text: state },
      { key: 'version', label: names.version, width: 48, text: (record) => String(record.version) },
      { key: 'beat', label: names.beat, width: 64, text: (record) => record.beat },
    ]
    return set === 'now' ? plain : [...plain, { key: 'sent', label: names.before, width: 130, text: before }]
  }, [books, label, words, set])

  return (
    <Drawer
      opened
      onClose={onClose}
      title={words.recordsOf(cell, words.sets[set])}
      position="right"
      size="42rem"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
      classNames={{ body: classes.drawer, content: classes.drawerContent }}
    >
      <p className={classes.quiet}>
        {page.total === null ? text.frame.common.loading : text.frame.common.count(format.number(page.total))}
        {' · '}
        {words.recordsMeans}
        {page.outOfReach > 0 ? ` ${words.outOfReach(format.number(page.outOfReach))}` : ''}
      </p>
      {page.error ? <ErrorNotice error={page.error} /> : null}
      {page.total === 0 ? (
        <Blank title={words.noRecords} />
      ) : (
        <div ref={place} className={classes.drawer}>
          <DataGrid
            label={words.recordsOf(cell, words.sets[set])}
            columns={columns}
            count={listed}
            row={(index) => records[index]}
            rowKey={(record) => record.entryId}
            remember="return-records"
            onVisible={(_, last) => {
              if (last >= records.length && records.length < listed) setWanted(records.length)
            }}
            onOpen={(record) => go({ screen: 'entry', entryId: record.entryId })}
          />
        </div>
      )}
    </Drawer>
  )
}
