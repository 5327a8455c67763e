import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { residents } from '../../src-domain/books/l02-residents.book.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { columnsOf } from '../../src-core/features/ledger/book-tables.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { openExchangeStation, residentHeadings, type ExchangeStation } from '../support/exchange-station.ts'
import { round, type BenchOptions, type BenchResult } from './bench.ts'

const surnames = [
  ...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤',
]
const given = [
  ...'伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚英华玉兰红梅建国文辉力志玲桂萍鹏飞宇浩然子轩欣怡梓涵雨泽佳琪思远晨曦',
]
const roads = ['幸福路', '桂花路', '人民路', '建设街', '解放巷', '和平里', '东渚大道', '滨河路', '学府街', '新华路']

/** Row `n` of a real file: distinct person, plausible room, about four people to a room. */
export function row(n: number): string[] {
  const day = Math.floor(n / 900)
  const born = `${1940 + Math.floor(day / 300)}${String(1 + (Math.floor(day / 25) % 12)).padStart(2, '0')}${String(1 + (day % 25)).padStart(2, '0')}`
  const id = completeResidentId(`990102${born}${String(n % 900).padStart(3, '0')}`)
  const room = Math.floor(((n * 7919) % 200_003) / 4)
  const road = roads[room % roads.length] ?? ''
  const address = `澄湾市东渚区${road}${1 + (Math.floor(room / 10) % 60)}号${1 + (Math.floor(room / 600) % 12)}栋${1 + (Math.floor(room / 40) % 4)}单元${1 + (Math.floor(room / 160) % 18)}0${1 + (room % 4)}室`
  const name = `${surnames[(n * 31) % surnames.length]}${given[(n * 17) % given.length]}${n % 3 === 0 ? '' : given[(n * 13) % given.length]}`
  const phone = `129${String((n * 104_729) % 100_000_000).padStart(8, '0')}`
  const status = ['人户一致', '外地户籍', '人户分离（市内）'][n % 3] ?? ''
  return [
    name,
    (n % 900) % 2 === 1 ? '男' : '女',
    id,
    phone,
    address,
    status,
    `2026-0${1 + (n % 2)}-${String(1 + (n % 28)).padStart(2, '0')}`,
    n % 2 === 0 ? 'B01' : 'B02',
    n % 2 === 0 ? '民警甲' : '民警乙',
  ]
}

/** A real XLSX of residents read, checked, held against the ledger and itself, and filed with history, search index and audit. */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const rows = options.rows
  const station = openExchangeStation()
  try {
    const before = join(station.dir, 'before.xlsx')
    const file = join(station.dir, 'residents.xlsx')
    const held = Math.floor(rows / 10)
    options.say(`Writing ${rows} rows …`)
    // A tenth of the file is in the ledger already, so that the comparison has something to find.
    await writeRows(before, held, (n) => row(rows + n))
    await writeRows(file, rows, (n) => (n % 50 === 49 ? row(rows + (n % held)) : n % 100 === 50 ? row(n - 1) : row(n)))
    await takeIn(station, before)
    options.say('Importing …')
    const delay = monitorEventLoopDelay({ resolution: 1 })
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
        peakRssMiB: Math.round(peak / 2 ** 20),
      },
    }
  } finally {
    await station.close()
    rmSync(station.dir, { recursive: true, force: true })
  }
}

async function writeRows(path: string, count: number, of: (n: number) => string[]): Promise<void> {
  const columns = residentHeadings.map((header) => ({
    header,
    kind: header === '登记日期' ? ('date' as const) : ('text' as const),
  }))
  function* all() {
    for (let n = 0; n < count; n++) yield of(n)
  }
  await writeWorkbook(path, { sheets: [{ name: '实有人口', columns, rows: all() }] })
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
    const cells = row(n)
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
