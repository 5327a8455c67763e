// `npm run platform`, after the bootstrap: one instance of the reference platform, until Ctrl-C.
import { randomBytes, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SystemId } from '../src-contract/systems.ts'
import { createConnector } from './ingestion/connectors.ts'
import { setPageAccount } from './pages/page-accounts.ts'
import { pageRoles } from './pages/page-roles.ts'
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
    /** LOGIN=ROLE or LOGIN=ROLE=NAME=STAFF-NUMBER: makes a page account, or gives it a new passphrase, and prints it. */
    account: { type: 'string' },
    /** SYSTEM=NAME: prints a token with which that source system may deliver. */
    connector: { type: 'string' },
    /** The folder that releases are published into. */
    feed: { type: 'string', default: process.env['BEATBOOK_PLATFORM_FEED'] ?? '' },
    /** Days that questions of stations stay in the log; without it, they stay. */
    'keep-questions': { type: 'string', default: process.env['BEATBOOK_PLATFORM_KEEP_QUESTIONS'] ?? '' },
    /** After a restore from a backup: every replica bootstraps again and sends what is missing here. */
    'new-lineage': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(await readFile(join(import.meta.dirname, '..', 'docs', 'runbook', 'platform.md'), 'utf8'))
  process.exit(0)
}

const keepQuestionsDays = values['keep-questions'] === '' ? undefined : Number(values['keep-questions'])
if (keepQuestionsDays !== undefined && !(Number.isSafeInteger(keepQuestionsDays) && keepQuestionsDays > 0))
  throw new Error('--keep-questions is a number of days')
const databaseUrl = process.env['DATABASE_URL']
const platform = await startPlatform({
  dir: values.dir,
  port: Number(values.port),
  host: values.host,
  names: values.name,
  newLineage: values['new-lineage'],
  ...(databaseUrl ? { databaseUrl } : {}),
  ...(keepQuestionsDays === undefined ? {} : { keepQuestionsDays }),
  ...(values.feed === '' ? {} : { feed: values.feed }),
  log: (entry) => console.error(JSON.stringify({ at: new Date().toISOString(), ...entry })),
})
console.log(`The platform listens on https://${values.host}:${platform.port}`)
console.log(
  `Database: ${databaseUrl ? 'DATABASE_URL' : 'embedded PostgreSQL'}; keys: ${join(values.dir, 'platform.key')}`,
)
// Who fetches it over a network that may lie compares it with this.
console.log(
  `Authority: https://${values.host}:${platform.port}/ca.pem, SHA-256 ${new X509Certificate(platform.keys.caCertificate).fingerprint256}`,
)
console.log(`Updates: https://${values.host}:${platform.port}/feed/TARGET/ from ${platform.feed.dir}`)
if (values.station !== undefined) {
  const [station = '', name = station] = values.station.split('=')
  await addStation(platform, station, name)
  console.log(`Enrolment code for ${station}: ${await createEnrolmentCode(platform, station, 'console')}`)
}
if (values.connector !== undefined) {
  const [system, name = ''] = values.connector.split('=')
  const token = await createConnector(platform, SystemId.parse(system), name, 'console')
  console.log(`Token of ${system}: ${token}; it is shown this once`)
}

const none = (await platform.db.selectFrom('page_accounts').select('login').limit(1).execute()).length === 0
if (values.account !== undefined || none) {
  const [login = '', wanted = 'admin', name = login, staffNumber = ''] = (values.account ?? 'admin=admin').split('=')
  const role = pageRoles.find((each) => each === wanted)
  if (role === undefined) throw new Error(`a role is one of ${pageRoles.join(', ')}`)
  const passphrase = randomBytes(12).toString('base64url')
  const numbered = staffNumber === '' ? {} : { staffNumber }
  await setPageAccount(platform, { login, name, role, passphrase, ...numbered })
  console.log(`Pages: log in as ${login} (${role}) with the passphrase ${passphrase}; it is shown this once`)
}

let ending = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ending) return
    ending = true
    void platform.stop().then(() => process.exit(0))
  })
}
