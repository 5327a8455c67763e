import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { notifyNotices } from './notify-notices.ts'
import { ReturnForm } from './return-form.tsx'
import classes from './return-screen.module.css'
import { ActDialog } from './send-dialogs.tsx'
import type { OpenedReturn, ReturnState } from './use-return.ts'

type Dialog = 'submit' | 'confirm' | 'send-back' | 'change'

/** What can be done with a return: fill in and hand over, review, save the file, exchange the form. */
export function ReturnActions({ state, opened }: { state: ReturnState; opened: OpenedReturn }) {
  const text = useText()
  const words = text.returns
  const { role } = useSession()
  const format = useFormat()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const { filled, submission, period } = state
  const { returnId, name } = opened.row
  const close = () => setDialog(null)
  const done = (message: string) => {
    close()
    notifications.show({ message, color: 'green' })
    state.again()
  }

  async function save() {
    if (period === undefined) return
    const place = { returnId, period }
    const made = await rpc.returns.file(submission ? { ...place, submissionId: submission.submissionId } : place)
    if (!made.ok) return setError(made.error)
    setError(null)
    const { file, empty } = made.value
    const saved = await window.shell.saveFile(words.fileName(name, period, submission?.status !== 'sent'), file)
    if (saved === null) return
    const message = words.saved(saved, empty === 0 ? null : format.number(empty))
    notifications.show({ message, color: empty === 0 ? 'green' : 'yellow' })
  }

  async function replace() {
    const picked = await window.shell.pickFile('spreadsheet')
    if (picked === null) return
    const result = await rpc.returns.replaceTemplate({ returnId, fileId: picked.fileId as FileId })
    if (!result.ok) return setError(result.error)
    setError(null)
    const { kept, dropped, notices } = result.value
    notifications.show({ message: words.replaced(format.number(kept)), color: 'green' })
    if (dropped.length > 0) {
      const cells = format.list(dropped.map((one) => one.cell))
      notifications.show({ message: words.dropped(cells), color: 'yellow', autoClose: false })
    }
    notifyNotices(notices, words.notices)
    state.again()
  }

  const empty = filled ? filled.unbound.length + filled.cells.filter((cell) => cell.gap !== null).length : 0
  const submits =
    allowed(role, 'returns.submit') &&
    submission === null &&
    filled !== undefined &&
    filled.waiting === null &&
    opened.row.active
  const reviews = submission?.status === 'submitted' && !submission.own
  return (
    <>
      {allowed(role, 'returns.update') && submission === null ? (
        <>
          <Button variant="default" onClick={() => setDialog('change')}>
            {words.make.change}
          </Button>
          <Button variant="default" disabled={!opened.template.here} onClick={() => void replace()}>
            {words.replace}
          </Button>
        </>
      ) : null}
      <Button variant="default" disabled={!filled} onClick={() => void save()}>
        {words.saveFile}
      </Button>
      {submits ? (
        <Button disabled={filled.cells.length === 0} onClick={() => setDialog('submit')}>
          {words.submit}
        </Button>
      ) : null}
      {reviews ? (
        <>
          <Button variant="default" onClick={() => setDialog('send-back')}>
            {words.sendBack}
          </Button>
          <Button onClick={() => setDialog('confirm')}>{words.confirm}</Button>
        </>
      ) : null}
      <Button variant="default" onClick={() => go({ screen: 'returns' })}>
        {text.frame.common.back}
      </Button>
      {error ? (
        <div className={classes.floating}>
          <ErrorNotice error={error} />
        </div>
      ) : null}
      {dialog === 'submit' && filled && period ? (
        <ActDialog
          title={words.submitTitle}
          means={words.submitMeans}
          warning={words.submitIncomplete(filled.preliminary, empty === 0 ? null : format.number(empty))}
          act={filled.preliminary || empty > 0 ? words.submitAnyway : words.submit}
          run={() => rpc.returns.submit({ returnId, period, contentHash: filled.contentHash, acceptIncomplete: true })}
          onDone={() => done(words.submitted)}
          onClose={close}
        />
      ) : null}
      {dialog === 'confirm' && submission ? (
        <ActDialog
          title={words.confirm}
          means={words.confirmMeans}
          warning={words.submitIncomplete(submission.preliminary, empty === 0 ? null : format.number(empty))}
          act={words.confirm}
          run={() => rpc.returns.review({ submissionId: submission.submissionId, confirm: true })}
          onDone={() => {
            state.show(submission)
            done(words.confirmed)
          }}
          onClose={close}
        />
      ) : null}
      {dialog === 'send-back' && submission ? (
        <ActDialog
          title={words.sendBackTitle}
          means={words.frozen(submission.filler, format.time(submission.submittedAt))}
          act={words.sendBack}
          reason={words.reason}
          run={(reason) => rpc.returns.review({ submissionId: submission.submissionId, confirm: false, reason })}
          onDone={() => done(words.sentBack)}
          onClose={close}
        />
      ) : null}
      {dialog === 'change' ? (
        <ReturnForm
          row={opened.row}
          onClose={close}
          onDone={() => {
            close()
            state.again()
          }}
        />
      ) : null}
    </>
  )
}
