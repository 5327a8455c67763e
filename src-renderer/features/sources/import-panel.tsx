import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState, type DragEvent } from 'react'
import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { PreviewView } from './preview-view.tsx'
import classes from './sources-screen.module.css'

type Systems = OutputOf<'sources.catalog'>['systems']
type Preview = OutputOf<'sources.preview'>
type Declared = InputOf<'sources.preview'>['declared']

/** One file: which system, full or changes, what it would do, then the import itself. */
export function ImportPanel({ systems }: { systems: Systems }) {
  const text = useText()
  const words = text.sources
  const format = useFormat()
  const [file, setFile] = useState<PickedFile | null>(null)
  const [systemId, setSystemId] = useState<SystemId>(systems[0]?.id ?? 'JZ')
  const [declared, setDeclared] = useState<Declared>('changes')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [refused, setRefused] = useState(false)
  const [over, setOver] = useState(false)
  const [working, setWorking] = useState<'preview' | 'import' | null>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const stop = useRef<AbortController | null>(null)

  function take(picked: PickedFile | null) {
    if (!picked) return
    setFile(picked)
    setPreview(null)
    setError(null)
    setRefused(false)
  }
  async function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const dropped = event.dataTransfer.files[0]
    const picked = dropped ? await window.shell.droppedFile(dropped) : null
    setRefused(picked === null)
    take(picked)
  }
  function begin(what: 'preview' | 'import') {
    stop.current = new AbortController()
    setWorking(what)
    setProgress(null)
    setError(null)
    return { signal: stop.current.signal, onProgress: setProgress }
  }
  async function look(more: Pick<InputOf<'sources.preview'>, 'sheet' | 'mapping'> = {}) {
    if (!file) return
    const options = begin('preview')
    const input = { fileId: file.fileId as FileId, system: systemId, declared, ...more }
    const result = await rpc.sources.preview(input, options)
    setWorking(null)
    if (result.ok) setPreview(result.value)
    else setError(result.error)
  }
  async function bring(acceptOlder: boolean) {
    if (!preview) return
    const options = begin('import')
    const result = await rpc.sources.import({ importId: preview.importId, acceptOlder }, options)
    setWorking(null)
    if (!result.ok) {
      setError(result.error)
      return
    }
    const { counts } = result.value
    notifications.show({
      message: words.imported(format.number(counts.new), format.number(counts.changed)),
      color: 'green',
    })
    setPreview(null)
    setFile(null)
  }

  const system = systems.find((one) => one.id === systemId)
  return (
    <section className={classes.panel} aria-label={words.import}>
      <h2>{words.import}</h2>
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => void drop(event)}
      >
        <Button
          variant="default"
          onClick={() => void window.shell.pickFile('spreadsheet').then(take)}
          disabled={working !== null}
        >
          {words.pick}
        </Button>
        {file === null ? (
          <span>
            {words.drop} <span className={classes.quiet}>{words.formats}</span>
          </span>
        ) : (
          <strong role="status">{words.chosen(file.name, format.bytes(file.size))}</strong>
        )}
      </div>
      {refused ? <Notice tone="bad">{words.dropNotAFile}</Notice> : null}
      {file === null ? null : (
        <div className={classes.choices}>
          <NativeSelect
            label={words.system}
            value={systemId}
            disabled={working !== null}
            onChange={(event) => {
              const chosen = systems.find((one) => one.id === event.currentTarget.value)
              if (chosen) setSystemId(chosen.id)
              setPreview(null)
            }}
            data={systems.map((one) => ({ value: one.id, label: `${one.id} ${text.frame.systems[one.id]}` }))}
          />
          <SegmentedControl
            aria-label={words.declared.label}
            value={declared}
            disabled={working !== null}
            onChange={(value) => {
              setDeclared(value === 'full' ? 'full' : 'changes')
              setPreview(null)
            }}
            data={[
              { value: 'changes', label: words.declared.changes },
              { value: 'full', label: words.declared.full },
            ]}
          />
          {preview === null ? (
            <Button onClick={() => void look()} disabled={working !== null}>
              {words.preview}
            </Button>
          ) : null}
        </div>
      )}
      {working ? (
        <ProgressLine
          label={
            (progress === null ? undefined : words.phases[progress.phase]) ??
            (working === 'preview' ? words.previewing : words.importing)
          }
          progress={progress}
          onCancel={() => stop.current?.abort()}
        />
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      {preview && system ? (
        <PreviewView
          key={preview.importId}
          preview={preview}
          system={system}
          busy={working !== null}
          onPreview={(more) => void look(more)}
          onImport={(acceptOlder) => void bring(acceptOlder)}
        />
      ) : null}
    </section>
  )
}
