import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The demo station of this run, removed after it; test files look at copies of it. */
    demoOriginal: string
  }
}

/** The people of the demo station of the tests; the seed is that of `npm start`, so the first ones are the same people. */
const people = 600

/** Makes the demo station once, before the test files, which run side by side. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // One made before can be named, for trying out a single test file.
  const made = process.env['BEATBOOK_TEST_DEMO']
  if (made !== undefined) {
    project.provide('demoOriginal', made)
    return () => Promise.resolve()
  }
  const room = await mkdtemp(join(tmpdir(), 'beatbook-e2e-demo-'))
  const dir = join(room, 'demo')
  await makeDemo(dir, project.config.root)
  project.provide('demoOriginal', dir)
  return () => rm(room, { recursive: true, force: true, maxRetries: 5 })
}

/** Made as `npm start` makes it: by the command line, in plain Node with the packaged SQLite. */
async function makeDemo(dir: string, projectFolder: string): Promise<void> {
  const env = { ...process.env }
  delete env['BEATBOOK_SQLITE_ADDON']
  delete env['NODE_OPTIONS']
  // Without a ledger of its own: each test files what it looks at.
  const size = ['--people', String(people), '--entries', '0', '--seed', '1']
  await promisify(execFile)(process.execPath, ['cli/main.ts', 'demo', '--dir', dir, ...size], {
    cwd: projectFolder,
    env,
  })
}
