import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FileId } from '../../src-contract/ids.ts'
import { deriveSlice } from '../../src-core/features/distribution/derive-sharing.service.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { registrationNumber } from '../../src-domain/distribution/content.rules.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { ledgerStation, type LedgerStation } from './ledger-station.ts'

const rounds = 20
const roundsAfterUpgrade = 5
const system = 'ZJ'
const perFile = 500

/**
 * What distribution costs a large station: where all its entries stand, derived for the first time; the import file of 500 records, made
 * when everything is derived and right after an upgrade, when nothing is; and a return file that answers 500.
 * Reference: bare inserts of as many rows, as the export leaves them in `deliveries` and `sharing`, in one transaction of the same file.
 */
export async function run({ entries = 100_000, say }: BenchOptions): Promise<BenchResult> {
  const station = await ledgerStation(entries, say)
  try {
    // As at a station that exchanges: what is written is marked to be sent.
    station.db.exec('UPDATE sync_switch SET recording = 1')
    say('Deriving all for the first time …')
    const first = deriveAll(station)
    const waiting = waitingIn(station)
    if (waiting < perFile) throw new Error(`only ${waiting} records wait for ${system}`)
    say('Exporting and answering …')
    const [exporting, file, answer, look, afterUpgrade] = [1, 2, 3, 4, 5].map(() => new Act()) as Acts
    for (let n = 0; n <= rounds; n += 1) {
      // The first ones are for the code to be compiled.
      if (n === 1) for (const act of [exporting, file, answer, look]) act.forget()
      const batch = await exporting.time(() => exported(station))
      await file.time(() => station.must('distribution.batchFile', { batch }))
      const fileId = await returnFile(station, batch)
      await answer.time(() => station.must('distribution.applyReturn', { fileId, system }))
      await look.time(() => station.must('distribution.overview', {}))
      startOver(station)
    }
    say('Exporting right after an upgrade …')
    for (let n = 0; n < roundsAfterUpgrade; n += 1) {
      queueAll(station)
      await afterUpgrade.time(() => exported(station))
      startOver(station)
    }
    const slices = spread(first.slices)
    return result(
      'distribution: 500 records into one file',
      `${entries} entries, ${waiting} wait for ${system}`,
      'ms',
      exporting.times,
      { name: 'bare inserts of the same rows', times: bareInserts(station) },
      {
        firstDerived: `${Math.round(entries / (first.ms / 1_000))} entries/s, ${round(first.ms / 1_000)} s in all; slices n ${slices.n}, p50 ${slices.p50} ms, p95 ${slices.p95} ms, max ${slices.max} ms`,
        exportRightAfterUpgrade: afterUpgrade.said(),
        export: exporting.said(),
        fileOfBatch: file.said(),
        returnFileOf500: answer.said(),
        overview: look.said(),
      },
    )
  } finally {
    await station.close()
  }
}

async function exported({ must }: LedgerStation): Promise<string> {
  const { batch, rows } = await must('distribution.exportBatch', { system })
  if (rows !== perFile) throw new Error(`${rows} rows in the file`)
  return batch
}

/** As the background does it, without its rests. */
function deriveAll(station: LedgerStation): { ms: number; slices: number[] } {
  queueAll(station)
  const slices: number[] = []
  const started = performance.now()
  for (;;) {
    const began = performance.now()
    const derived = station.db.transaction(deriveSlice)
    if (derived === 0) break
    slices.push(performance.now() - began)
  }
  return { ms: performance.now() - started, slices }
}

/** As the upgrade leaves them. */
function queueAll({ db }: LedgerStation): void {
  db.exec(
    'DELETE FROM sharing; DELETE FROM sharing_queue; INSERT INTO sharing_queue SELECT entry_id FROM entries ORDER BY entry_id',
  )
}

/** Nothing was ever handed over, and everything is derived. */
function startOver({ db }: LedgerStation): void {
  db.exec('DELETE FROM deliveries; DELETE FROM sync_marks')
  while (db.transaction(deriveSlice) > 0);
}

function waitingIn({ db }: LedgerStation): number {
  const sql = `SELECT count(*) AS n FROM sharing WHERE system = ? AND standing = 'waiting'`
  return db.prepare<[string], { n: number }>(sql).one(system)?.n ?? 0
}

/** The system took nine of ten. */
async function returnFile(station: LedgerStation, batch: string): Promise<FileId> {
  const rows = station.db
    .prepare<[string], { id: string; number: string }>(
      'SELECT e.entry_id AS id, e.number FROM deliveries d JOIN entries e USING (entry_id) WHERE d.batch = ?',
    )
    .all(batch)
  const path = join(station.dir, 'return.xlsx')
  rmSync(path, { force: true })
  const columns = ['登记号', '批次号', '导入结果', '回执号', '原因'].map((header) => ({
    header,
    kind: 'text' as const,
  }))
  const lines = rows.map((row, n) =>
    n % 10 === 0
      ? [registrationNumber(row), batch, '失败', '', '房屋编码不存在']
      : [registrationNumber(row), batch, '成功', `ZJ-${n}`, ''],
  )
  await writeWorkbook(path, { sheets: [{ name: '回执', columns, rows: lines }] })
  return station.shelve(path)
}

type Acts = [Act, Act, Act, Act, Act]

/** How long an act takes, and for how long nobody else was answered meanwhile. */
class Act {
  readonly times: number[] = []
  readonly #stalls: number[] = []
  /** Processor time of core's own thread in its longest turn: what other programs took is not in it. */
  readonly #worked: number[] = []

  async time<T>(act: () => Promise<T>): Promise<T> {
    let [last, worked] = [performance.now(), ownCpu()]
    let [longest, most] = [0, 0]
    const look = (): void => {
      const [now, cpu] = [performance.now(), ownCpu()]
      longest = Math.max(longest, now - last)
      most = Math.max(most, cpu - worked)
      ;[last, worked] = [now, cpu]
    }
    const timer = setInterval(look, 1)
    const started = performance.now()
    const done = await act()
    this.times.push(performance.now() - started)
    look()
    clearInterval(timer)
    this.#stalls.push(longest)
    this.#worked.push(most)
    return done
  }

  forget(): void {
    for (const all of [this.times, this.#stalls, this.#worked]) all.length = 0
  }

  said(): string {
    const { n, p50, p95, max } = spread(this.times)
    const [stall, worked] = [spread(this.#stalls), spread(this.#worked)]
    return `n ${n}, p50 ${p50} ms, p95 ${p95} ms, max ${max} ms; longest stall of core p50 ${stall.p50} ms, max ${stall.max} ms, of which its thread worked p50 ${worked.p50} ms, max ${worked.max} ms`
  }
}

/** Of this thread, ms. */
function ownCpu(): number {
  const { user, system: kernel } = process.threadCpuUsage()
  return (user + kernel) / 1_000
}

/** The rows of 500 records, without triggers, other indexes, hashes or an audit. */
function bareInserts({ db }: LedgerStation): number[] {
  db.exec('CREATE TABLE bare_deliveries AS SELECT * FROM deliveries LIMIT 0')
  db.exec('CREATE TABLE bare_sharing AS SELECT * FROM sharing LIMIT 0')
  const sharing = db
    .prepare<[string, number], Record<string, SqlValue>>('SELECT * FROM sharing WHERE system = ? LIMIT ?')
    .all(system, perFile)
  const into = (table: string, row: Record<string, SqlValue>): void => {
    const names = Object.keys(row)
    db.prepare<SqlValue[], never>(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ).run(...Object.values(row))
  }
  return Array.from({ length: rounds }, (_, n) => {
    const started = performance.now()
    db.transaction(() => {
      for (const row of sharing) {
        const { entry_id, system: at, hash } = row
        into('bare_deliveries', {
          ...{ delivery_id: `${String(entry_id)}.${String(at)}.${n}`, entry_id: entry_id ?? null, system: at ?? null },
          ...{
            act: 'exported',
            hash: hash ?? null,
            at: '2026-11-23T08:00:00.000Z',
            batch: `${system}-20261123-000000`,
          },
        })
        into('bare_sharing', row)
      }
    })
    return performance.now() - started
  })
}
