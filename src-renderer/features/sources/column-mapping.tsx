import { NativeSelect } from '@mantine/core'
import type { ImportPreview, Mapping } from '../../../src-contract/features/sources.contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { choose, mapColumn, type Catalog } from './import-job.ts'
import classes from './sources-screen.module.css'

type Props = { preview: ImportPreview; mapping: Mapping; system: Catalog[number] }

/** 列对应: each column of the file and the field that it fills; what the system needs and nothing fills is said first. */
export function ColumnMapping({ preview, mapping, system }: Props) {
  const text = useText()
  const label = useLabel()
  const format = useFormat()
  const words = text.sources
  const taken = new Set(Object.values(mapping))
  const missing = system.fields.filter((field) => field.required && !taken.has(field.key))
  const options = [
    { value: '', label: words.keep },
    ...system.fields.map((field) => ({
      value: field.key,
      label: field.required ? words.requiredField(label(field.label), missing.includes(field)) : label(field.label),
    })),
  ]
  return (
    <section className={classes.part} aria-label={words.mapping}>
      <h2>
        {words.mapping} <span className={classes.code}>{words.mapped(taken.size, preview.columns.length)}</span>
      </h2>
      {missing.length > 0 ? (
        <Notice tone="warn" role="status">
          {words.missing(format.list(missing.map((field) => label(field.label))))}
        </Notice>
      ) : null}
      <div className={classes.mapping}>
        {preview.columns.map((column) => (
          <NativeSelect
            key={column}
            label={column}
            aria-label={words.mappingOf(column)}
            data-unmapped={mapping[column] === undefined || undefined}
            value={mapping[column] ?? ''}
            onChange={(event) => choose({ mapping: mapColumn(mapping, column, event.currentTarget.value || null) })}
            data={options}
          />
        ))}
      </div>
    </section>
  )
}
