import { NativeSelect } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { BookImport, BookImportCounts } from '../../../src-contract/features/exchange.shapes.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { ColumnMapping } from './column-mapping.tsx'
import classes from './exchange-screen.module.css'
import { takeSheet } from './import-job.ts'
import { ProblemGroups } from './problem-groups.tsx'

type Props = { book: BookDefinition; file: PickedFile | null; preview: BookImport; working: boolean }

/** What an import would do, before it does anything; problems are settled here, once for all rows. */
export function ImportPreview({ book, file, preview, working }: Props) {
  const text = useText()
  const words = text.exchange
  const label = useLabel()
  const format = useFormat()
  const heading = useRef<HTMLHeadingElement>(null)
  // The preview arrives while nobody holds the focus: go on reading from here.
  useEffect(() => heading.current?.focus(), [preview.importId])
  const missing = preview.missing.map((key) => {
    const field = book.fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  })
  const problems = <ProblemGroups key="problems" book={book} preview={preview} disabled={working} />
  const mapping = <ColumnMapping key="mapping" book={book} preview={preview} disabled={working} />
  const unknown = preview.state === 'read'
  return (
    <div data-working={working || undefined} className={classes.preview}>
      <div className={classes.choices}>
        <div className={classes.file}>
          <strong>{preview.fileName}</strong>
          <span className={classes.code}>
            {file ? `${format.bytes(file.size)} · ` : ''}
            {words.format(preview.format.toUpperCase(), preview.encoding?.toUpperCase() ?? null)}
          </span>
        </div>
        {preview.sheets.length > 1 && file ? (
          <NativeSelect
            label={words.sheet}
            value={preview.sheet}
            disabled={working}
            onChange={(event) => void takeSheet(event.currentTarget.value)}
            data={preview.sheets.map(({ name, hidden }) => ({
              value: name,
              label: hidden ? words.hiddenSheet(name) : name,
            }))}
          />
        ) : null}
      </div>
      <h2 ref={heading} tabIndex={-1} className={classes.previewTitle}>
        {words.previewTitle(format.number(preview.counts.rows))}
      </h2>
      {unknown ? null : <Counts counts={preview.counts} />}
      {preview.state === 'filing' ? (
        <Notice tone="warn" role="status">
          {words.interrupted(format.number(preview.counts.filed))}
        </Notice>
      ) : null}
      {unknown ? (
        <Notice tone="warn" role="status">
          {words.unknown}
        </Notice>
      ) : (
        <p className={classes.by}>
          {preview.mappedBy === 'remembered'
            ? words.remembered
            : preview.mappedBy === 'hand'
              ? words.byHand
              : words.byHeadings}
        </p>
      )}
      {missing.length > 0 && !unknown ? (
        <Notice tone="warn" role="status">
          {words.missing(format.list(missing))}
        </Notice>
      ) : null}
      {preview.notices.length > 0 ? (
        <Notice tone="info">
          <ul className={classes.notices}>
            {preview.notices.map((notice) => (
              <li key={notice}>{text.fileNotices[notice]}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {unknown ? mapping : missing.length > 0 ? [mapping, problems] : [problems, mapping]}
    </div>
  )
}

const shownCounts = ['new', 'existing', 'inFile', 'errors', 'warnings'] as const

/** Five numbers, each with what it means. */
export function Counts({ counts }: { counts: BookImportCounts }) {
  const format = useFormat()
  const words = useText().exchange
  return (
    <dl className={classes.counts}>
      {shownCounts.map((key) => (
        <div key={key} data-some={counts[key] > 0 || undefined} data-count={key}>
          <dt>{words.counts[key]}</dt>
          <dd className={classes.number}>{format.number(counts[key])}</dd>
          <dd className={classes.code}>{words.countMeans[key]}</dd>
        </div>
      ))}
    </dl>
  )
}
