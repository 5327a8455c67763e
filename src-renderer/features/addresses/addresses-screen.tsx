import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { TemporaryEntry } from '../../../src-contract/features/ledger-addresses.contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useUndoKey } from '../ledger/undo.tsx'
import classes from './addresses-screen.module.css'
import { AskForm } from './ask-form.tsx'
import { MergeForm } from './merge-form.tsx'
import { requestColumns, temporaryColumns } from './temporary-columns.tsx'
import { useTemporary } from './use-temporary.ts'

const ages = [0, 7, 30, 90] as const
const views = ['entries', 'requests'] as const

/** 临时地址: entries that have one, what was asked for them, and bringing all of one address to the standard one. */
export function AddressesScreen() {
  const words = useText().addresses
  const format = useFormat()
  const [view, setView] = useState<(typeof views)[number]>('entries')
  const requests = useCall((signal) => rpc.ledger.addressRequests({}, { signal }), [])
  useDataChanged('ledger', requests.again)
  useUndoKey()
  const waiting = requests.value?.requests.filter(({ state }) => state === 'open').length ?? 0
  const switcher = (
    <SegmentedControl
      aria-label={words.view}
      value={view}
      onChange={(chosen) => setView(views.find((one) => one === chosen) ?? 'entries')}
      data={views.map((one) => ({ value: one, label: words[one] }))}
    />
  )
  const open = waiting > 0 ? <span className={classes.quiet}>{words.open(format.number(waiting))}</span> : null
  return view === 'entries' ? (
    <Entries before={switcher} after={open} />
  ) : (
    <Screen
      fill
      title={words.title}
      aside={
        <>
          {switcher}
          {open}
        </>
      }
    >
      {requests.error ? <ErrorNotice error={requests.error} onRetry={requests.again} /> : null}
      {requests.value?.requests.length === 0 ? (
        <Blank title={words.noRequestsTitle}>{words.noRequestsText}</Blank>
      ) : (
        <div className={classes.list} style={{ flex: 1 }}>
          <DataGrid
            label={words.requests}
            columns={requestColumns({ words, format })}
            count={requests.value?.requests.length ?? 0}
            row={(index) => requests.value?.requests[index]}
            rowKey={(row) => row.requestId}
            remember="address-requests"
          />
          <div className={classes.hint}>{words.requestKeys}</div>
        </div>
      )}
    </Screen>
  )
}

function Entries({ before, after }: { before: React.ReactNode; after: React.ReactNode }) {
  const words = useText().addresses
  const label = useLabel()
  const format = useFormat()
  const { role } = useSession()
  const books = useBooks().value?.books ?? noBooks
  const beats = books[0]?.fields.find(({ key }) => key === 'beat')?.options ?? noBooks
  const [beat, setBeat] = useState('')
  const [days, setDays] = useState(0)
  const { rows, total, error, again, more } = useTemporary(beat, days)
  const [active, setActive] = useState<TemporaryEntry | null>(null)
  const columns = useMemo(() => temporaryColumns(books, { words, label, format }), [books, words, label, format])
  const shown = rows.find((one) => one.entryId === active?.entryId) ?? rows[0]
  return (
    <Screen
      fill
      title={words.title}
      aside={
        <>
          {before}
          <NativeSelect
            aria-label={words.beat}
            value={beat}
            onChange={(event) => setBeat(event.currentTarget.value)}
            data={[
              { value: '', label: words.allBeats },
              ...beats.map((one) => ({ value: one.value, label: label(one.label) })),
            ]}
          />
          <NativeSelect
            aria-label={words.age}
            value={String(days)}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
            data={ages.map((one) => ({ value: String(one), label: words.ages[one] }))}
          />
          <span className={classes.quiet} role="status">
            {total === null ? '' : words.count(format.number(total))}
          </span>
          {after}
        </>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {total === 0 ? (
        <Blank title={words.emptyTitle}>{words.emptyText}</Blank>
      ) : (
        <div className={classes.split}>
          <div className={classes.list}>
            <DataGrid
              label={words.title}
              columns={columns}
              count={rows.length}
              row={(index) => rows[index]}
              rowKey={(row) => row.entryId}
              remember="temporary-addresses"
              onActive={setActive}
              onVisible={more}
              onOpen={(row) => go({ screen: 'entry', entryId: row.entryId })}
            />
            <div className={classes.hint}>{words.keys}</div>
          </div>
          {shown ? (
            <aside className={classes.side} aria-label={words.about}>
              <h2>{shown.address}</h2>
              <p className={classes.quiet}>{words.why(shown.reason)}</p>
              <AskForm
                key={`ask ${shown.address}`}
                address={shown.address}
                request={shown.request}
                mayAsk={allowed(role, 'ledger.askStandardAddress')}
                onDone={again}
              />
              {allowed(role, 'ledger.mergeAddress') ? (
                <MergeForm key={`merge ${shown.address}`} from={shown.address} books={books} onDone={again} />
              ) : null}
            </aside>
          ) : null}
        </div>
      )}
    </Screen>
  )
}

const noBooks: never[] = []
