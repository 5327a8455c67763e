/** An import to be killed in the middle of: `node import-kill.child.ts FOLDER FILE`; the key comes from the environment of the test. */
import { writeSync } from 'node:fs'
import { openSourcesStation } from '../support/sources-station.ts'
import { keyFrom } from './import-kill.key.ts'

const [dir = '', file = ''] = process.argv.slice(2)
const station = openSourcesStation({ dir, key: keyFrom(process.env['TEST_REPLICA_KEY'] ?? '') })
const { importId } = await station.must('clerk', 'sources.preview', {
  fileId: station.shelve(file),
  system: 'JZ',
  declared: 'full',
})
const say = (line: string): void => void writeSync(1, `${line}\n`)
say('previewed')
await station.call('clerk', 'sources.import', { importId }, { progress: ({ phase, done }) => say(`${phase} ${done}`) })
say('done')
setInterval(() => undefined, 1000)
