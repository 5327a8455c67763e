import { Button, Modal, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { ReportLine } from '../../../src-contract/features/reports.contract.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { PdfWindow } from '../print/pdf-window.tsx'
import classes from './reports.module.css'

type Props = { runId: RunId; period: string; onClose: () => void }

/** The reports of a run: look at each, sign all with the chief's certificate, take the signed ones away. */
export function ReportsDialog({ runId, period, onClose }: Props) {
  const text = useText()
  const words = text.reports
  const { value, error, again } = useCall((signal) => rpc.reports.list({ runId }, { signal }), [runId])
  const [shown, setShown] = useState<ReportLine | null>(null)
  const [failed, setFailed] = useState<RpcError | null>(null)

  async function bundle() {
    const made = await rpc.reports.bundle({ runId })
    setFailed(made.ok ? null : made.error)
    if (!made.ok) return
    const name = await window.shell.saveFile(made.value.fileName, made.value.bytes)
    if (name !== null) notifications.show({ message: words.saved(name, made.value.reports), color: 'green' })
  }
  const nameOf = (line: ReportLine): string => (line.officerId === null ? words.station : line.name)
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title(period)}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.form}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {failed ? <ErrorNotice error={failed} /> : null}
        {value ? (
          <>
            <div className={classes.bar}>
              <span>{words.counts(value.signed, value.reports.length)}</span>
              <Button variant="default" disabled={value.signed === 0} onClick={() => void bundle()}>
                {words.bundle}
              </Button>
            </div>
            {value.maySign ? (
              <SignForm runId={runId} onDone={again} onFailed={setFailed} />
            ) : value.signed === 0 ? (
              <p className={classes.quiet}>{words.notYet}</p>
            ) : null}
            <p className={classes.quiet}>{words.means}</p>
            <Lines lines={value.reports} nameOf={nameOf} onShow={setShown} />
          </>
        ) : null}
      </div>
      {shown ? (
        <PdfWindow
          title={words.pdf(nameOf(shown))}
          ask={(signal) => rpc.reports.print({ runId, officerId: shown.officerId }, { signal })}
          onClose={() => setShown(null)}
        />
      ) : null}
    </Modal>
  )
}

type LinesProps = {
  lines: readonly ReportLine[]
  nameOf: (line: ReportLine) => string
  onShow: (line: ReportLine) => void
}

function Lines({ lines, nameOf, onShow }: LinesProps) {
  const words = useText().reports
  const format = useFormat()
  return (
    <div className={classes.list}>
      <table className={classes.table} aria-label={words.open}>
        <thead>
          <tr>
            <th scope="col">{words.number}</th>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.state}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.officerId ?? ''}>
              <td>{line.number}</td>
              <th scope="row">{nameOf(line)}</th>
              <td>
                {line.signed === null ? words.unsigned : words.signedAt(format.time(line.signed.at), line.signed.by)}
              </td>
              <td>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  aria-label={`${words.print} ${nameOf(line)}`}
                  onClick={() => onShow(line)}
                >
                  {words.print}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type SignProps = { runId: RunId; onDone: () => void; onFailed: (error: RpcError | null) => void }

/** The certificate's file, its passphrase, and the act with its progress and a way to stop it. */
function SignForm({ runId, onDone, onFailed }: SignProps) {
  const words = useText().reports
  const [file, setFile] = useState<PickedFile | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [progress, setProgress] = useState<Progress | null>(null)
  const running = useRef<AbortController | null>(null)

  async function sign() {
    if (file === null) return
    const abort = new AbortController()
    running.current = abort
    onFailed(null)
    setProgress({ phase: 'sign', done: 0, total: null })
    const done = await rpc.reports.sign(
      { runId, fileId: file.fileId as FileId, passphrase },
      { signal: abort.signal, onProgress: setProgress },
    )
    setProgress(null)
    onFailed(done.ok ? null : done.error)
    if (done.ok) {
      setPassphrase('')
      notifications.show({ message: words.signed(done.value.signed, done.value.left), color: 'green' })
    }
    onDone()
  }
  if (progress !== null)
    return <ProgressLine label={words.signing} progress={progress} onCancel={() => running.current?.abort()} />
  return (
    <form
      className={classes.sign}
      onSubmit={(event) => {
        event.preventDefault()
        void sign()
      }}
    >
      <Button variant="default" onClick={() => void window.shell.pickFile('certificate').then(setFile)}>
        {file === null ? words.choose : words.file(file.name)}
      </Button>
      <PasswordInput
        aria-label={words.passphrase}
        placeholder={words.passphrase}
        className={classes.passphrase ?? ''}
        autoComplete="off"
        maxLength={200}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      <Button type="submit" disabled={file === null}>
        {words.sign}
      </Button>
    </form>
  )
}
