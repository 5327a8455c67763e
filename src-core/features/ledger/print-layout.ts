import type { BookField } from '../../../src-contract/books.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { PrintLine, PrintModel } from '../reports/print-model.ts'
import { printText } from './print-text.ts'

export type PrintInput = {
  readonly station: string
  readonly number: string
  readonly state: string
  readonly version: number
  /** Local time of filing, as it is to be read. */
  readonly filedAt: string
  readonly values: Values
  /** Names by account id. */
  readonly names: ReadonlyMap<string, string>
  readonly printedBy: string
  readonly printedAt: string
}

/** The paper of an entry, from the book's definition: its sections and fields in the order of the form. */
export function printLayout(book: BookSpec, input: PrintInput): PrintModel {
  const { definition } = book
  const state = definition.states.find((one) => one.id === input.state)?.label.zh ?? input.state
  return {
    station: input.station,
    title: `${definition.label.zh}${printText.entrySuffix}`,
    number: input.number,
    facts: [
      fact(printText.number, input.number),
      fact(printText.state, state),
      fact(printText.version, String(input.version)),
      fact(printText.filedAt, input.filedAt),
    ],
    sections: definition.sections.map((section) => ({
      title: section.label.zh,
      lines: section.fields.flatMap((key) => {
        const field = definition.fields.find((one) => one.key === key)
        return field === undefined ? [] : [lineOf(field, input)]
      }),
    })),
    watermark: `${input.printedBy} ${input.printedAt}`,
    signatures: [printText.officerSigns, printText.checkerSigns],
    language: 'zh-CN',
  }
}

function fact(label: string, value: string): PrintLine {
  return { field: 'number', label, value, wide: false }
}

function lineOf(field: BookField, input: PrintInput): PrintLine {
  const value = input.values[field.key]
  return {
    field: field.key,
    label: field.label.zh,
    value: value === undefined ? '' : readable(field, value, input.names),
    wide: field.span === 12,
  }
}

/** A value as it reads on paper: labels for options, names for accounts, words for what was declared missing. */
function readable(field: BookField, value: string, names: ReadonlyMap<string, string>): string {
  if (field.declarable && isDeclaredMissing(value)) return printText.declared[value]
  const labels = (one: string): string => field.options.find((option) => option.value === one)?.label.zh ?? one
  switch (field.kind) {
    case 'choice':
      return labels(value)
    case 'choices':
      return value.split(',').map(labels).join('、')
    case 'account':
    case 'accounts':
      return value
        .split(',')
        .map((id) => names.get(id) ?? '')
        .join('、')
    default:
      return value
  }
}
