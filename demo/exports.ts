import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeCsv } from '../src-core/spreadsheets/write-csv.ts'
import { writeHtmlXls, writeXls } from '../src-core/spreadsheets/write-legacy.ts'
import { writeWorkbook, type CellValue, type WriteColumn, type WriteSheet } from '../src-core/spreadsheets/write.ts'
import type { SystemDefinition, SystemId } from '../src-contract/systems.ts'
import type { DemoRecord, DemoStation } from './demo.types.ts'

/** The forms in which systems export: XLSX, BIFF8, an HTML page named .xls, CSV in UTF-8 with BOM and in GB18030. */
export const exportFormats = ['xlsx', 'xls', 'html', 'csv', 'csv-gb18030'] as const
export type ExportFormat = (typeof exportFormats)[number]

const extension: Record<ExportFormat, string> = {
  xlsx: 'xlsx',
  xls: 'xls',
  html: 'xls',
  csv: 'csv',
  'csv-gb18030': 'csv',
}

/** How each system exports, and the lines that it puts above the header. */
const habits: Record<SystemId, { format: ExportFormat; titles: (date: string) => string[] }> = {
  JZ: { format: 'xlsx', titles: (date) => ['实有人口信息查询结果', `导出时间：${date} 09:30　　导出单位：桂园派出所`] },
  JCJ: { format: 'csv-gb18030', titles: () => [] },
  MZ: { format: 'xls', titles: () => ['民政服务事项办理情况表'] },
  WG: { format: 'xlsx', titles: () => [] },
  WY: { format: 'html', titles: () => ['住户信息一览表'] },
  YJ: { format: 'csv', titles: () => [] },
  ZJ: { format: 'xlsx', titles: (date) => ['房屋租赁登记备案台账', `制表日期：${date}`] },
}

function columnsOf(system: SystemDefinition, real: boolean): WriteColumn[] {
  return system.fields.map((field) => {
    const { meaning } = field
    const kind = !real
      ? 'text'
      : meaning === 'time'
        ? 'datetime'
        : meaning === 'date' || meaning === 'birth-date'
          ? 'date'
          : meaning === 'count'
            ? 'number'
            : 'text'
    return { header: field.label.zh, kind, width: meaning === 'address' ? 48 : kind === 'text' ? 20 : 18 }
  })
}

function* rowsOf(system: SystemDefinition, records: Iterable<DemoRecord>, real: boolean): Generator<CellValue[]> {
  const times = new Set(system.fields.filter((field) => field.meaning === 'time').map((field) => field.key))
  for (const { payload } of records) {
    yield system.fields.map(({ key }) => {
      const value = payload[key]
      // Text exports write a time with a blank.
      return value !== undefined && !real && times.has(key) ? value.replace('T', ' ') : value
    })
  }
}

/**
 * Writes a system's own export with its Chinese headings. XLSX has real dates, the other formats have them as text.
 * `date` is what the title rows say; systems whose export has none ignore it. Throws when the file can't be written, and above
 * 65,536 rows for .xls.
 */
export async function writeSystemExport(
  path: string,
  system: SystemDefinition,
  records: Iterable<DemoRecord>,
  format: ExportFormat,
  date = '2026-11-20',
): Promise<void> {
  const real = format === 'xlsx'
  const columns = columnsOf(system, real)
  const rows = rowsOf(system, records, real)
  if (format === 'csv' || format === 'csv-gb18030') {
    await writeCsv(path, { columns, rows, encoding: format === 'csv' ? 'utf-8-bom' : 'gb18030', inert: false })
    return
  }
  const sheet: WriteSheet = { name: system.name.zh, columns, rows, titleRows: habits[system.id].titles(date) }
  if (format === 'xlsx') await writeWorkbook(path, { sheets: [sheet] })
  else if (format === 'xls') await writeXls(path, { sheets: [sheet] })
  else await writeHtmlXls(path, { sheet })
}

export interface WrittenExport {
  readonly system: SystemId
  readonly path: string
  readonly format: ExportFormat
  readonly rows: number
}

/** One small export per system into `folder` (made when missing), each in the format that the system is known for. */
export async function writeHandImports(station: DemoStation, folder: string): Promise<WrittenExport[]> {
  await mkdir(folder, { recursive: true })
  const written: WrittenExport[] = []
  const { today } = station.options
  for (const system of station.systems) {
    const { format } = habits[system.id]
    const records = [...station.handImport(system.id)]
    const path = join(folder, `${system.id}-${system.name.zh}-${today}.${extension[format]}`)
    await writeSystemExport(path, system, records, format, today)
    written.push({ system: system.id, path, format, rows: records.length })
  }
  return written
}
