import { Button } from '@mantine/core'
import { useState } from 'react'
import type { SyncStatus, SyncWaiting } from '../../../src-contract/features/sync.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { navOf, screensOf } from '../../ui/navigation.ts'
import { go, type Route } from '../../ui/router.ts'
import { othersHere } from './sync-words.ts'
import classes from './sync.module.css'

/** What is only on this PC, one by one, once somebody asks for it. */
export function WaitingList({ status }: { status: SyncStatus }) {
  const words = useText().sync.waiting
  const [open, setOpen] = useState(false)
  const n = status.onlyHere + othersHere(status)
  if (open) return <Lines status={status} />
  if (n === 0) return null
  return (
    <div>
      <Button variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
        {words.show}
      </Button>
    </div>
  )
}

function Lines({ status }: { status: SyncStatus }) {
  const text = useText()
  const words = text.sync.waiting
  const format = useFormat()
  const whyOf = useWhy(status)
  const whatOf = useWhat()
  const { value, error, again } = useCall((signal) => rpc.sync.waiting({}, { signal }), [])
  useDataChanged('sync', again)
  useDataChanged('ledger', again)
  if (error) return <ErrorNotice error={error} onRetry={again} />
  if (value === undefined) return null
  const { rows, total } = value
  if (total === 0) return <p className={classes.means}>{words.none}</p>
  return (
    <>
      {total > rows.length ? (
        <p className={classes.means}>{words.first(format.number(rows.length), format.number(total))}</p>
      ) : null}
      <table className={classes.table} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.by}</th>
            <th scope="col">{words.since}</th>
            <th scope="col">{words.why}</th>
            <th scope="col">
              <span className={classes.hidden}>{words.open}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${row.kind} ${row.entryId ?? at} ${row.since}`}>
              <th scope="row">{whatOf(row)}</th>
              <td>{row.by ?? words.unnamed}</td>
              <td>{format.time(row.since)}</td>
              <td>{whyOf(row)}</td>
              <td data-align="end">
                <Open row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Open({ row }: { row: SyncWaiting }) {
  const words = useText().sync.waiting
  const { role } = useSession()
  const to = routeOf(row)
  const item = to === null ? null : navOf(to)
  if (to === null || item === null || !screensOf(role).includes(item)) return null
  return (
    <Button size="compact-xs" variant="default" onClick={() => go(to)}>
      {words.open}
    </Button>
  )
}

/** Where it can be looked at; null: nowhere by itself. */
function routeOf({ kind, entryId }: SyncWaiting): Route | null {
  if (entryId !== null) return { screen: 'entry', entryId }
  const screens: Partial<Record<SyncWaiting['kind'], Route>> = {
    roster: { screen: 'duty' },
    plan: { screen: 'duty' },
    address: { screen: 'addresses' },
    return: { screen: 'returns' },
    correction: { screen: 'quality' },
    delivery: { screen: 'distribution' },
    record: { screen: 'sources' },
  }
  return screens[kind] ?? null
}

function useWhat(): (row: SyncWaiting) => string {
  const words = useText().sync
  const format = useFormat()
  const label = useLabel()
  const books = useBooks().value?.books
  return ({ kind, book: id, number, name, n }) => {
    if (n > 1) return words.waiting.several(words.kinds[kind], format.number(n))
    const book = books?.find((one) => one.id === id)
    const of = book === undefined ? '' : label(book.label)
    if (kind === 'entry') return [of, number ?? words.conflicts.outside].filter((part) => part !== '').join(' ')
    return [words.kinds[kind], of, name ?? ''].filter((part) => part !== '').join(' ')
  }
}

function useWhy({ state }: SyncStatus): (row: SyncWaiting) => string {
  const words = useText().sync.waiting
  return ({ why }) =>
    why !== 'saved' ? words.whys[why] : state === 'offline' || state === 'stopped' ? words[state] : words.whys.saved
}
