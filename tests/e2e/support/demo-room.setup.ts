import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { makeDemo } from './make-demo.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The demo station of this run, removed after it; test files look at copies of it. */
    demoOriginal: string
  }
}

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
  // Without a ledger of its own: each test files what it looks at.
  await makeDemo(dir, { entries: 0, projectFolder: project.config.root })
  project.provide('demoOriginal', dir)
  return () => rm(room, { recursive: true, force: true, maxRetries: 5 })
}
