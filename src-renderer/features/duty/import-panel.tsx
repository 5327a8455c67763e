import { Button, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { DutyImportPreview, ImportKind, PastDutyImport } from '../../../src-contract/features/duty.shapes.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import { ActDialog } from './act-dialog.tsx'
import classes from './duty-screen.module.css'

type Props = { kind: ImportKind; onClose: () => void }

/** A roster or a map of areas from a file: what it would do, row by row what is wrong, then all of it or nothing. */
export function ImportPanel({ kind, onClose }: Props) {
  const text = useText()
  const words = text.duty.imports
  const format = useFormat()
  const [file, setFile] = useState<PickedFile | null>(null)
  const [preview, setPreview] = useState<DutyImportPreview | null>(null)
  const [sheet, setSheet] = useState<string | null>(null)
  const [month, setMonth] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [busy, setBusy] = useState<'reading' | 'applying' | null>(null)
  const [done, setDone] = useState<string | null>(null)

  async function read(picked: PickedFile, more: { sheet?: string; month?: string } = {}) {
    setBusy('reading')
    setDone(null)
    setError(null)
    setPreview(null)
    const result = await rpc.duty.previewImport({ fileId: picked.fileId as FileId, kind, ...more })
    setBusy(null)
    if (!result.ok) return setError(result.error)
    setPreview(result.value)
    setSheet(result.value.sheet)
    setMonth(result.value.month ?? '')
  }
  async function pick() {
    const picked = await window.shell.pickFile('spreadsheet')
    if (picked === null) return
    setFile(picked)
    setSheet(null)
    setMonth('')
    await read(picked)
  }
  async function saveTemplate() {
    const made = await rpc.duty.template({ kind })
    if (!made.ok) return setError(made.error)
    const name = await window.shell.saveFile(made.value.fileName, made.value.xlsx)
    if (name !== null) notifications.show({ message: text.exchange.saved(name), color: 'green' })
  }
  function again() {
    if (file === null) return
    const wanted = /^\d{4}-(0[1-9]|1[0-2])$/.test(month.trim()) ? { month: month.trim() } : {}
    void read(file, { ...(sheet === null ? {} : { sheet }), ...wanted })
  }
  async function apply() {
    if (preview === null) return
    setBusy('applying')
    setError(null)
    const result = await rpc.duty.applyImport({ importId: preview.importId })
    setBusy(null)
    if (!result.ok) return setError(result.error)
    const { counts } = result.value
    setDone(words.done(format.number(counts.new), format.number(counts.changed)))
    setFile(null)
    setPreview(null)
  }
  const applies = preview !== null && preview.counts.rejected === 0 && preview.counts.new + preview.counts.changed > 0
  const asksMonth = kind === 'roster' && (preview?.layout === 'month-grid' || error?.code === 'duty/import-month')
  return (
    <div className={classes.scroll}>
      <div className={classes.choices}>
        <Button
          variant={preview === null ? 'filled' : 'default'}
          loading={busy === 'reading'}
          onClick={() => void pick()}
        >
          {words.pick}
        </Button>
        {file ? null : (
          <Button variant="default" onClick={() => void saveTemplate()}>
            {words.template}
          </Button>
        )}
        {file ? <strong>{file.name}</strong> : <span className={classes.quiet}>{words[`${kind}Means`]}</span>}
        {preview !== null && preview.sheets.length > 1 ? (
          <NativeSelect
            label={words.sheet}
            value={sheet ?? ''}
            data={preview.sheets}
            onChange={(event) => setSheet(event.currentTarget.value)}
          />
        ) : null}
        {asksMonth ? (
          <TextInput
            label={words.month}
            value={month}
            placeholder="2026-11"
            maxLength={7}
            onChange={(event) => setMonth(event.currentTarget.value)}
          />
        ) : null}
        {asksMonth || (preview !== null && preview.sheets.length > 1) ? (
          <Button variant="default" disabled={busy !== null} onClick={again}>
            {words.again}
          </Button>
        ) : null}
        <span className={classes.space} />
        <Button disabled={!applies} loading={busy === 'applying'} onClick={() => void apply()}>
          {words.apply}
        </Button>
        <Button variant="default" onClick={onClose}>
          {file === null ? text.frame.common.back : words.putDown}
        </Button>
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {done === null ? null : (
        <Notice tone="good" role="status">
          {done}
        </Notice>
      )}
      {preview === null ? null : <Preview preview={preview} />}
      {preview === null ? <PastImports kind={kind} /> : null}
    </div>
  )
}

const shownCounts = ['rows', 'new', 'changed', 'unchanged', 'rejected'] as const

function Preview({ preview }: { preview: DutyImportPreview }) {
  const text = useText().duty
  const words = text.imports
  const format = useFormat()
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => place.current?.focus(), [preview.importId])
  const { from, to, counts, problems, problemCount } = preview
  const span = from === null || to === null ? '' : text.daysOf(from, to)
  return (
    <>
      <dl className={classes.counts}>
        {shownCounts.map((key) => (
          <div key={key} data-count={key} data-some={counts[key] > 0 || undefined}>
            <dt>{words.counts[key]}</dt>
            <dd>{format.number(counts[key])}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.partHead}>
        <h2>{words.problems}</h2>
        <p ref={place} tabIndex={-1} className={classes.quiet}>
          {words.read(words.layouts[preview.layout], span)} {problems.length === 0 ? words.noProblems : words.wholeFile}
        </p>
      </div>
      {problems.length === 0 ? null : (
        <table className={classes.table} aria-label={words.problems}>
          <thead>
            <tr>
              <th scope="col" data-align="end">
                {words.row}
              </th>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.what}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {problems.map((problem) => (
              <tr key={`${problem.row} ${problem.column} ${problem.kind}`}>
                <th scope="row" data-align="end">
                  {problem.row}
                </th>
                <td>{problem.column ?? ''}</td>
                <td>
                  {text.rowProblems[problem.kind]} {problem.other === null ? '' : words.otherRow(String(problem.other))}
                </td>
                <td>
                  <Tag tone={problem.severity === 'error' ? 'bad' : 'warn'}>{words[problem.severity]}</Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {problemCount > problems.length ? (
        <p className={classes.quiet}>{words.moreProblems(format.number(problemCount - problems.length))}</p>
      ) : null}
    </>
  )
}

function PastImports({ kind }: { kind: ImportKind }) {
  const text = useText()
  const words = text.duty.imports
  const format = useFormat()
  const [open, setOpen] = useState<PastDutyImport | null>(null)
  const { value, error, again } = useCall((signal) => rpc.duty.imports({ kind }, { signal }), [kind])
  useDataChanged('duty', again)
  const imports = value?.imports ?? []
  return (
    <section className={classes.part} aria-label={words.past}>
      <div className={classes.partHead}>
        <h2>{words.past}</h2>
        {value && imports.length === 0 ? <span className={classes.quiet}>{words.noPast}</span> : null}
      </div>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {imports.length === 0 ? null : (
        <table className={classes.table} aria-label={words.past}>
          <thead>
            <tr>
              {[words.file, words.at, words.by, words.counts.new, words.counts.changed, words.counts.unchanged].map(
                (name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ),
              )}
              <td />
            </tr>
          </thead>
          <tbody>
            {imports.map((row) => (
              <tr key={row.importId}>
                <th scope="row">{row.fileName}</th>
                <td>{format.time(row.at)}</td>
                <td>{row.by}</td>
                <td>{format.number(row.counts.new)}</td>
                <td>{format.number(row.counts.changed)}</td>
                <td>{format.number(row.counts.unchanged)}</td>
                <td data-align="end">
                  {row.undoneAt === null ? (
                    <Button variant="subtle" size="compact-xs" onClick={() => setOpen(row)}>
                      {words.undo}
                    </Button>
                  ) : (
                    words.undone(row.undoneBy ?? '', format.time(row.undoneAt))
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open === null ? null : (
        <ActDialog
          title={`${words.undoTitle} ${open.fileName}`}
          submit={words.undo}
          means={words.undoMeans}
          onClose={() => setOpen(null)}
          onSubmit={(reason) => rpc.duty.undoImport({ importId: open.importId, reason })}
        >
          {() => null}
        </ActDialog>
      )}
    </section>
  )
}
