import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { auditActions } from '../../../src-contract/features/audit.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { readDate } from '../../../src-domain/identifiers/dates.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { Screen } from '../../ui/screen.tsx'
import { today } from '../../ui/today.ts'
import classes from '../ledger/ledger-screen.module.css'
import { auditColumns } from './audit-columns.ts'
import { VerifyAudit } from './verify-audit.tsx'

type Filter = Pick<InputOf<'audit.list'>, 'actions' | 'actor' | 'record' | 'from' | 'to'>
type Row = OutputOf<'audit.list'>['rows'][number]

const pageSize = 200
const nothing = { action: '', actor: '', record: '', from: '', to: '' }

/** Who did what, when, to which record, for which purpose. Ids only: the trail names no resident. */
export function AuditScreen() {
  const text = useText()
  const words = text.admin.audit
  const format = useFormat()
  const [typed, setTyped] = useState(nothing)
  const [filter, setFilter] = useState<Filter>({})
  const [rows, setRows] = useState<readonly Row[]>([])
  const [total, setTotal] = useState<number | null>(null)
  const [error, setError] = useState<RpcError | null>(null)

  const load = useCallback(
    async (before: number | undefined, signal: AbortSignal) => {
      const input = { ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) }
      const result = await rpc.audit.list(input, { signal })
      if (signal.aborted) return
      if (!result.ok) {
        setError(result.error)
        return
      }
      setError(null)
      setTotal(result.value.total)
      setRows((old) => (before === undefined ? result.value.rows : [...old, ...result.value.rows]))
    },
    [filter],
  )
  useEffect(() => {
    const stop = new AbortController()
    void load(undefined, stop.signal)
    return () => stop.abort()
  }, [load])

  const apply = () => setFilter(filterOf(typed))
  const field = (key: keyof typeof nothing) => ({
    value: typed[key],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [key]: event.currentTarget.value }),
  })
  const columns = useMemo(() => auditColumns(text, format), [text, format])
  const last = rows.at(-1)
  return (
    <Screen fill title={words.title} actions={<VerifyAudit />}>
      <div className={classes.filters} role="search" onKeyDown={onKeys({ Enter: apply })}>
        <NativeSelect
          className={classes.state}
          aria-label={words.filterAction}
          {...field('action')}
          data={[
            { value: '', label: `${words.filterAction}: ${text.frame.common.all}` },
            ...auditActions.map((action) => ({ value: action, label: words.actions[action] })),
          ]}
        />
        <TextInput
          className={classes.date}
          aria-label={words.filterActor}
          placeholder={words.filterActor}
          {...field('actor')}
        />
        <TextInput
          className={classes.text}
          aria-label={words.filterRecord}
          placeholder={words.filterRecord}
          {...field('record')}
        />
        <TextInput
          className={classes.date}
          aria-label={words.from}
          placeholder={`${words.from} YYYY-MM-DD`}
          {...field('from')}
        />
        <TextInput
          className={classes.date}
          aria-label={words.to}
          placeholder={`${words.to} YYYY-MM-DD`}
          {...field('to')}
        />
        <Button variant="default" onClick={apply}>
          {words.apply}
        </Button>
        <span className={classes.total} role="status">
          {total === null ? '' : text.frame.common.count(format.number(total))}
        </span>
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {total === 0 ? (
        <Blank title={words.emptyTitle}>{words.emptyText}</Blank>
      ) : (
        <DataGrid
          label={words.title}
          columns={columns}
          count={rows.length}
          row={(at) => rows[at]}
          rowKey={(row) => String(row.seq)}
          remember="audit"
        />
      )}
      {last && total !== null && rows.length < total ? (
        <Button variant="subtle" onClick={() => void load(last.seq, new AbortController().signal)}>
          {words.more}
        </Button>
      ) : null}
    </Screen>
  )
}

function filterOf(typed: typeof nothing): Filter {
  const action = auditActions.find((one) => one === typed.action)
  const from = dayAt(typed.from, '00:00:00.000')
  const to = dayAt(typed.to, '23:59:59.999')
  return {
    ...(action === undefined ? {} : { actions: [action] }),
    ...(typed.actor.trim() === '' ? {} : { actor: typed.actor.trim() }),
    ...(typed.record.trim() === '' ? {} : { record: typed.record.trim() }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
}

/** The instant of a time of day in Asia/Shanghai. */
function dayAt(typed: string, time: string): Instant | null {
  if (typed.trim() === '') return null
  const day = readDate(typed, { today: today(), future: true }).date
  return day === null ? null : (new Date(`${day}T${time}+08:00`).toISOString() as Instant)
}
