import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Binding, CountBinding, RecordSet, ReturnId } from '../../../src-contract/features/returns.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { Notice } from '../../ui/notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { BindingEditor } from './binding-editor.tsx'
import { CellPanel } from './cell-panel.tsx'
import { viewsOf } from './cell-view.ts'
import { History } from './history.tsx'
import { RecordsDrawer } from './records-drawer.tsx'
import { ReturnActions } from './return-actions.tsx'
import classes from './return-screen.module.css'
import { ReturnNotices } from './return-notices.tsx'
import { TemplateGrid, type Shown } from './template-grid.tsx'
import { periodTone } from './tones.ts'
import { useReturn, type OpenedReturn, type ReturnState } from './use-return.ts'

/** One return: its form with numbers, bindings or differences, and what was sent. */
export function ReturnScreen({ returnId }: { returnId: string }) {
  const text = useText()
  const words = text.returns
  const state = useReturn(returnId as ReturnId)
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), []).value?.books ?? []
  const [shown, setShown] = useState<Shown | 'history'>('values')
  const { opened } = state
  return (
    <Screen
      fill
      title={opened?.row.name ?? words.title}
      aside={opened ? <span className={classes.quiet}>{opened.row.issuer}</span> : null}
      actions={opened ? <ReturnActions state={state} opened={opened} /> : null}
    >
      {state.error ? <ErrorNotice error={state.error} onRetry={state.again} /> : null}
      {opened ? (
        <>
          <Bar state={state} opened={opened} shown={shown} onShown={setShown} />
          {shown === 'history' ? (
            <History
              submissions={opened.submissions}
              onOpen={(submission) => {
                state.show(submission)
                setShown('values')
              }}
            />
          ) : state.submission === null && !opened.template.here ? (
            <NotHere />
          ) : (
            <Form
              key={state.submission?.submissionId ?? 'now'}
              state={state}
              opened={opened}
              books={books}
              shown={shown}
            />
          )}
        </>
      ) : null}
    </Screen>
  )
}

/** Made on another PC: what can be done until the form has come, and what cannot. */
function NotHere() {
  const words = useText().returns
  return (
    <Notice tone="warn" role="status">
      {words.notHere}{' '}
      <Button variant="subtle" size="compact-xs" onClick={() => go({ screen: 'sync' })}>
        {words.toSync}
      </Button>
    </Notice>
  )
}

type BarProps = {
  state: ReturnState
  opened: OpenedReturn
  shown: Shown | 'history'
  onShown: (shown: Shown | 'history') => void
}

/** Which period, and what of it is shown. */
function Bar({ state, opened, shown, onShown }: BarProps) {
  const words = useText().returns
  const { period, filled } = state
  const chosen = opened.periods.find((one) => one.id === period) ?? filled?.period
  const known = opened.periods.some((one) => one.id === period)
  const listed = chosen === undefined || known ? opened.periods : [chosen, ...opened.periods]
  const { show } = words
  return (
    <div className={classes.bar}>
      <NativeSelect
        className={classes.period}
        aria-label={words.period}
        value={period ?? ''}
        onChange={(event) => state.setPeriod(event.currentTarget.value)}
        data={listed.map(({ id, from, to }) => ({ value: id, label: words.periodOf(id, from, to) }))}
      />
      {chosen ? (
        <>
          <Tag tone={periodTone[chosen.status]}>{words.statuses[chosen.status]}</Tag>
          <span className={classes.quiet}>{words.due(chosen.due)}</span>
        </>
      ) : null}
      <SegmentedControl
        className={classes.shown}
        aria-label={show.label}
        value={shown}
        onChange={(value) => onShown(value as Shown | 'history')}
        data={[
          { value: 'values', label: show.values },
          { value: 'bindings', label: show.bindings },
          { value: 'differences', label: show.differences },
          { value: 'history', label: show.history },
        ]}
      />
    </div>
  )
}

type FormProps = { state: ReturnState; opened: OpenedReturn; books: readonly BookDefinition[]; shown: Shown }

function Form({ state, opened, books, shown }: FormProps) {
  const text = useText()
  const words = text.returns
  const format = useFormat()
  const { role } = useSession()
  const sheets = state.template?.sheets.filter((one) => !one.hidden) ?? []
  const [chosenSheet, setSheet] = useState<string | null>(null)
  const [active, setActive] = useState<string | null>(null)
  const [records, setRecords] = useState<RecordSet | null>(null)
  const [editing, setEditing] = useState(false)
  const [saving, setSaving] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [last, setLast] = useState<CountBinding | undefined>(undefined)
  const place = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLElement>(null)
  const sheet = sheets.find((one) => one.name === chosenSheet) ?? sheets[0]
  const { filled, submission, period } = state
  if (sheet === undefined || period === undefined) return null
  const cell = active ?? sheet.inputs[0] ?? 'A1'
  const view = viewsOf(sheet, filled)(cell)
  const binds = allowed(role, 'returns.bind') && submission === null

  const toGrid = () => place.current?.querySelector<HTMLElement>('[role="grid"]')?.focus()
  function choose(next: string) {
    setActive(next)
    setEditing(false)
    setError(null)
  }
  function enter() {
    if (binds && view.filled === undefined && view.template?.kind !== 'formula') setEditing(true)
    else panel.current?.querySelector<HTMLElement>('button')?.focus()
  }
  async function bind(binding: Binding | null) {
    if (sheet === undefined) return
    setSaving(true)
    const { returnId } = opened.row
    const cells = [{ sheet: sheet.name, cell, binding }]
    const result = await rpc.returns.bind({ returnId, revision: opened.revision, cells })
    setSaving(false)
    if (!result.ok) return setError(result.error)
    setError(null)
    setEditing(false)
    if (binding?.kind === 'count') setLast(binding)
    notifications.show({ message: binding === null ? words.cell.freed : words.cell.saved, color: 'green' })
    state.again()
    toGrid()
  }

  return (
    <>
      <ReturnNotices state={state} />
      <div className={classes.split} ref={place}>
        <TemplateGrid
          sheet={sheet}
          filled={filled}
          books={books}
          shown={shown}
          active={cell}
          onActive={choose}
          onEnter={enter}
        />
        <aside className={classes.aside} onKeyDown={onKeys({ Escape: () => (setEditing(false), toGrid()) })}>
          {sheets.length > 1 ? (
            <NativeSelect
              label={words.sheet}
              value={sheet.name}
              onChange={(event) => {
                setSheet(event.currentTarget.value)
                setActive(null)
                setEditing(false)
              }}
              data={sheets.map((one) => one.name)}
            />
          ) : null}
          {editing ? (
            <section className={classes.panel} aria-label={words.cell.title(cell)}>
              <h2>{words.cell.title(cell)}</h2>
              <BindingEditor
                key={cell}
                binding={view.filled?.binding}
                onlyText={view.template?.kind === 'text' || view.template?.kind === 'date'}
                books={books}
                last={last}
                saving={saving}
                onSave={(binding) => void bind(binding)}
                onCancel={() => {
                  setEditing(false)
                  toGrid()
                }}
              />
            </section>
          ) : (
            <CellPanel
              ref={panel}
              sheet={sheet}
              view={view}
              books={books}
              compared={filled?.lastSent?.here === true}
              binds={binds}
              onRecords={setRecords}
              onBind={() => setEditing(true)}
              onFree={() => void bind(null)}
            />
          )}
          {error ? <ErrorNotice error={error} /> : null}
          {editing ? null : <Legend compared={filled?.lastSent?.here === true} />}
          <p className={classes.quiet}>
            {filled ? format.list([state.template?.fileName ?? '']) : text.frame.common.loading}
          </p>
        </aside>
      </div>
      {records === null ? null : (
        <RecordsDrawer
          returnId={opened.row.returnId}
          period={period}
          sheet={sheet.name}
          cell={cell}
          set={records}
          submissionId={submission?.submissionId ?? null}
          books={books}
          onClose={() => setRecords(null)}
        />
      )}
    </>
  )
}

function Legend({ compared }: { compared: boolean }) {
  const { legend } = useText().returns
  return (
    <ul className={classes.legend}>
      <li data-state="bound">{legend.bound}</li>
      <li data-state="unbound">{legend.unbound}</li>
      <li data-state="gap">{legend.gap}</li>
      <li data-state="formula">{legend.formula}</li>
      {compared ? <li data-state="changed">{legend.changed}</li> : null}
    </ul>
  )
}
