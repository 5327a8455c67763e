import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import type { Role } from '../../../src-contract/roles.ts'
import { projectFolder, temporaryFolder } from './launch.ts'

export type DemoUser = { readonly user: string; readonly role: Role; readonly passphrase: string }

export type DemoCopy = {
  /** The demo folder, laid out as `.demo` after `npm start`. */
  readonly dir: string
  readonly replica: string
  readonly users: Readonly<Record<Role, DemoUser>>
  remove(): Promise<void>
}

/** The people of the demo station of the tests; the seed is that of `npm start`, so the first ones are the same people. */
const people = 600

/** A copy of the demo station for one test file; the station itself is made by the first file of a run. */
export async function demoStation(): Promise<DemoCopy> {
  // One made before can be named, for trying out a single test file.
  const original = process.env['BEATBOOK_TEST_DEMO'] ?? join(inject('demoRoom'), 'demo')
  if (!existsSync(original)) await makeDemo(original)
  const dir = await temporaryFolder()
  await cp(original, dir, { recursive: true })
  const users = JSON.parse(await readFile(join(dir, 'demo-users.json'), 'utf8')) as DemoUser[]
  return {
    dir,
    replica: join(dir, 'replica'),
    users: Object.fromEntries(users.map((user) => [user.role, user])) as Record<Role, DemoUser>,
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Made as `npm start` makes it: by the command line, in plain Node with the packaged SQLite. */
async function makeDemo(dir: string): Promise<void> {
  const env = { ...process.env }
  delete env['BEATBOOK_SQLITE_ADDON']
  delete env['NODE_OPTIONS']
  // Without a ledger of its own: each test files what it looks at.
  const size = ['--people', String(people), '--entries', '0', '--seed', '1']
  const command = ['cli/main.ts', 'demo', '--dir', `${dir}-making`, ...size]
  await promisify(execFile)(process.execPath, command, { cwd: projectFolder, env })
  await rename(`${dir}-making`, dir)
}
