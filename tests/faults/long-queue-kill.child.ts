/** A long queue to be killed in the middle of: `node long-queue-kill.child.ts FOLDER`; the key comes from the environment of the test. */
import { writeSync } from 'node:fs'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { keyFrom } from './import-kill.key.ts'

const [dir = ''] = process.argv.slice(2)
const key = keyFrom(process.env['TEST_REPLICA_KEY'] ?? '')
const opened = openReplica({ dir, key })
if (!opened.ok) throw new Error(opened.error.code)
const db = opened.value
const running = { done: false }
const finished = finishIndexing(db, { key, longFrom: 1, subjectsAtOnce: 300 }).then(() => (running.done = true))
const count = (sql: string): number => db.prepare<[], { n: number }>(sql).one()?.n ?? 0
let said = ''
while (!running.done) {
  const subjects = count('SELECT count(*) AS n FROM subjects')
  const keys = count('SELECT count(*) AS n FROM subject_keys')
  const queued = count('SELECT count(*) AS n FROM index_queue')
  const line = `subjects ${subjects} keys ${keys} queued ${queued}\n`
  if (line !== said) writeSync(1, line)
  said = line
  await new Promise<void>((resolve) => setImmediate(resolve))
}
await finished
setInterval(() => undefined, 1000)
