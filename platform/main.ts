// `npm run platform`, after the bootstrap: one instance of the reference platform, until Ctrl-C.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPlatform } from './platform.ts'
import { createEnrolmentCode } from './sync/enrol.ts'
import { addStation } from './sync/stations.ts'

const { values } = parseArgs({
  options: {
    dir: {
      type: 'string',
      default: process.env['BEATBOOK_PLATFORM_DIR'] ?? join(import.meta.dirname, '..', '.platform'),
    },
    port: { type: 'string', default: process.env['BEATBOOK_PLATFORM_PORT'] ?? '8443' },
    host: { type: 'string', default: process.env['BEATBOOK_PLATFORM_HOST'] ?? '127.0.0.1' },
    /** A name or address under which stations reach this instance; may be repeated. */
    name: { type: 'string', multiple: true, default: [] },
    /** Makes the station CODE=NAME and prints a code with which one PC can enrol. */
    station: { type: 'string' },
  },
})

const databaseUrl = process.env['DATABASE_URL']
const platform = await startPlatform({
  dir: values.dir,
  port: Number(values.port),
  host: values.host,
  names: values.name,
  ...(databaseUrl ? { databaseUrl } : {}),
  log: (entry) => console.error(JSON.stringify({ at: new Date().toISOString(), ...entry })),
})
console.log(`The platform listens on https://${values.host}:${platform.port}`)
console.log(
  `Database: ${databaseUrl ? 'DATABASE_URL' : 'embedded PostgreSQL'}; keys: ${join(values.dir, 'platform.key')}`,
)
if (values.station !== undefined) {
  const [station = '', name = station] = values.station.split('=')
  await addStation(platform, station, name)
  console.log(`Enrolment code for ${station}: ${await createEnrolmentCode(platform, station, 'console')}`)
}

let ending = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ending) return
    ending = true
    void platform.stop().then(() => process.exit(0))
  })
}
