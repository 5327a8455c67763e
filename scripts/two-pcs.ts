// The other half of `npm start -- --two`: two PCs of one small station, each set up by itself, on a platform of their own. Prints one line
// of JSON when both have joined and agree, and keeps the platform running until its input ends; each line of input takes it away or brings
// it back.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeDemo } from '../cli/demo.ts'
import { call } from '../cli/session.ts'
import { startPlatform, type RunningPlatform } from '../platform/platform.ts'
import { createEnrolmentCode } from '../platform/sync/enrol.ts'
import { addStation } from '../platform/sync/stations.ts'
import { Core } from '../src-core/core.ts'

// Of the station: enough for a ledger that looks like one, few enough to wait for.
const [dir = '', people = '600', entries = '150'] = process.argv.slice(2)
const pcs = [
  { dir: join(dir, 'one'), name: '值班室一号机', entries },
  // The second one gets the ledger from the first, through the platform.
  { dir: join(dir, 'two'), name: '社区中队二号机', entries: '0' },
]
type Pc = (typeof pcs)[number]

for (const pc of pcs) {
  if (existsSync(join(pc.dir, 'demo-users.json'))) continue
  const options = new Map([
    ['dir', pc.dir],
    ['people', people],
    ['entries', pc.entries],
  ])
  const made = await makeDemo({ options, words: [] })
  if (!made.ok) throw new Error(`the station could not be made: ${made.error.code}`)
}
const port = await portOf(dir)
let platform: RunningPlatform | null = await begin()
for (const pc of pcs) await enrol(pc)
// Once more, so that the first one has what the second one knew.
for (const pc of pcs) await withCore(pc, 'neiqin', exchange)
console.log(JSON.stringify({ platform: platform.url, replicas: pcs.map((pc) => join(pc.dir, 'replica')) }))
for await (const _ of createInterface({ input: process.stdin })) {
  if (platform === null) platform = await begin()
  else {
    await platform.stop()
    platform = null
  }
  console.log(JSON.stringify({ running: platform !== null }))
}
await platform?.stop()
process.exit(0)

function begin(): Promise<RunningPlatform> {
  return startPlatform({ dir: join(dir, 'platform'), port, durable: true })
}

/** The same one every time: the PCs keep it. */
async function portOf(folder: string): Promise<number> {
  const file = join(folder, 'port')
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'))
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, String(port))
  return port
}

async function enrol(pc: Pc): Promise<void> {
  await withCore(pc, 'yunwei', async (core) => {
    const status = await call(core, 'sync.status', {})
    if (status.ok && status.value.platform !== null) return
    const station = core.gate.session?.session.station
    if (station === undefined) throw new Error('nobody is logged in')
    if (platform === null) throw new Error('there is no platform')
    const code = await enrolmentCode(platform, station)
    const joined = await call(core, 'sync.enrol', { url: platform.url, code, deviceName: pc.name })
    if (!joined.ok) throw new Error(`${pc.name} could not join: ${joined.error.code}`)
  })
  await withCore(pc, 'neiqin', exchange)
}

async function enrolmentCode(on: RunningPlatform, station: { id: string; name: string }): Promise<string> {
  await addStation(on, station.id, station.name)
  return createEnrolmentCode(on, station.id, 'two-pcs')
}

async function exchange(core: Core): Promise<void> {
  const done = await call(core, 'sync.now', {})
  if (!done.ok) throw new Error(`the exchange failed: ${done.error.code}`)
}

async function withCore(pc: Pc, login: string, work: (core: Core) => Promise<void>): Promise<void> {
  const users = JSON.parse(readFileSync(join(pc.dir, 'demo-users.json'), 'utf8')) as {
    user: string
    passphrase: string
  }[]
  const passphrase = users.find(({ user }) => user === login)?.passphrase ?? ''
  const core = new Core({ dir: join(pc.dir, 'replica'), machineSecret: { kind: 'none' } })
  try {
    const loggedIn = await call(core, 'accounts.logIn', { login, passphrase })
    if (!loggedIn.ok) throw new Error(`${login} could not log in: ${loggedIn.error.code}`)
    await work(core)
  } finally {
    await core.close()
  }
}
