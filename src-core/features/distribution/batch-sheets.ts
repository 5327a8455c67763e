import { hadBefore } from '../../../src-domain/distribution/standing.rules.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { CellValue, WriteSheet } from '../../spreadsheets/write.ts'
import type { CorrectionRow } from '../conflicts/corrections.acts.ts'
import { correctionLines } from './panel.service.ts'
import type { AtSystem } from './entry-targets.ts'

/** Words in files for the systems. Like all papers they are in Chinese. */
export const batchText = {
  fileName: (system: string, batch: string) => `${system}导入_${batch}.xlsx`,
  title: (station: string, system: string, batch: string) => `${station}　报送${system}　批次号 ${batch}`,
  hint: '由对方系统导入后，在“导入结果”列填写“成功”或“失败”，成功的填回执号，失败的填原因，将本文件发回派出所。',
  corrections: '更正申请',
  batch: '批次号',
  operation: '操作',
  operations: { new: '新增', changed: '变更', withdrawn: '撤销' },
  result: '导入结果',
  receipt: '回执号',
  reason: '原因',
  results: ['成功', '失败'],
} as const

/** Columns behind the system's own: for its answers. */
const answerColumns: WriteSheet['columns'] = [
  { header: batchText.batch, kind: 'text', width: 22 },
  { header: batchText.result, kind: 'text', width: 12, choices: batchText.results },
  { header: batchText.receipt, kind: 'text', width: 20 },
  { header: batchText.reason, kind: 'text', width: 24 },
]

/** One sheet for each book, in the system's own template: its headings in its order. */
export function recordSheets(batch: string, records: readonly AtSystem[]): WriteSheet[] {
  const byBook = new Map<string, AtSystem[]>()
  for (const one of records) byBook.set(one.entry.book, [...(byBook.get(one.entry.book) ?? []), one])
  return [...byBook].map(([book, all]): WriteSheet => {
    const fields = all[0]?.target.form.fields ?? []
    return {
      name: booksById.get(book)?.definition.label.zh ?? book,
      titleRows: [batchText.hint],
      fillTo: all.length + 2,
      columns: [
        ...fields.map(({ key, label, required }) => ({
          header: label.zh,
          kind: 'text' as const,
          required,
          width: key === 'address' ? 40 : Math.max(14, label.zh.length * 2 + 4),
        })),
        { header: batchText.operation, kind: 'text', width: 8 },
        ...answerColumns,
      ],
      rows: all.map((one): CellValue[] => [
        ...one.content.lines.map(({ value }) => value),
        operationOf(one, batch),
        batch,
        '',
        '',
        '',
      ]),
    }
  })
}

export function correctionSheet(batch: string, rows: readonly CorrectionRow[]): WriteSheet[] {
  const [first] = rows
  if (first === undefined) return []
  return [
    {
      name: batchText.corrections,
      titleRows: [batchText.hint],
      fillTo: rows.length + 2,
      columns: [
        ...correctionLines(first).map(({ label }) => ({ header: label.zh, kind: 'text' as const, width: 24 })),
        ...answerColumns,
      ],
      rows: rows.map((row): CellValue[] => [...correctionLines(row).map(({ value }) => value), batch, '', '', '']),
    },
  ]
}

/** Whether the system had something of the record before this batch. */
function operationOf({ content, history }: AtSystem, batch: string): string {
  if (content.withdrawn) return batchText.operations.withdrawn
  const before = history.filter((one) => one.batch !== batch)
  return hadBefore(content, before) !== null ? batchText.operations.changed : batchText.operations.new
}
