import { Button, NativeSelect } from '@mantine/core'
import type { SyntheticEvent } from 'react'
import { systemIds } from '../../../src-contract/systems.ts'
import { useFormat, useText } from '../../text/language.ts'
import { choose, preview, type ImportJob } from './import-job.ts'
import classes from './sources-screen.module.css'

/** Which system the file is from, whether it is its whole stock, and which sheet is meant. */
export function ImportChoices({ job }: { job: ImportJob }) {
  const text = useText()
  const format = useFormat()
  const words = text.sources
  if (!job.file) return null
  const sheets = job.preview?.sheets ?? []
  function submit(event: SyntheticEvent) {
    event.preventDefault()
    void preview()
  }
  return (
    <form className={classes.choices} onSubmit={submit}>
      <div className={classes.file}>
        <strong>{job.file.name}</strong>
        <span className={classes.code}>
          {format.bytes(job.file.size)}
          {job.preview
            ? ` · ${words.format(job.preview.format.toUpperCase(), job.preview.encoding?.toUpperCase() ?? null)}`
            : ''}
        </span>
      </div>
      <NativeSelect
        label={words.system}
        required
        autoFocus={job.system === null}
        value={job.system ?? ''}
        onChange={(event) => choose({ system: systemIds.find((id) => id === event.currentTarget.value) ?? null })}
        data={[
          { value: '', label: words.chooseSystem },
          ...systemIds.map((id) => ({ value: id, label: `${id} ${text.frame.systems[id]}` })),
        ]}
      />
      <NativeSelect
        label={words.declared.label}
        value={job.declared}
        onChange={(event) => choose({ declared: event.currentTarget.value === 'changes' ? 'changes' : 'full' })}
        data={[
          { value: 'full', label: words.declared.full },
          { value: 'changes', label: words.declared.changes },
        ]}
      />
      {sheets.length > 1 ? (
        <NativeSelect
          label={words.sheet}
          value={job.sheet ?? job.preview?.sheet ?? ''}
          onChange={(event) => {
            choose({ sheet: event.currentTarget.value })
            void preview()
          }}
          data={sheets.map(({ name, hidden, rows }) => ({
            value: name,
            label: words.sheetOf(name, rows === null ? null : format.number(rows), hidden),
          }))}
        />
      ) : null}
      <Button
        type="submit"
        variant={job.preview && !job.stale ? 'default' : 'filled'}
        autoFocus={job.system !== null && job.preview === null}
      >
        {job.preview ? words.previewAgain : words.preview}
      </Button>
    </form>
  )
}
