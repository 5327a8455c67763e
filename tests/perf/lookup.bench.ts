import { guessKind } from '../../src-domain/query/guess-kind.ts'
import { ftsQueryForText } from '../../src-domain/text/bigrams.ts'
import { foldForSearch } from '../../src-domain/text/normalise.ts'
import { Core } from '../../src-core/core.ts'
import { forget } from '../../src-core/crypto/replica-key.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import { result, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'
import { mixedQuestions } from './mixed-questions.ts'

const questions = 1_000

/** A mixed load of real questions, through core's dispatcher, against the bare index query in the same run. */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder(options)
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  try {
    await ask(core, 'accounts.logIn', demo.user('clerk'))
    const open = core.gate.session
    if (!open) throw new Error('not logged in')
    const key = { dek: Buffer.from(open.key.dek), salt: open.key.salt, check: open.key.check }
    const raw = openReplica({ dir: demo.replica, key, readonly: true, headerChecked: true })
    if (!raw.ok) throw new Error(raw.error.code)
    const texts = mixedQuestions(open.db, questions)
    options.say(`Asking ${texts.length} questions …`)
    const times: number[] = []
    const bare: number[] = []
    for (const [index, text] of [...texts.slice(0, 100), ...texts].entries()) {
      const started = performance.now()
      await ask(core, 'lookup.search', { text, purpose: 'P02', settled: false })
      const asked = performance.now()
      bareQuery(raw.value, text)
      const queried = performance.now()
      // The first hundred only warm the caches of both.
      if (index < 100) continue
      times.push(asked - started)
      bare.push(queried - asked)
    }
    raw.value.close()
    forget(key)
    const counted = (table: string): number =>
      open.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
    const size = `${counted('source_records')} records, ${counted('subjects')} subjects`
    const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20)
    return result('lookup', size, 'ms', times, { name: 'bare index query', times: bare }, { rssMiB })
  } finally {
    await core.close()
    demo.remove()
  }
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
