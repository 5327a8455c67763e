import { guessKind } from '../../src-domain/query/guess-kind.ts'
import { ftsQueryForText } from '../../src-domain/text/bigrams.ts'
import { foldForSearch } from '../../src-domain/text/normalise.ts'
import { Core } from '../../src-core/core.ts'
import { forget, type ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import { result, round, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'
import { mixedQuestions } from './mixed-questions.ts'

const questions = 1_000
const warming = 100

/**
 * A mixed load of real questions, through core's dispatcher, against the bare index query in the same run. What core takes is read before
 * the bare queries open a connection of their own.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder(options)
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  try {
    await ask(core, 'accounts.logIn', demo.user('clerk'))
    const open = core.gate.session
    if (!open) throw new Error('not logged in')
    const texts = mixedQuestions(open.db, questions)
    const asked = [...texts.slice(0, warming), ...texts]
    options.say(`Asking ${texts.length} questions …`)
    const times: number[] = []
    let cpuMs = 0
    for (const [index, text] of asked.entries()) {
      const before = process.cpuUsage()
      const started = performance.now()
      await ask(core, 'lookup.search', { text, purpose: 'P02', settled: false })
      // The first ones only warm the caches.
      if (index < warming) continue
      times.push(performance.now() - started)
      const { user, system } = process.cpuUsage(before)
      cpuMs += (user + system) / 1_000
    }
    // Core and its threads; of the bench itself there are only the questions so far.
    const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20)
    const counted = (table: string): number =>
      open.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
    const size = `${counted('source_records')} records, ${counted('subjects')} subjects`
    const bare = bareTimes(demo.replica, open.key, asked)
    const detail = { coreRssMiB: rssMiB, cpuMsPerQuestion: round(cpuMs / times.length) }
    return result('lookup', size, 'ms', times, { name: 'bare index query', times: bare }, detail)
  } finally {
    await core.close()
    demo.remove()
  }
}

/** The same questions to the index alone, on a connection of its own. */
function bareTimes(dir: string, opened: ReplicaKey, asked: readonly string[]): number[] {
  const key = { dek: Buffer.from(opened.dek), salt: opened.salt, check: opened.check }
  const raw = openReplica({ dir, key, readonly: true, headerChecked: true })
  forget(key)
  if (!raw.ok) throw new Error(raw.error.code)
  const bare: number[] = []
  for (const [index, text] of asked.entries()) {
    const started = performance.now()
    bareQuery(raw.value, text)
    if (index >= warming) bare.push(performance.now() - started)
  }
  raw.value.close()
  return bare
}

async function ask(core: Core, method: 'accounts.logIn' | 'lookup.search', input: unknown): Promise<void> {
  const answer = (await core.dispatcher.dispatch({ method, input })) as Result<OutputOf<'lookup.search'>>
  if (!answer.ok) throw new Error(`${method}: ${answer.error.code}`)
}

const inTextSql = 'SELECT rowid AS id FROM subject_search WHERE subject_search MATCH ? LIMIT ?'
const equalSql = 'SELECT subject_id AS id FROM subject_keys WHERE kind = ? AND value = ? LIMIT ?'

/** What any search has to do at least: one equality or full-text query for the first 50 ids. */
function bareQuery(db: ReadDb, text: string): void {
  const { kind, normal } = guessKind(text)
  if (kind === 'name' || kind === 'address') {
    const expression = ftsQueryForText(text)
    if (expression !== null) db.prepare<[string, number], { id: number }>(inTextSql).all(expression, 50)
    return
  }
  const value = kind === 'pinyin' ? foldForSearch(normal) : normal
  db.prepare<[string, string, number], { id: number }>(equalSql).all(kind, value, 50)
}
