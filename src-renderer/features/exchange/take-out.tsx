import { Button, Checkbox, Group, Modal, Radio, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState, type SyntheticEvent } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { InputOf } from '../../../src-contract/contract.ts'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { PurposeBar } from '../../ui/purpose-bar.tsx'
import { accessNow, accessOf, purposeChoice } from '../../ui/purpose-state.ts'
import { useStore } from '../../ui/store.ts'
import { PdfWindow } from '../print/pdf-window.tsx'
import classes from './exchange-screen.module.css'

type Part = InputOf<'exchange.exportList'>

export type Scope = {
  question: Omit<Part, 'purpose' | 'reference' | 'plain' | 'columns' | 'entries' | 'approval'>
  columns: readonly string[]
  chosen: readonly string[]
  total: number | null
}

type Props = { book: BookDefinition; kind: 'xlsx' | 'print'; scope: Scope; onClose: () => void }

/** Which rows leave the program, why, and in plain or masked. More rows than one may take alone are asked for. */
export function TakeOut({ book, kind, scope, onClose }: Props) {
  const text = useText()
  const words = text.exchange.take
  const label = useLabel()
  const format = useFormat()
  const { role } = useSession()
  const [only, setOnly] = useState(scope.chosen.length > 0)
  const [plain, setPlain] = useState(false)
  const [tried, setTried] = useState(false)
  const unsaid = accessOf(useStore(purposeChoice)) === null && tried
  const [error, setError] = useState<RpcError | null>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [busy, setBusy] = useState(false)
  const [printing, setPrinting] = useState<Part | null>(null)
  const [reason, setReason] = useState('')
  const stop = useRef(new AbortController())
  const name = label(book.label)

  function part(): Part | null {
    const access = accessNow()
    setTried(true)
    if (access === null) return null
    const { question, columns, chosen } = scope
    return {
      ...question,
      ...access,
      plain,
      columns: columns.filter((key) => book.fields.some((field) => field.key === key)),
      ...(only ? { entries: chosen as NonNullable<Part['entries']> } : {}),
    }
  }
  async function take(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    const wanted = part()
    if (wanted === null) return
    if (kind === 'print') return setPrinting(wanted)
    setBusy(true)
    stop.current = new AbortController()
    const made = await rpc.exchange.exportList(wanted, { signal: stop.current.signal, onProgress: setProgress })
    setBusy(false)
    if (!made.ok) return setError(made.error.code === 'rpc/cancelled' ? null : made.error)
    if (await saved(made.value.fileName, made.value.xlsx)) {
      if (made.value.masked) notifications.show({ message: words.masked, color: 'yellow' })
      onClose()
    }
  }
  async function saved(fileName: string, bytes: Uint8Array): Promise<boolean> {
    const as = await window.shell.saveFile(fileName, bytes)
    if (as !== null) notifications.show({ message: text.exchange.saved(as), color: 'green' })
    return as !== null
  }
  async function ask() {
    const wanted = part()
    if (wanted === null) return
    const asked = await rpc.exchange.askExport({ ...wanted, kind, reason: reason.trim() })
    if (!asked.ok) return setError(asked.error)
    notifications.show({ message: words.asked, color: 'green' })
    onClose()
  }
  if (printing) {
    return (
      <PdfWindow
        title={words.printTitle(name)}
        ask={(signal) => printed(printing, signal)}
        onClose={() => setPrinting(null)}
      />
    )
  }
  /** What needs a chief is said here, where it can be asked for. */
  async function printed(wanted: Part, signal: AbortSignal): Promise<Result<{ pdf: Uint8Array; fileName: string }>> {
    const made = await rpc.exchange.printList(wanted, { signal })
    if (made.ok) return made
    const fields = made.error.params['fields']
    const named = Array.isArray(fields)
      ? { ...made.error.params, fields: fields.map((key) => fieldName(book, key, label)) }
      : made.error.params
    const told = { ...made.error, params: named }
    if (told.code !== 'exchange/needs-approval') return { ok: false, error: told }
    setPrinting(null)
    setError(told)
    return { ok: false, error: told }
  }
  const asks = error?.code === 'exchange/needs-approval' && allowed(role, 'exchange.askExport')
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={kind === 'xlsx' ? words.exportTitle(name) : words.printTitle(name)}
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void take(event)}>
        <div className={classes.purpose}>
          <PurposeBar />
        </div>
        {unsaid ? (
          <p className={classes.missing} role="alert">
            {words.purposeFirst}
          </p>
        ) : null}
        <Radio.Group
          label={words.scope}
          value={only ? 'chosen' : 'all'}
          onChange={(value) => setOnly(value === 'chosen')}
        >
          <Group gap="lg" mt={4}>
            {scope.chosen.length > 0 ? <Radio value="chosen" label={words.chosen(scope.chosen.length)} /> : null}
            <Radio value="all" label={words.all(scope.total === null ? '' : format.number(scope.total))} />
          </Group>
        </Radio.Group>
        <Checkbox
          label={words.plain}
          description={words.plainMeans}
          checked={plain}
          onChange={(event) => setPlain(event.currentTarget.checked)}
        />
        {error ? <ErrorNotice error={error} /> : null}
        {asks ? (
          <Textarea
            label={words.askReason}
            withAsterisk
            autoFocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={200}
          />
        ) : null}
        {busy ? <ProgressLine label={words.working} progress={progress} onCancel={() => stop.current.abort()} /> : null}
        <Group gap="sm">
          {asks ? (
            <Button disabled={reason.trim().length < 2} onClick={() => void ask()}>
              {words.ask}
            </Button>
          ) : (
            <Button type="submit" disabled={busy} data-autofocus>
              {kind === 'xlsx' ? words.export : words.print}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function fieldName(book: BookDefinition, key: string, label: ReturnType<typeof useLabel>): string {
  const field = book.fields.find((one) => one.key === key)
  return field ? label(field.label) : key
}
