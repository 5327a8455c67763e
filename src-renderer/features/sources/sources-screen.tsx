import { Button } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useRef, useState, type DragEvent } from 'react'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import { FreshnessTable } from './freshness-table.tsx'
import { ImportChoices } from './import-choices.tsx'
import { cancel, importJob, putDown, runImport, takeFile, type Catalog, type ImportJob } from './import-job.ts'
import { Counts, ImportPreviewView } from './import-preview.tsx'
import { PastImports } from './past-imports.tsx'
import classes from './sources-screen.module.css'

/** 数据导入: how fresh the seven systems are, and the import of their exports. */
export function SourcesScreen() {
  const text = useText()
  const session = useSession()
  const job = useStore(importJob)
  const catalog = useCall((signal) => rpc.sources.catalog({}, { signal }), [])
  useDataChanged('sources', catalog.again)
  const systems = catalog.value?.systems ?? []
  const imports = allowed(session.role, 'sources.import')
  const drop = useFileDrop(imports && job.busy === null, systems)
  const inHand = imports && job.file !== null
  return (
    <div className={classes.page} data-dropping={drop.over || undefined} {...drop.handlers}>
      <Screen
        fill
        title={text.sources.title}
        actions={inHand && job.busy === null ? <ImportActions job={job} /> : null}
      >
        {catalog.error ? <ErrorNotice error={catalog.error} onRetry={catalog.again} /> : null}
        {drop.notAFile ? (
          <Notice tone="warn" role="alert">
            {text.sources.dropNotAFile}
          </Notice>
        ) : null}
        {inHand ? (
          <InHand job={job} systems={systems} />
        ) : (
          <>
            {imports ? <PickFile systems={systems} /> : <p className={classes.readOnly}>{text.sources.onlyClerk}</p>}
            {job.done ? <Result done={job.done} /> : null}
            <FreshnessTable catalog={systems} />
            <PastImports />
          </>
        )}
      </Screen>
    </div>
  )
}

/** The file in hand: choices, progress, preview. */
function InHand({ job, systems }: { job: ImportJob; systems: Catalog }) {
  const system = systems.find((one) => one.id === job.preview?.system)
  return (
    <div className={classes.inHand}>
      {job.busy === null ? <ImportChoices job={job} /> : <Working job={job} />}
      {job.error ? <ErrorNotice error={job.error} /> : null}
      {job.preview && system && job.busy === null ? (
        <ImportPreviewView job={job} preview={job.preview} system={system} />
      ) : null}
    </div>
  )
}

/** How far it is. The focus, whose button is gone, goes to the way to stop it. */
function Working({ job }: { job: ImportJob }) {
  const words = useText().sources
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.querySelector('button')?.focus(), [])
  const phase = job.progress === null ? undefined : words.phases[job.progress.phase]
  return (
    <div ref={place} className={classes.progress}>
      <ProgressLine
        label={phase ?? (job.busy === 'preview' ? words.previewing : words.importing)}
        progress={job.progress}
        onCancel={cancel}
      />
    </div>
  )
}

/** Import, or why not yet; and the way back. */
function ImportActions({ job }: { job: ImportJob }) {
  const text = useText()
  const words = text.sources
  const { preview } = job
  const works = preview ? preview.counts.new + preview.counts.changed + preview.counts.unchanged > 0 : false
  const lacking =
    !preview || job.stale
      ? words.previewFirst
      : preview.missingFields.length > 0
        ? words.mapFirst
        : preview.olderThanLast && !job.acceptOlder
          ? words.confirmFirst
          : works
            ? null
            : words.nothingNew
  return (
    <>
      {lacking === null ? null : <span className={classes.code}>{lacking}</span>}
      <Button disabled={lacking !== null} onClick={() => void runImport()}>
        {words.import}
      </Button>
      <Button variant="default" onClick={putDown}>
        {words.putDown}
      </Button>
    </>
  )
}

function PickFile({ systems }: { systems: Catalog }) {
  const words = useText().sources
  async function pick() {
    const file = await window.shell.pickFile('spreadsheet')
    if (file) takeFile(file, systems)
  }
  return (
    <div className={classes.pick}>
      <IconFileImport size={18} aria-hidden />
      <span>
        {words.drop} <span className={classes.code}>{words.formats}</span>
      </span>
      <Button onClick={() => void pick()}>{words.pick}</Button>
    </div>
  )
}

function Result({ done }: { done: NonNullable<ImportJob['done']> }) {
  const format = useFormat()
  const words = useText().sources
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [done])
  const { counts } = done
  return (
    <div ref={place} tabIndex={-1} className={classes.result}>
      <Notice tone="good" role="status">
        {words.importedOf(done.fileName, words.imported(format.number(counts.new), format.number(counts.changed)))}
      </Notice>
      <Counts counts={counts} means={words.countDone} />
    </div>
  )
}

/** A file dropped anywhere on the screen; the shell hands it to core and gives back its id. */
function useFileDrop(takes: boolean, systems: Catalog) {
  const [over, setOver] = useState(false)
  const [notAFile, setNotAFile] = useState(false)
  async function dropped(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const dragged = event.dataTransfer.files[0]
    if (!takes) return
    const file = dragged ? await window.shell.droppedFile(dragged) : null
    setNotAFile(file === null)
    if (file) takeFile(file, systems)
  }
  return {
    over,
    notAFile,
    handlers: {
      onDragOver(event: DragEvent) {
        event.preventDefault()
        event.dataTransfer.dropEffect = takes ? 'copy' : 'none'
        if (takes && !over) setOver(true)
      },
      onDragLeave: (event: DragEvent) => event.currentTarget === event.target && setOver(false),
      onDrop: (event: DragEvent) => void dropped(event),
    },
  }
}
