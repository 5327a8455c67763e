import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDemo } from '../../cli/demo.ts'
import type { Role } from '../../src-contract/roles.ts'
import type { BenchOptions } from './bench.ts'

export type DemoFolder = {
  dir: string
  replica: string
  user(role: Role): { login: string; passphrase: string }
  /** Removes the folder if the bench made it. */
  remove(): void
}

/** The demo station to measure on: the one given, or a new one of the wanted size. */
export async function demoFolder(
  { people, dir, say }: BenchOptions,
  more: ReadonlyMap<string, string> = new Map(),
): Promise<DemoFolder> {
  const made = dir === undefined
  const folder = dir ?? mkdtempSync(join(tmpdir(), 'beatbook-bench-'))
  if (made) {
    say(`Making a demo station of ${people} people …`)
    const options = new Map([['dir', folder], ['people', String(people)], ...more])
    const demo = await makeDemo({ options, words: [] })
    if (!demo.ok) throw new Error(`The demo station could not be made: ${demo.error.code}`)
  }
  const users = JSON.parse(readFileSync(join(folder, 'demo-users.json'), 'utf8')) as {
    user: string
    role: Role
    passphrase: string
  }[]
  return {
    dir: folder,
    replica: join(folder, 'replica'),
    user: (role) => {
      const found = users.find((user) => user.role === role)
      if (!found) throw new Error(`The demo station has no ${role}`)
      return { login: found.user, passphrase: found.passphrase }
    },
    remove: () => {
      if (made) rmSync(folder, { recursive: true, force: true })
    },
  }
}
