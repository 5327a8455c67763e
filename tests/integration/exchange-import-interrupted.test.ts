import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportRepair } from '../../src-contract/features/exchange.shapes.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { idNumber } from '../support/ledger-samples.ts'
import {
  openExchangeStation,
  residentHeadings,
  residentRow,
  type ExchangeStation,
} from '../support/exchange-station.ts'
import { residentRow as distinctRow } from '../perf/residents-file.ts'

let station: ExchangeStation
beforeAll(() => {
  station = openExchangeStation()
})
afterAll(() => station.close())

let files = 0

async function workbook(rows: readonly (readonly string[])[], headings: readonly string[] = residentHeadings) {
  const file = join(station.dir, `${(files += 1)}-居民.xlsx`)
  const columns = headings.map((header) => ({ header, kind: 'text' as const }))
  await writeWorkbook(file, { sheets: [{ name: '居民', columns, rows: rows.map((row) => [...row]) }] })
  return file
}

const open = (file: string, book = 'L02') =>
  station.must('clerk', 'exchange.openImport', { fileId: station.shelve(file), book: book as never })
const run = (importId: string) => station.must('clerk', 'exchange.runImport', { importId: importId as never })
const adjust = (importId: string, repairs: ImportRepair[]) =>
  station.must('clerk', 'exchange.adjustImport', { importId: importId as never, repairs })

describe('an import that is given up or interrupted', () => {
  test('leaves nothing when it is given up before anything was filed', async () => {
    const preview = await open(await workbook([residentRow(601)]))
    await station.must('clerk', 'exchange.discardImport', { importId: preview.importId })
    expect(station.rows('SELECT 1 FROM ledger_import_rows WHERE import_id = ?', preview.importId)).toEqual([])
    const gone = await station.call('clerk', 'exchange.readImport', { importId: preview.importId })
    expect(gone).toMatchObject({ ok: false, error: { code: 'exchange/import-gone' } })
  })

  test('goes on where it was cancelled, and no row is filed twice', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => residentRow(600 + n, { 身份证号: idNumber(n + 610) }))
    const preview = await open(await workbook(rows))
    expect(preview.counts.new).toBe(300)
    const stop = new AbortController()
    const cancelled = await station.call(
      'clerk',
      'exchange.runImport',
      { importId: preview.importId },
      {
        signal: stop.signal,
        progress: ({ phase }) => phase === 'file' && stop.abort(),
      },
    )
    expect(cancelled).toMatchObject({ ok: false, error: { code: 'rpc/cancelled' } })
    const filed =
      station.rows<{ n: number }>(
        'SELECT count(*) AS n FROM ledger_import_entries WHERE import_id = ?',
        preview.importId,
      )[0]?.n ?? 0
    expect(filed).toBeGreaterThan(0)
    expect(filed).toBeLessThan(300)
    const refused = await station.call('clerk', 'exchange.adjustImport', { importId: preview.importId, repairs: [] })
    expect(refused).toMatchObject({ ok: false, error: { code: 'exchange/import-begun' } })
    expect(await run(preview.importId)).toMatchObject({ state: 'filed', counts: { filed: 300 } })
    expect(station.rows('SELECT 1 FROM ledger_import_rows WHERE import_id = ?', preview.importId)).toEqual([])
    const twice = station.rows(
      'SELECT document_number FROM book_l02 WHERE document_number IS NOT NULL GROUP BY 1 HAVING count(*) > 1',
    )
    expect(twice.filter(({ document_number }) => String(document_number) >= idNumber(610))).toEqual([])
  })

  test('rows of several pages are filed in the order of the file, each once, also when it is cut between two of them', async () => {
    const rows = Array.from({ length: 1_300 }, (_, n) => distinctRow(70_000 + n))
    const preview = await open(await workbook(rows))
    const stop = new AbortController()
    const progress = ({ done }: { done: number }) => done > 600 && stop.abort()
    await station.call('clerk', 'exchange.runImport', { importId: preview.importId }, { signal: stop.signal, progress })
    const filed = () =>
      station.rows<{ number: string; document_number: string }>(
        `SELECT e.number, b.document_number FROM ledger_import_entries AS i JOIN entries AS e USING (entry_id)
           JOIN book_l02 AS b USING (entry_id) WHERE i.import_id = ? ORDER BY i.row`,
        preview.importId,
      )
    expect([0, 1_300]).not.toContain(filed().length)
    expect(await run(preview.importId)).toMatchObject({ state: 'filed', counts: { filed: 1_300 } })
    expect(filed().map(({ document_number }) => document_number)).toEqual(rows.map((row) => row[2]))
    const numbers = filed().map(({ number }) => number)
    expect(numbers).toEqual([...numbers].sort())
  })

  test('rows that repeat earlier ones are filed with their reason also when it is cut between them', async () => {
    const own = Array.from({ length: 600 }, (_, n) => distinctRow(80_000 + n))
    const repeated = own.slice(0, 50).map(([, ...rest]) => ['又一人', ...rest])
    const preview = await open(await workbook([...own, ...repeated]))
    expect(preview.counts).toMatchObject({ new: 600, inFile: 50 })
    const accepted = await adjust(preview.importId, [{ kind: 'duplicates', of: 'in-file', reason: '两处登记' }])
    expect(accepted.counts).toMatchObject({ new: 650, inFile: 0 })
    const stop = new AbortController()
    const progress = ({ phase }: { phase: string }) => phase === 'file' && stop.abort()
    await station.call('clerk', 'exchange.runImport', { importId: preview.importId }, { signal: stop.signal, progress })
    expect(await run(preview.importId)).toMatchObject({ counts: { filed: 650, existing: 0 } })
    const reasons = station.rows(
      `SELECT w.code FROM ledger_import_entries AS i JOIN entry_warnings AS w USING (entry_id)
       WHERE i.import_id = ? AND w.reason = '两处登记'`,
      preview.importId,
    )
    expect(reasons).toEqual(Array(50).fill({ code: 'already-registered' }))
  })
})
