import { Checkbox } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { ImportCounts, ImportPreview } from '../../../src-contract/features/sources.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { ColumnMapping } from './column-mapping.tsx'
import { acceptOlder, type Catalog, type ImportJob } from './import-job.ts'
import { RowProblems } from './row-problems.tsx'
import classes from './sources-screen.module.css'

type Props = { job: ImportJob; preview: ImportPreview; system: Catalog[number] }

/** What an import would do, before it does anything. */
export function ImportPreviewView({ job, preview, system }: Props) {
  const text = useText()
  const format = useFormat()
  const words = text.sources
  const heading = useRef<HTMLHeadingElement>(null)
  // The preview arrives while nobody holds the focus: go on reading from here.
  useEffect(() => heading.current?.focus(), [preview.importId])
  const older = preview.olderThanLast
  const lacking = preview.missingFields.length > 0
  const problems = <RowProblems key="problems" problems={preview.problems} system={system} />
  const mapping = (
    <ColumnMapping key="mapping" preview={preview} mapping={job.mapping ?? preview.mapping} system={system} />
  )
  return (
    <div className={classes.preview} data-stale={job.stale || undefined}>
      <h2 ref={heading} tabIndex={-1} className={classes.previewTitle}>
        {words.previewTitle(format.number(preview.counts.rows))}
      </h2>
      {job.stale ? (
        <Notice tone="warn" role="status">
          {words.choicesChanged}
        </Notice>
      ) : null}
      <Counts counts={preview.counts} means={words.countMeans} />
      {older ? (
        <Notice tone="warn">
          <p className={classes.line}>{words.older(format.time(older.held), format.time(older.file))}</p>
          <Checkbox
            label={words.acceptOlder}
            checked={job.acceptOlder}
            onChange={(event) => acceptOlder(event.currentTarget.checked)}
          />
        </Notice>
      ) : null}
      {preview.notices.length > 0 ? (
        <Notice tone="info">
          <ul className={classes.notices} aria-label={words.notices}>
            {preview.notices.map((notice) => (
              <li key={notice}>{text.fileNotices[notice]}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {lacking ? [mapping, problems] : [problems, mapping]}
    </div>
  )
}

const shownCounts = ['new', 'changed', 'unchanged', 'notInFile', 'rejected'] as const

type CountsProps = {
  counts: ImportCounts
  /** What each number means, before or after the import. */
  means: Readonly<Record<(typeof shownCounts)[number], string>>
}

/** Five numbers, each with what it means. */
export function Counts({ counts, means }: CountsProps) {
  const format = useFormat()
  const words = useText().sources
  return (
    <dl className={classes.counts} aria-label={words.countsTitle}>
      {shownCounts.map((key) => {
        const count = counts[key]
        return (
          <div key={key} data-some={(count ?? 0) > 0 || undefined} data-count={key}>
            <dt>{words.counts[key]}</dt>
            <dd className={classes.number}>{count === null ? '—' : format.number(count)}</dd>
            <dd className={classes.means}>{count === null ? words.notCounted : means[key]}</dd>
          </div>
        )
      })}
    </dl>
  )
}
