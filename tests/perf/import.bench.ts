import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { residents } from '../../src-domain/books/l02-residents.book.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { columnsOf } from '../../src-core/features/ledger/book-tables.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { openExchangeStation, type ExchangeStation } from '../support/exchange-station.ts'
import { round, type BenchOptions, type BenchResult } from './bench.ts'
import { residentRow, writeResidents } from './residents-file.ts'

/** A real XLSX of residents read, checked, held against the ledger and itself, and filed with history, search index and audit. */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const rows = options.rows
  // With core's own ids: those of the tests are drawn again until none is sampled, which costs several times as much.
  const station = openExchangeStation(undefined, uuidv7)
  try {
    const before = join(station.dir, 'before.xlsx')
    const file = join(station.dir, 'residents.xlsx')
    const held = Math.floor(rows / 10)
    options.say(`Writing ${rows} rows …`)
    // A tenth of the file is in the ledger already, so that the comparison has something to find.
    writeResidents({ path: before, rows: held, from: rows })
    writeResidents({ path: file, rows, from: 0, held })
    await takeIn(station, before)
    options.say('Importing …')
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const rssBefore = process.memoryUsage().rss
    let peak = 0
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
    delay.enable()
    const cpu = process.cpuUsage()
    const started = performance.now()
    const opened = await station.must('clerk', 'exchange.openImport', {
      fileId: station.shelve(file),
      book: 'L02' as never,
    })
    const read = performance.now()
    const cpuRead = process.cpuUsage(cpu)
    const { counts } = await station.must('clerk', 'exchange.runImport', { importId: opened.importId })
    const ended = performance.now()
    const cpuAll = process.cpuUsage(cpu)
    delay.disable()
    clearInterval(watch)
    options.say('The same rows by plain inserts …')
    const plainMs = plainInsert(station, counts.filed)
    const total = ended - started
    const each = (ms: number): number => round((ms / counts.filed) * 1_000)
    return {
      name: 'import',
      size: `${rows} rows of L02 from XLSX, ${held} entries before`,
      n: counts.filed,
      p50: each(total),
      p95: each(total),
      max: each(total),
      unit: 'µs',
      reference: { name: 'plain prepared inserts of the same rows', p50: each(plainMs), p95: each(plainMs) },
      ratio: round(total / plainMs),
      rowsPerSecond: Math.round((rows / total) * 1_000),
      detail: {
        filed: counts.filed,
        existing: counts.existing,
        inFile: counts.inFile,
        errors: counts.errors,
        readAndCheckedMs: Math.round(read - started),
        filedMs: Math.round(ended - read),
        // All threads together: what is left of the times above was waiting, for the disk or for other programs.
        cpuReadAndCheckedMs: Math.round((cpuRead.user + cpuRead.system) / 1_000),
        cpuFiledMs: Math.round((cpuAll.user + cpuAll.system - cpuRead.user - cpuRead.system) / 1_000),
        plainRowsPerSecond: Math.round((counts.filed / plainMs) * 1_000),
        longestStallMs: round(delay.max / 1e6),
        stallP99Ms: round(delay.percentile(99) / 1e6),
        // What was resident before is Node with all threads running; the file was written by another process.
        rssBeforeMiB: Math.round(rssBefore / 2 ** 20),
        peakRssMiB: Math.round(peak / 2 ** 20),
      },
    }
  } finally {
    await station.close()
    rmSync(station.dir, { recursive: true, force: true })
  }
}

async function takeIn(station: ExchangeStation, file: string): Promise<void> {
  const { importId } = await station.must('clerk', 'exchange.openImport', {
    fileId: station.shelve(file),
    book: 'L02' as never,
  })
  await station.must('clerk', 'exchange.runImport', { importId })
}

/** The same rows into one bare table of the same encrypted file: no checks, no history, no index but the key. */
function plainInsert({ db }: ExchangeStation, count: number): number {
  const columns = columnsOf(residents)
  db.exec(
    `CREATE TABLE plain_rows (row_id INTEGER PRIMARY KEY, ${columns.map(({ column }) => column).join(', ')}, occurred_on, beat, officer)`,
  )
  const keys = [...columns.map(({ key }) => key), 'occurredOn', 'beat', 'officer']
  const names = [...columns.map(({ column }) => column), 'occurred_on', 'beat', 'officer']
  const fields = [
    'name',
    'sex',
    'documentNumber',
    'phone',
    'address',
    'householdStatus',
    'occurredOn',
    'beat',
    'officer',
  ]
  const values = Array.from({ length: count }, (_, n) => {
    const cells = residentRow(n)
    const typed = Object.fromEntries(fields.map((key, at) => [key, cells[at] ?? '']))
    const settled = settle(residents, { ...typed, documentKind: 'resident-id' }, '2026-03-05')
    return keys.map((key): SqlValue => settled[key] ?? null)
  })
  const insert = db.prepare<SqlValue[], never>(
    `INSERT INTO plain_rows (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  )
  const started = performance.now()
  for (let from = 0; from < values.length; from += 1_000) {
    db.transaction(() => {
      for (const one of values.slice(from, from + 1_000)) insert.run(...one)
    })
  }
  return performance.now() - started
}
