import { Core } from '../../src-core/core.ts'
import type { Progress } from '../../src-contract/rpc.ts'
import type { Result } from '../../src-contract/errors.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'
import { mixedQuestions } from './mixed-questions.ts'

const askEveryMs = 250

/**
 * A full run over every record of the replica, beside questions of somebody who works meanwhile. Reference: reading and parsing 1,000
 * of the same records. The station that it worked on stays linked.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder(options, new Map([['unlinked', 'true']]))
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  try {
    const must = async (method: string, input: unknown, more: object = {}): Promise<unknown> => {
      const answer = (await core.dispatcher.dispatch({ method, input, ...more })) as Result<unknown>
      if (!answer.ok) throw new Error(`${method}: ${answer.error.code}`)
      return answer.value
    }
    await must('accounts.logIn', demo.user('clerk'))
    const open = core.gate.session
    if (!open) throw new Error('not logged in')
    const reading: number[] = []
    const some = open.db.prepare<[number], { payload: string }>(
      'SELECT payload FROM source_records WHERE record_id > ? ORDER BY record_id LIMIT 1000',
    )
    for (let at = 0; at < 20; at += 1) {
      const started = performance.now()
      for (const { payload } of some.all(at * 1_000)) JSON.parse(payload)
      reading.push(performance.now() - started)
    }
    const texts = mixedQuestions(open.db, 200)
    const answered: number[] = []
    let peak = 0
    const asking = setInterval(() => {
      const started = performance.now()
      const text = texts[answered.length % texts.length] ?? '王伟'
      peak = Math.max(peak, process.memoryUsage().rss)
      void must('lookup.search', { text, purpose: 'P02', settled: false }).then(() =>
        answered.push(performance.now() - started),
      )
    }, askEveryMs)
    const phases = new Map<string, number>()
    let before = performance.now()
    let told = before
    const progress = ({ phase, done, total }: Progress): void => {
      const now = performance.now()
      phases.set(phase, (phases.get(phase) ?? 0) + now - before)
      before = now
      if (now - told > 20_000) options.say(`  ${phase} ${done} of ${total}`)
      if (now - told > 20_000) told = now
    }
    const started = performance.now()
    const done = (await must('linkage.run', { again: true }, { progress, operationId: uuidv7(Date.now()) })) as {
      records: number
    }
    clearInterval(asking)
    const ms = performance.now() - started
    const size = `${done.records} records`
    const per1000 = ms / (done.records / 1_000)
    const asked = spread(answered)
    const measured = result('linking', size, 'ms', [per1000], { name: 'reading 1,000 records', times: reading })
    return {
      ...measured,
      rowsPerSecond: Math.round((done.records * 1_000) / ms),
      detail: {
        seconds: round(ms / 1_000),
        ...Object.fromEntries([...phases].map(([phase, took]) => [`${phase}Seconds`, round(took / 1_000)])),
        questionsMeanwhile: `n ${asked.n}, p50 ${asked.p50} ms, p95 ${asked.p95} ms, max ${asked.max} ms`,
        peakRssMiB: Math.round(peak / 2 ** 20),
      },
    }
  } finally {
    await core.close()
    demo.remove()
  }
}
