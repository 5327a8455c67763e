import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { MappingTable } from './mapping-table.tsx'
import { PreviewProblems } from './preview-problems.tsx'
import classes from './sources-screen.module.css'

type Preview = OutputOf<'sources.preview'>

type Props = {
  preview: Preview
  system: OutputOf<'sources.catalog'>['systems'][number]
  busy: boolean
  onPreview: (more: { sheet?: string; mapping?: Preview['mapping'] }) => void
  onImport: (acceptOlder: boolean) => void
}

/** What an import would do: counts, what is wrong by kind, which column is which field. Nothing is written yet. */
export function PreviewView({ preview, system, busy, onPreview, onImport }: Props) {
  const text = useText()
  const words = text.sources
  const label = useLabel()
  const format = useFormat()
  const [mapping, setMapping] = useState(preview.mapping)
  const [acceptOlder, setAcceptOlder] = useState(false)
  const changed = mapping !== preview.mapping
  const { counts } = preview
  const fieldName = (key: string) => {
    const field = system.fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  }
  const figures: readonly (readonly [string, number | null, boolean])[] = [
    [words.counts.rows, counts.rows, false],
    [words.counts.new, counts.new, false],
    [words.counts.changed, counts.changed, false],
    [words.counts.unchanged, counts.unchanged, false],
    [words.counts.rejected, counts.rejected, counts.rejected > 0],
    [words.counts.notInFile, counts.notInFile, false],
  ]
  const useful = counts.new + counts.changed > 0
  return (
    <div role="group" aria-label={words.previewTitle(preview.fileName)}>
      <h3>
        {words.previewTitle(preview.fileName)} · {words.format(preview.format, preview.encoding)} · {preview.sheet}
      </h3>
      <dl className={classes.counts}>
        {figures.map(([name, value, bad]) =>
          value === null ? null : (
            <div key={name} data-tone={bad ? 'bad' : undefined}>
              <dt>{name}</dt>
              <dd>{format.number(value)}</dd>
            </div>
          ),
        )}
      </dl>
      {counts.notInFile === null || counts.notInFile === 0 ? null : (
        <p className={classes.quiet}>{words.notInFileMeans}</p>
      )}
      {preview.sheets.length > 1 ? (
        <NativeSelect
          label={words.sheet}
          value={preview.sheet}
          disabled={busy}
          w="16rem"
          onChange={(event) => onPreview({ sheet: event.currentTarget.value })}
          data={preview.sheets.filter((sheet) => !sheet.hidden).map((sheet) => sheet.name)}
        />
      ) : null}
      {preview.missingFields.length > 0 ? (
        <Notice tone="bad" role="alert">
          {words.missing(format.list(preview.missingFields.map(fieldName)))}
        </Notice>
      ) : null}
      {preview.notices.length > 0 ? (
        <Notice tone="warn">{preview.notices.map((notice) => text.fileNotices[notice]).join(' ')}</Notice>
      ) : null}
      {preview.olderThanLast ? (
        <Notice tone="warn" role="alert">
          {words.older(format.time(preview.olderThanLast.held), format.time(preview.olderThanLast.file))}
          <Checkbox
            mt="xs"
            label={words.acceptOlder}
            checked={acceptOlder}
            onChange={(event) => setAcceptOlder(event.currentTarget.checked)}
          />
        </Notice>
      ) : null}
      <PreviewProblems problems={preview.problems} fieldName={fieldName} />
      <MappingTable
        columns={preview.columns}
        mapping={mapping}
        fields={system.fields}
        disabled={busy}
        onChange={setMapping}
      />
      <div className={classes.actions}>
        {changed ? (
          <>
            <Button disabled={busy} onClick={() => onPreview({ sheet: preview.sheet, mapping })}>
              {words.previewAgain}
            </Button>
            <span>{words.mappingChanged}</span>
          </>
        ) : (
          <>
            <Button
              loading={busy}
              disabled={!useful || preview.missingFields.length > 0 || (preview.olderThanLast !== null && !acceptOlder)}
              onClick={() => onImport(acceptOlder)}
            >
              {words.import}
            </Button>
            {useful ? null : <span className={classes.quiet}>{words.nothingNew}</span>}
          </>
        )}
      </div>
    </div>
  )
}
