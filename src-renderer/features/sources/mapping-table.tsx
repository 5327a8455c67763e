import { NativeSelect } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useLabel, useText } from '../../text/language.ts'
import classes from './sources-screen.module.css'

type Mapping = OutputOf<'sources.preview'>['mapping']

type Props = {
  columns: readonly string[]
  mapping: Mapping
  fields: OutputOf<'sources.catalog'>['systems'][number]['fields']
  disabled: boolean
  onChange: (mapping: Mapping) => void
}

/** Which column of the file is which field; a column without one is kept as delivered. */
export function MappingTable({ columns, mapping, fields, disabled, onChange }: Props) {
  const words = useText().sources
  const label = useLabel()
  function choose(column: string, field: string) {
    const { [column]: _, ...rest } = mapping
    onChange(field === '' ? rest : { ...rest, [column]: field })
  }
  return (
    <details open={columns.some((column) => mapping[column] === undefined)}>
      <summary>{words.mapping}</summary>
      <div className={classes.mapping}>
        {columns.map((column) => (
          <label key={column}>
            <span title={column}>{column}</span>
            <NativeSelect
              aria-label={words.mappingOf(column)}
              value={mapping[column] ?? ''}
              disabled={disabled}
              onChange={(event) => choose(column, event.currentTarget.value)}
              data={[
                { value: '', label: words.keep },
                ...fields.map((field) => ({
                  value: field.key,
                  label: field.required ? `${label(field.label)} *` : label(field.label),
                })),
              ]}
            />
          </label>
        ))}
      </div>
    </details>
  )
}
