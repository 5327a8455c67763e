import { success } from '../../../src-contract/errors.ts'
import type { ImportKind } from '../../../src-contract/features/duty.shapes.ts'
import { shifts } from '../../../src-domain/duty/shifts.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { makeWorkbook } from '../../spreadsheets/make-workbook.ts'
import type { WriteColumn } from '../../spreadsheets/write.ts'
import { stationBeats } from './duty.facts.ts'
import { templateText } from './template-text.ts'

/** How far choices, hints and formats reach. */
const fillTo = 2_000

/** An empty sheet with headings, choices and hints, which the import reads without a question. */
export async function template(ctx: Context, { kind }: { kind: ImportKind }): Promise<Answer<'duty.template'>> {
  const { names, titles } = templateText
  const columns = kind === 'roster' ? rosterColumns() : areaColumns(stationBeats(ctx.db))
  const xlsx = await makeWorkbook(
    { sheets: [{ name: titles[kind], titleRows: [], fillTo, columns, rows: [] }] },
    { signal: ctx.signal },
  )
  return success({ xlsx, fileName: names[kind] })
}

function rosterColumns(): WriteColumn[] {
  const { columns, hints } = templateText
  return [
    { header: columns.name, kind: 'text', width: 12, required: true },
    { header: columns.number, kind: 'text', width: 12, hint: hints.number },
    { header: columns.date, kind: 'date', width: 14, required: true },
    { header: columns.shift, kind: 'text', width: 12, required: true, choices: shifts.map((one) => one.label.zh) },
    { header: columns.from, kind: 'text', width: 12, hint: hints.time },
    { header: columns.to, kind: 'text', width: 12, hint: hints.time },
  ]
}

function areaColumns(beats: readonly string[]): WriteColumn[] {
  const { columns, hints, kinds, sides } = templateText
  return [
    { header: columns.kind, kind: 'text', width: 10, choices: [...kinds] },
    { header: columns.place, kind: 'text', width: 30, required: true, hint: hints.place },
    { header: columns.doorFrom, kind: 'text', width: 10, hint: hints.door },
    { header: columns.doorTo, kind: 'text', width: 10, hint: hints.door },
    { header: columns.side, kind: 'text', width: 10, choices: [...sides] },
    {
      header: columns.beat,
      kind: 'text',
      width: 10,
      required: true,
      ...(beats.length === 0 ? {} : { choices: [...beats] }),
    },
    { header: columns.since, kind: 'date', width: 14 },
    { header: columns.until, kind: 'date', width: 14, hint: hints.until },
  ]
}
