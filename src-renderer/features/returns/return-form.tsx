import { Button, Checkbox, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ReturnId, ReturnRow } from '../../../src-contract/features/returns.shapes.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { periodAfter, periodKind, periodKinds, periodOfDay } from '../../../src-domain/periods/periods.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { today } from '../../ui/today.ts'
import { notifyNotices } from './notify-notices.ts'
import classes from './return-screen.module.css'

type Props = {
  /** The return that is changed; none: a new one. */
  row?: ReturnRow
  onClose: () => void
  onDone: (returnId: ReturnId) => void
}

const firstChoices = 6

/** Facts of a return, and for a new one its form. */
export function ReturnForm({ row, onClose, onDone }: Props) {
  const text = useText()
  const words = text.returns.make
  const label = useLabel()
  const format = useFormat()
  const [name, setName] = useState(row?.name ?? '')
  const [issuer, setIssuer] = useState(row?.issuer ?? '')
  const [kind, setKind] = useState(row?.periodKind ?? 'month')
  const [dueDays, setDueDays] = useState(row?.dueDays ?? 3)
  const [active, setActive] = useState(row?.active ?? true)
  const periods = firstPeriods(kind)
  const [startsWith, setStartsWith] = useState<string | null>(null)
  const [file, setFile] = useState<PickedFile | null>(null)
  const [incomplete, setIncomplete] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)

  async function pick() {
    const picked = await window.shell.pickFile('spreadsheet')
    if (picked === null) return
    setFile(picked)
    if (name === '') setName(picked.name.replace(/\.[^.]+$/, '').slice(0, 60))
  }

  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    const facts = { name: name.trim(), issuer: issuer.trim(), dueDays }
    const lacks = facts.name.length < 2 || facts.issuer.length < 2 || (row === undefined && file === null)
    setIncomplete(lacks)
    if (lacks) return
    setWorking(true)
    const made = await (row === undefined
      ? create(facts, file)
      : rpc.returns.update({ returnId: row.returnId, ...facts, active }))
    setWorking(false)
    if (!made.ok) {
      setError(made.error)
      return
    }
    notifications.show({ message: row ? words.saved : words.done(facts.name), color: 'green' })
    onDone(row?.returnId ?? (made.value as { returnId: ReturnId }).returnId)
  }

  async function create(facts: { name: string; issuer: string; dueDays: number }, chosen: PickedFile | null) {
    const fileId = (chosen?.fileId ?? '') as FileId
    const first = periods.find((period) => period.id === startsWith) ?? periods[1] ?? periods[0]
    const result = await rpc.returns.create({ ...facts, periodKind: kind, startsWith: first?.id ?? '', fileId })
    if (result.ok) notifyNotices(result.value.notices, text.returns.notices)
    return result
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={row ? words.changeTitle : words.title}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.stack} noValidate onSubmit={(event) => void submit(event)}>
        {row ? null : (
          <div className={classes.file}>
            <Button variant="default" onClick={() => void pick()} data-autofocus>
              {words.pick}
            </Button>
            <span className={classes.quiet}>
              {file ? words.picked(file.name, format.bytes(file.size)) : words.noFile}
            </span>
          </div>
        )}
        <TextInput
          label={words.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          required
        />
        <TextInput
          label={words.issuer}
          value={issuer}
          onChange={(event) => setIssuer(event.currentTarget.value)}
          maxLength={60}
          required
        />
        <div className={classes.two}>
          <NativeSelect
            label={words.kind}
            value={kind}
            disabled={row !== undefined}
            onChange={(event) => {
              setKind(event.currentTarget.value)
              setStartsWith(null)
            }}
            data={periodKinds.map((one) => ({ value: one.id, label: label(one.label) }))}
          />
          <NumberInput
            label={words.dueDays}
            value={dueDays}
            onChange={(value) => setDueDays(typeof value === 'number' ? value : 0)}
            min={0}
            max={90}
            allowDecimal={false}
          />
          {row ? null : (
            <NativeSelect
              label={words.startsWith}
              value={startsWith ?? periods[1]?.id ?? ''}
              onChange={(event) => setStartsWith(event.currentTarget.value)}
              data={periods.map(({ id, from, to }) => ({ value: id, label: text.returns.periodOf(id, from, to) }))}
            />
          )}
          {row ? (
            <Checkbox
              className={classes.check}
              label={words.active}
              checked={active}
              onChange={(event) => setActive(event.currentTarget.checked)}
            />
          ) : null}
        </div>
        {incomplete ? (
          <Notice tone="bad" role="alert">
            {words.incomplete}
          </Notice>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.actions}>
          <Button type="submit" loading={working}>
            {row ? words.save : words.submit}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** The running period and those before it: the one that is over is usually the first to be sent. */
function firstPeriods(id: string) {
  const kind = periodKind(id)
  if (kind === undefined) return []
  const running = periodOfDay(kind, today())
  return Array.from({ length: firstChoices }, (_, at) => periodAfter(kind, running, -at))
}
