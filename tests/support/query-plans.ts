import type { ReadStatement, SqlValue, Sync, WriteDb } from '../../src-core/store/sql.ts'

/** The connection, which writes down every statement that is prepared on it. */
function listening(real: WriteDb, heard: Set<string>): WriteDb {
  return new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'prepare') {
        return <P extends readonly SqlValue[], R>(sql: string): ReadStatement<P, R> => {
          heard.add(sql)
          return target.prepare<P, R>(sql)
        }
      }
      if (name === 'transaction')
        return <T>(act: (tx: WriteDb) => Sync<T>): T => target.transaction((tx) => act(listening(tx, heard)))
      if (name === 'all' || name === 'one' || name === 'run' || name === 'iterate')
        return (query: { compile(): { sql: string } }): unknown => {
          heard.add(query.compile().sql)
          return (value as (query: unknown) => unknown).call(target, query)
        }
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Every statement that `act` sends, each once. */
export async function statementsOf(db: WriteDb, act: (db: WriteDb) => unknown): Promise<string[]> {
  const heard = new Set<string>()
  await act(listening(db, heard))
  return [...heard]
}

/**
 * Where a statement's plan reads a table or an index from end to end.
 * @param small tables that hold a handful of rows and may be read whole
 */
export function scansOf(db: WriteDb, sql: string, small: readonly string[] = []): string[] {
  const marks = sql.match(/\?/g)?.length ?? 0
  const plan = db
    .prepare<SqlValue[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from({ length: marks }, () => 1))
  // A search in the text index reads "SCAN … VIRTUAL TABLE INDEX"; M is MATCH, = a row number; without either it is a scan.
  return plan
    .map(({ detail }) => detail)
    .filter((detail) => detail.startsWith('SCAN') && !/VIRTUAL TABLE INDEX \d+:[M=]|CONSTANT ROW/.test(detail))
    .filter((detail) => !small.some((table) => detail.split(' ')[1] === table))
    .map((detail) => `${detail} in ${sql}`)
}
