import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { EvaluationImport } from '../../../src-contract/features/evaluations.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from '../assessment/assessment.module.css'

const counts = ['rows', 'counted', 'uncounted', 'incomplete', 'rejected', 'callBacks'] as const

/** The files of a survey: what each brought, who vouches for it, and what it still waits for. */
export function ImportsTable({ imports }: { imports: readonly EvaluationImport[] }) {
  const words = useText().evaluations
  const format = useFormat()
  const { role } = useSession()
  const [failed, setFailed] = useState<RpcError | null>(null)
  const [confirming, setConfirming] = useState<EvaluationImport | null>(null)

  async function saveRejected({ importId }: EvaluationImport) {
    const made = await rpc.evaluations.rejected({ importId })
    setFailed(made.ok ? null : made.error)
    if (!made.ok) return
    const name = await window.shell.saveFile(made.value.fileName, made.value.xlsx)
    if (name !== null) notifications.show({ message: words.saved(name), color: 'green' })
  }
  async function withdraw({ importId }: EvaluationImport) {
    const result = await rpc.evaluations.withdraw({ importId })
    setFailed(result.ok ? null : result.error)
    if (result.ok) notifications.show({ message: words.withdrawn })
  }
  const source = (one: EvaluationImport): string =>
    one.signer !== null
      ? words.signedBy(shortSubject(one.signer.subject))
      : [
          ...(one.documentNumber === null ? [] : [words.byDocument(one.documentNumber)]),
          ...(one.confirmedAt === null
            ? []
            : [words.confirmedBy(one.confirmedByName ?? '', format.time(one.confirmedAt))]),
        ].join(' ')
  return (
    <section aria-label={words.files}>
      <h2 className={classes.section}>{words.files}</h2>
      {failed ? <ErrorNotice error={failed} /> : null}
      {imports.length === 0 ? <p className={classes.text}>{words.noFiles}</p> : null}
      {imports.length === 0 ? null : (
        <table className={classes.table} aria-label={words.files}>
          <thead>
            <tr>
              <th scope="col">{words.file}</th>
              <th scope="col">{words.at}</th>
              <th scope="col">{words.by}</th>
              <th scope="col">{words.trust}</th>
              {counts.map((key) => (
                <th
                  scope="col"
                  data-align="end"
                  key={key}
                  title={key === 'uncounted' ? words.uncountedMeans : undefined}
                >
                  {words.counts[key]}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {imports.map((one) => (
              <tr key={one.importId}>
                <th scope="row" title={one.sha256 ?? undefined}>
                  {one.fileName}
                </th>
                <td>{format.time(one.at)}</td>
                <td>{one.byName}</td>
                <td>
                  <Tag tone={one.state === 'imported' ? 'good' : 'warn'}>{words.states[one.state]}</Tag> {source(one)}
                </td>
                {counts.map((key) => (
                  <td data-align="end" key={key}>
                    {format.number(one.counts[key])}
                  </td>
                ))}
                <td data-align="end">
                  {one.counts.rejected > 0 && allowed(role, 'evaluations.rejected') ? (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={`${words.rejected} ${one.fileName}`}
                      onClick={() => void saveRejected(one)}
                    >
                      {words.rejected}
                    </Button>
                  ) : null}
                  {one.state === 'waiting' && allowed(role, 'evaluations.confirm') ? (
                    <Button size="compact-xs" onClick={() => setConfirming(one)}>
                      {words.confirm}
                    </Button>
                  ) : null}
                  {one.state === 'waiting' ? (
                    <ConfirmButton
                      label={words.withdraw}
                      means={words.withdrawMeans}
                      onConfirm={() => void withdraw(one)}
                    />
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {confirming ? <ConfirmDialog file={confirming} onClose={() => setConfirming(null)} /> : null}
    </section>
  )
}

/** Node prints one attribute a line; the organisation is what people know. */
export function shortSubject(subject: string): string {
  const organisation = subject.split('\n').find((line) => line.startsWith('O='))
  return organisation?.slice(2) ?? subject.split('\n').join(' ')
}

function ConfirmDialog({ file, onClose }: { file: EvaluationImport; onClose: () => void }) {
  const text = useText()
  const words = text.evaluations
  const [documentNumber, setDocumentNumber] = useState('')
  const [sha256, setSha256] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  async function confirm(event: SyntheticEvent) {
    event.preventDefault()
    const result = await rpc.evaluations.confirm({ importId: file.importId, documentNumber, sha256 })
    setError(result.ok ? null : result.error)
    if (!result.ok) return
    notifications.show({ message: words.confirmed, color: 'green' })
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${words.confirmTitle} ${file.fileName}`}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void confirm(event)}>
        <p className={classes.quiet}>{words.confirmMeans}</p>
        <TextInput
          label={words.document}
          maxLength={60}
          value={documentNumber}
          onChange={(event) => setDocumentNumber(event.currentTarget.value)}
        />
        <TextInput
          label={words.sha256}
          maxLength={64}
          value={sha256}
          onChange={(event) => setSha256(event.currentTarget.value)}
        />
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" disabled={documentNumber.trim() === '' || sha256.trim().length !== 64}>
            {words.confirm}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
