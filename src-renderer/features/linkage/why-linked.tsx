import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SubjectFile } from '../../../src-contract/features/lookup.contract.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { accessNow } from '../../ui/purpose-state.ts'
import classes from './linkage.module.css'
import { EvidenceList } from './review-pair.tsx'

/** 为什么归在一起: the button in a file, the links with their evidence, and the way to take records out. */
export function WhyLinked({ file }: { file: SubjectFile }) {
  const words = useText().linkage
  const session = useSession()
  const [open, setOpen] = useState(false)
  if (!allowed(session.role, 'linkage.evidence')) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.whyTitle}
      </Button>
      {open ? <WhyDialog file={file} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function WhyDialog({ file, onClose }: { file: SubjectFile; onClose: () => void }) {
  const text = useText()
  const words = text.linkage
  const format = useFormat()
  const session = useSession()
  const [splitting, setSplitting] = useState(false)
  const { value, error, again } = useCall(
    (signal) => {
      const access = accessNow()
      return access ? rpc.linkage.evidence({ subjectId: file.subjectId, ...access }, { signal }) : null
    },
    [file.subjectId],
  )
  const name = recordNames(file, (system, day) => words.record(text.frame.systems[system], format.date(day)))
  const count = file.columns.reduce((sum, column) => sum + column.records.length, 0)
  return (
    <Modal opened onClose={onClose} size="xl" title={words.whyTitle} transitionProps={{ duration: 0 }}>
      <div className={classes.form}>
        <p className={classes.quiet}>{value && value.links.length === 0 ? words.whyNone : words.whyMeans}</p>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        <ul className={classes.links}>
          {(value?.links ?? []).map((link) => (
            <li key={`${link.a.recordId} ${link.b.recordId}`}>
              <div>
                {name.get(link.a.recordId) ?? text.frame.systems[link.a.system]} —{' '}
                {name.get(link.b.recordId) ?? text.frame.systems[link.b.system]} · {words.rules[link.rule]}
              </div>
              <EvidenceList evidence={link.evidence} />
            </li>
          ))}
        </ul>
        {value && value.acts.length > 0 ? (
          <section aria-label={words.acts}>
            <h3>{words.acts}</h3>
            <ul className={classes.links}>
              {value.acts.map((act) => (
                <li key={act.actId}>
                  {format.time(act.at)} {act.by} · {words.actKinds[act.kind]} · {act.reason}
                  {act.undoneAt === null ? null : ` · ${words.actUndone}`}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {count > 1 && allowed(session.role, 'linkage.split') && !splitting ? (
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => setSplitting(true)}>
              {words.split}
            </Button>
          </div>
        ) : null}
        {splitting ? <SplitForm file={file} name={name} onDone={onClose} /> : null}
      </div>
    </Modal>
  )
}

type SplitProps = { file: SubjectFile; name: ReadonlyMap<number, string>; onDone: () => void }

function SplitForm({ file, name, onDone }: SplitProps) {
  const words = useText().linkage
  const [chosen, setChosen] = useState<ReadonlySet<SourceRecordId>>(new Set())
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<RpcError | null>(null)
  const records = file.columns.flatMap((column) => column.records.map((record) => record.recordId))
  async function split() {
    const done = await rpc.linkage.split({ subjectId: file.subjectId, recordIds: [...chosen], reason })
    if (!done.ok) return setRefused(done.error)
    notifications.show({ message: words.splitDone, color: 'green' })
    onDone()
  }
  return (
    <fieldset className={classes.form}>
      <legend>{words.splitTitle}</legend>
      <p className={classes.quiet}>{words.splitMeans}</p>
      {refused ? <ErrorNotice error={refused} /> : null}
      {records.map((recordId) => (
        <Checkbox
          key={recordId}
          label={name.get(recordId) ?? ''}
          checked={chosen.has(recordId)}
          onChange={() => {
            const next = new Set(chosen)
            if (!next.delete(recordId)) next.add(recordId)
            setChosen(next)
          }}
        />
      ))}
      <TextInput
        label={words.reason}
        placeholder={words.reasonHint}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button disabled={chosen.size === 0 || reason.trim().length < 2} onClick={() => void split()}>
          {words.confirm}
        </Button>
      </div>
    </fieldset>
  )
}

function recordNames(
  file: SubjectFile,
  say: (system: SubjectFile['columns'][number]['system'], day: string) => string,
): Map<number, string> {
  return new Map(
    file.columns.flatMap((column) =>
      column.records.map((record) => [record.recordId, say(column.system, record.sourceTime ?? record.receivedAt)]),
    ),
  )
}
