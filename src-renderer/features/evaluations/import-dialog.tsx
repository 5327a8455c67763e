import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { EvaluationPreview, SurveyId } from '../../../src-contract/features/evaluations.shapes.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from '../assessment/assessment.module.css'
import { shortSubject } from './imports-table.tsx'
import { PreviewView } from './preview-view.tsx'

type Props = { surveyId: SurveyId; onClose: () => void }

/** Answers from the agency: the file, its signed manifest, what it would do, then all of it or nothing. */
export function ImportDialog({ surveyId, onClose }: Props) {
  const text = useText()
  const words = text.evaluations
  const format = useFormat()
  const [file, setFile] = useState<PickedFile | null>(null)
  const [manifest, setManifest] = useState<PickedFile | null>(null)
  const [preview, setPreview] = useState<EvaluationPreview | null>(null)
  const [mapping, setMapping] = useState<Record<string, string> | null>(null)
  const [documentNumber, setDocumentNumber] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [busy, setBusy] = useState<'reading' | 'applying' | null>(null)

  async function look() {
    if (file === null) return
    setBusy('reading')
    setError(null)
    setPreview(null)
    const result = await rpc.evaluations.preview({
      ...{ surveyId, fileId: file.fileId as FileId, manifest: (manifest?.fileId ?? null) as FileId | null },
      ...(mapping === null ? {} : { mapping }),
    })
    setBusy(null)
    if (result.ok) setPreview(result.value)
    else setError(result.error)
  }
  async function apply() {
    if (preview === null) return
    setBusy('applying')
    const result = await rpc.evaluations.apply({ importId: preview.importId, documentNumber })
    setBusy(null)
    if (!result.ok) return setError(result.error)
    const { counts, state, again } = result.value
    const done = words.done(format.number(counts.counted), format.number(counts.rejected))
    const message = again ? words.again : state === 'waiting' ? words.waits : done
    notifications.show({ message, color: 'green' })
    onClose()
  }
  /** Another file is another preview. */
  async function pick(kind: 'evaluation' | 'manifest') {
    const picked = await window.shell.pickFile(kind)
    if (picked === null) return
    setPreview(null)
    setError(null)
    if (kind === 'manifest') return setManifest(picked)
    setMapping(null)
    setFile(picked)
  }
  const unsigned = preview !== null && preview.signer === null
  const applies =
    preview !== null && !preview.refused && preview.counts.counted + preview.counts.uncounted > 0 && !preview.again
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.importTitle}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.form}>
        <p className={classes.quiet}>{words.importMeans}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => void pick('evaluation')}>
            {words.pickData}
          </Button>
          <span>{file?.name}</span>
        </div>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => void pick('manifest')}>
            {words.pickManifest}
          </Button>
          <span className={manifest === null ? classes.quiet : undefined}>{manifest?.name ?? words.noManifest}</span>
        </div>
        {preview === null ? (
          <div className={classes.buttons}>
            <Button disabled={file === null} loading={busy === 'reading'} onClick={() => void look()}>
              {words.look}
            </Button>
            <Button variant="default" onClick={onClose}>
              {text.frame.common.cancel}
            </Button>
          </div>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        {preview === null ? null : (
          <>
            {preview.signer ? <Notice tone="good">{words.checked(shortSubject(preview.signer.subject))}</Notice> : null}
            {preview.refused ? <Notice tone="bad">{words.refused}</Notice> : null}
            {preview.again ? <Notice tone="warn">{words.again}</Notice> : null}
            <PreviewView preview={preview} />
            <Mapping
              preview={preview}
              mapping={mapping}
              onChange={setMapping}
              onLook={() => void look()}
              open={preview.problems.some(({ code }) => code === 'TP02')}
            />
            {unsigned && applies ? (
              <TextInput
                label={words.document}
                description={words.noManifest}
                withAsterisk
                maxLength={60}
                value={documentNumber}
                onChange={(event) => setDocumentNumber(event.currentTarget.value)}
              />
            ) : null}
            <div className={classes.buttons}>
              <Button
                disabled={!applies || (unsigned && documentNumber.trim() === '')}
                loading={busy === 'applying'}
                onClick={() => void apply()}
              >
                {words.apply}
              </Button>
              <Button variant="default" onClick={onClose}>
                {text.frame.common.cancel}
              </Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  )
}

type MappingProps = {
  preview: EvaluationPreview
  mapping: Record<string, string> | null
  onChange: (mapping: Record<string, string>) => void
  onLook: () => void
  open: boolean
}

const questions = Array.from({ length: 20 }, (_, at) => `q${at + 1}`)

/** Which column is what, where the headings do not say it. */
function Mapping({ preview, mapping, onChange, onLook, open }: MappingProps) {
  const words = useText().evaluations
  const now =
    mapping ??
    Object.fromEntries(preview.columns.flatMap(({ key, field }) => (field === null ? [] : [[key, field] as const])))
  const choices = [
    { value: '', label: words.notRead },
    ...Object.entries(words.fields).map(([value, label]) => ({ value, label })),
    ...questions.map((value) => ({ value, label: words.question(value.slice(1)) })),
  ]
  return (
    <details open={open}>
      <summary>{words.columns}</summary>
      <div className={classes.form}>
        <div className={classes.pair}>
          {preview.columns.map(({ key, heading }) => (
            <NativeSelect
              key={key}
              label={heading}
              value={now[key] ?? ''}
              data={choices}
              onChange={(event) => {
                const { [key]: _old, ...others } = now
                const field = event.currentTarget.value
                onChange(field === '' ? others : { ...others, [key]: field })
              }}
            />
          ))}
        </div>
        <div className={classes.buttons}>
          <Button variant="default" disabled={mapping === null} onClick={onLook}>
            {words.look}
          </Button>
        </div>
      </div>
    </details>
  )
}
