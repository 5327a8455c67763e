import type { BookId } from '../../src-contract/books.ts'
import type { InputOf } from '../../src-contract/contract.ts'
import { result, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { scrollFigures } from './list-scroll.ts'
import { ledgerStation } from './ledger-station.ts'

const rounds = 40
const L02 = 'L02' as BookId
type Asked = Omit<InputOf<'ledger.list'>, 'book'>

/**
 * A long book through core: opened, sorted by each kind of column, filtered, searched, paged through to its end. Reference: the rows of
 * the first page by one bare statement on the same connection. Then the same book on the screen: first paint, frames while scrolling.
 */
export async function run({ entries = 100_000, say }: BenchOptions): Promise<BenchResult> {
  const station = await ledgerStation(entries, say, 'L02')
  try {
    const { must } = station
    const ask = async (more: Asked = {}): Promise<number> => {
      const started = performance.now()
      await must('ledger.list', { book: L02, limit: 100, ...more })
      return performance.now() - started
    }
    const many = async (more: (n: number) => Asked): Promise<number[]> => {
      const times: number[] = []
      for (let n = 0; n < rounds; n += 1) times.push(await ask(more(n)))
      return times
    }
    await ask()
    say('Opening, sorting, filtering, paging …')
    const open = await many(() => ({}))
    const bare = Array.from({ length: rounds }, () => {
      const started = performance.now()
      station.db.prepare<[string], unknown>(bareSql).all(L02)
      return performance.now() - started
    })
    const names = ['name', 'documentNumber', 'phone', 'address', 'householdStatus', 'occurredOn', 'filedAt', 'number']
    const parts: Record<string, number[]> = {
      sort: await many((n) => ({ sort: { by: names[n % names.length] as string, descending: n % 2 === 0 } })),
      state: await many((n) => ({ state: ['present', 'left', 'cancelled'][n % 3] as string })),
      filter: await many((n) => ({
        filters: [
          n % 2 === 0
            ? { field: 'householdStatus', op: 'is' as const, value: 'registered-elsewhere' }
            : { field: 'occurredOn', op: 'from' as const, value: station.today },
        ],
      })),
      contains: await many((n) => ({
        filters: [{ field: 'name', op: 'contains' as const, value: '王李张刘陈'.charAt(n % 5) }],
      })),
      text: await many((n) => ({ text: ['王伟', '桂园', '1203', '李'][n % 4] as string })),
      page: await many((n) => ({ offset: Math.floor((n * entries) / rounds) })),
    }
    const figures = Object.fromEntries(
      Object.entries(parts).map(([part, times]) => {
        const { n, p50, p95, max } = spread(times)
        return [part, `n ${n}, p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`]
      }),
    )
    const clerk = station.users.find((one) => one.role === 'clerk')
    if (!clerk) throw new Error('the station has no clerk')
    say('Scrolling on the screen …')
    await station.release()
    const screen = await scrollFigures(station.dir, clerk, entries)
    const size = `${entries} entries of one book, 100 rows a page`
    const reference = { name: 'bare statement of the first page', times: bare }
    return result('list: open', size, 'ms', open, reference, { ...figures, ...screen })
  } finally {
    await station.close()
  }
}

const bareSql = `SELECT e.*, b.* FROM entries AS e JOIN book_l02 AS b ON b.entry_id = e.entry_id
  WHERE e.book = ? ORDER BY e.occurred_on DESC, e.entry_id DESC LIMIT 100`
