import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Role } from '../../../src-contract/roles.ts'
import { projectFolder, temporaryFolder } from './launch.ts'
import { makeDemo } from './make-demo.ts'

export type DemoUser = { readonly user: string; readonly role: Role; readonly passphrase: string }

export type DemoCopy = {
  /** The demo folder, laid out as `.demo` after `npm start`. */
  readonly dir: string
  readonly replica: string
  readonly users: Readonly<Record<Role, DemoUser>>
  remove(): Promise<void>
}

/** A copy of the demo station for one test file. */
export async function demoStation(): Promise<DemoCopy> {
  const dir = await temporaryFolder()
  await cp(inject('demoOriginal'), dir, { recursive: true })
  return demoCopy(dir)
}

/**
 * A station of one's own with a ledger, released quarters and a survey of the last one, for the tests that look at what a year adds up
 * to; each of its beats has its officer.
 */
export async function demoWithLedger(entries: number, beats: number): Promise<DemoCopy> {
  const dir = await temporaryFolder()
  // One made before can be named, for trying out a single test file.
  const made = process.env['BEATBOOK_TEST_DEMO_LEDGER']
  if (made === undefined) await makeDemo(dir, { entries, beats, projectFolder })
  else await cp(made, dir, { recursive: true })
  return demoCopy(dir)
}

async function demoCopy(dir: string): Promise<DemoCopy> {
  const users = JSON.parse(await readFile(join(dir, 'demo-users.json'), 'utf8')) as DemoUser[]
  return {
    dir,
    replica: join(dir, 'replica'),
    users: Object.fromEntries(users.map((user) => [user.role, user])) as Record<Role, DemoUser>,
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }),
  }
}
