import type { SubjectId } from '../../src-contract/ids.ts'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import { Core } from '../../src-core/core.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'

const files = 600
const warming = 60

/**
 * A person's file through core: columns, conflicts, relations, what happened; against reading and parsing the same records. The first
 * opening works the conflicts out and keeps them, and is told apart; the background does the same for files that nobody opens.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder(options)
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  try {
    const must = async (method: string, input: unknown): Promise<unknown> => {
      const answer = (await core.dispatcher.dispatch({ method, input })) as Result<unknown>
      if (!answer.ok) throw new Error(`${method}: ${answer.error.code}`)
      return answer.value
    }
    await must('accounts.logIn', demo.user('clerk'))
    const open = core.gate.session
    if (!open) throw new Error('not logged in')
    const subjects = peopleOf(open.db, files + warming)
    options.say(`Opening ${subjects.length} files …`)
    const records = open.db.prepare<[number], { payload: string }>(
      'SELECT payload FROM source_records WHERE subject_id = ?',
    )
    const first: number[] = []
    const times: number[] = []
    const bare: number[] = []
    const seen = { records: 0, relations: 0, conflicts: 0 }
    for (const [index, subjectId] of subjects.entries()) {
      const started = performance.now()
      await must('lookup.open', { subjectId, purpose: 'P02' })
      if (index >= warming) first.push(performance.now() - started)
    }
    for (const [index, subjectId] of subjects.entries()) {
      const started = performance.now()
      const file = (await must('lookup.open', { subjectId, purpose: 'P02' })) as OutputOf<'lookup.open'>
      const opened = performance.now()
      for (const { payload } of records.all(subjectId)) JSON.parse(payload)
      const read = performance.now()
      if (index < warming) continue
      times.push(opened - started)
      bare.push(read - opened)
      seen.records += file.columns.reduce((sum, column) => sum + column.records.length, 0)
      seen.relations += file.relations.length
      seen.conflicts += file.conflicts.length
    }
    const each = (sum: number): number => round(sum / times.length)
    const counted = (table: string): number =>
      open.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
    const size = `${counted('source_records')} records, ${counted('subjects')} subjects`
    const worked = spread(first)
    const reference = { name: 'reading and parsing the same records', times: bare }
    return result('file', size, 'ms', times, reference, {
      recordsPerFile: each(seen.records),
      relationsPerFile: each(seen.relations),
      conflictsPerFile: each(seen.conflicts),
      firstOpening: `p50 ${worked.p50} ms, p95 ${worked.p95} ms, max ${worked.max} ms`,
      rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
    })
  } finally {
    await core.close()
    demo.remove()
  }
}

/** People of whom at least four systems speak, spread over the whole station. */
function peopleOf(db: ReadDb, count: number): SubjectId[] {
  const last = db.prepare<[], { n: number }>('SELECT max(subject_id) AS n FROM subjects').one()?.n ?? 0
  const near = db.prepare<[number], { subject_id: number }>(
    `SELECT subject_id FROM subjects WHERE subject_id >= ? AND about = 'person' AND records >= 5 ORDER BY subject_id LIMIT 1`,
  )
  const found = Array.from({ length: count }, (_, index) => near.one(1 + Math.floor((index * last) / count)))
  return [...new Set(found.flatMap((row) => (row ? [row.subject_id as SubjectId] : [])))]
}
