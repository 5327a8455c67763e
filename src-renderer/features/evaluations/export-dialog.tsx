import { Button, Modal, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SurveyId } from '../../../src-contract/features/evaluations.shapes.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from '../assessment/assessment.module.css'

/** The invitations with the chief's signature, as one archive for the agency. */
export function ExportDialog({ surveyId, onClose }: { surveyId: SurveyId; onClose: () => void }) {
  const text = useText()
  const words = text.evaluations
  const format = useFormat()
  const [file, setFile] = useState<PickedFile | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  async function save(event: SyntheticEvent) {
    event.preventDefault()
    if (file === null) return
    setWorking(true)
    const made = await rpc.evaluations.invitations({ surveyId, fileId: file.fileId as FileId, passphrase })
    setWorking(false)
    setError(made.ok ? null : made.error)
    if (!made.ok) return
    const name = await window.shell.saveFile(made.value.fileName, made.value.zip)
    if (name === null) return
    notifications.show({ message: words.exported(name, format.number(made.value.rows)), color: 'green' })
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.exportTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void save(event)}>
        <p className={classes.quiet}>{words.exportMeans}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => void window.shell.pickFile('certificate').then(setFile)}>
            {words.choose}
          </Button>
          {file === null ? null : <span>{file.name}</span>}
        </div>
        <PasswordInput
          label={words.passphrase}
          autoComplete="off"
          maxLength={200}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={working} disabled={file === null}>
            {words.exportList}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
