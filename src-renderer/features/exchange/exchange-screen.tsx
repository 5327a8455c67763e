import { Button } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useRef, useState, type DragEvent } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import classes from './exchange-screen.module.css'
import { ExportRequests } from './export-requests.tsx'
import { cancel, importJob, putDown, runImport, takeFile, type ImportJob } from './import-job.ts'
import { ImportPreview } from './import-preview.tsx'
import { ImportResult } from './import-result.tsx'
import { PastImports } from './past-imports.tsx'
import { saveTemplate } from './save-file.ts'

/** 导入: a file on its way into a book; earlier imports, and exports that were asked for. */
export function ExchangeScreen({ bookId }: { bookId: string }) {
  const text = useText()
  const words = text.exchange
  const label = useLabel()
  const { role } = useSession()
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), [])
  const book = books.value?.books.find((one) => one.id === bookId) ?? null
  const job = useStore(importJob)
  const mine = job.book === bookId ? job : null
  const imports = allowed(role, 'exchange.openImport')
  const drop = useFileDrop(imports && job.busy === null, bookId)
  const inHand = imports && mine !== null && (mine.file !== null || mine.preview !== null || mine.busy !== null)
  return (
    <div className={classes.page} data-dropping={drop.over || undefined} {...drop.handlers}>
      <Screen
        fill
        title={book ? words.title(label(book.label)) : words.menu}
        actions={
          <>
            {inHand && mine.busy === null ? <ImportActions job={mine} /> : null}
            {inHand ? null : (
              <Button variant="default" onClick={() => go({ screen: 'ledger', book: bookId })}>
                {words.back}
              </Button>
            )}
          </>
        }
      >
        {books.error ? <ErrorNotice error={books.error} onRetry={books.again} /> : null}
        {drop.notAFile ? (
          <Notice tone="warn" role="alert">
            {words.dropNotAFile}
          </Notice>
        ) : null}
        {book && inHand ? (
          <InHand book={book} job={mine} />
        ) : book ? (
          <div className={classes.inHand}>
            {imports ? <PickFile book={book} /> : <p className={classes.pick}>{words.onlyWriters}</p>}
            {mine?.error ? <ErrorNotice error={mine.error} /> : null}
            {mine?.done ? <ImportResult done={mine.done} book={book} /> : null}
            <PastImports book={book} />
            <ExportRequests book={book} />
          </div>
        ) : null}
      </Screen>
    </div>
  )
}

function InHand({ book, job }: { book: BookDefinition; job: ImportJob }) {
  return (
    <div className={classes.inHand}>
      {job.busy === null ? null : <Working job={job} />}
      {job.error ? <ErrorNotice error={job.error} /> : null}
      {job.preview ? (
        <ImportPreview book={book} file={job.file} preview={job.preview} working={job.busy !== null} />
      ) : null}
    </div>
  )
}

/** How far it is. The focus, whose button is gone, goes to the way to stop it. */
function Working({ job }: { job: ImportJob }) {
  const words = useText().exchange
  const place = useRef<HTMLDivElement>(null)
  const busy = job.busy
  useEffect(() => {
    if (busy !== 'check') place.current?.querySelector('button')?.focus()
  }, [busy])
  return (
    <div ref={place} className={classes.progress}>
      <ProgressLine
        label={words.phases[job.progress?.phase ?? ''] ?? words.working}
        progress={job.progress}
        onCancel={cancel}
      />
    </div>
  )
}

/** Import, or why not yet; and the way back. */
function ImportActions({ job }: { job: ImportJob }) {
  const words = useText().exchange
  const format = useFormat()
  const { preview } = job
  if (!preview) {
    return (
      <Button variant="default" onClick={putDown}>
        {words.putDown}
      </Button>
    )
  }
  const begun = preview.state === 'filing'
  const lacking = begun
    ? null
    : preview.state === 'read'
      ? words.mapFirst
      : preview.counts.new === 0
        ? words.nothingToFile
        : null
  return (
    <>
      {lacking === null ? null : <span className={classes.code}>{lacking}</span>}
      <Button disabled={lacking !== null} onClick={() => void runImport()}>
        {begun ? words.resume : words.run(format.number(preview.counts.new))}
      </Button>
      <Button variant="default" onClick={putDown}>
        {begun ? words.back : words.putDown}
      </Button>
    </>
  )
}

function PickFile({ book }: { book: BookDefinition }) {
  const words = useText().exchange
  async function pick() {
    const file = await window.shell.pickFile('spreadsheet')
    if (file) void takeFile(book.id, file)
  }
  return (
    <div className={classes.pick}>
      <IconFileImport size={18} aria-hidden />
      <span>
        {words.drop} <span className={classes.code}>{words.formats}</span>
      </span>
      <Button variant="default" onClick={() => void saveTemplate(book.id, words.saved)}>
        {words.commands.template}
      </Button>
      <Button onClick={() => void pick()}>{words.pick}</Button>
    </div>
  )
}

/** A file dropped anywhere on the screen; the shell hands it to core and gives back its id. */
function useFileDrop(takes: boolean, book: string) {
  const [over, setOver] = useState(false)
  const [notAFile, setNotAFile] = useState(false)
  async function dropped(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const dragged = event.dataTransfer.files[0]
    if (!takes) return
    const file = dragged ? await window.shell.droppedFile(dragged) : null
    setNotAFile(file === null)
    if (file) void takeFile(book, file)
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
