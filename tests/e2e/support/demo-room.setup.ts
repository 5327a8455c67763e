import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for this run, removed after it; the first test file that needs the demo station makes it there. */
    demoRoom: string
  }
}

/** Gives the run a folder in which the demo station is made once, for all test files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const room = await mkdtemp(join(tmpdir(), 'beatbook-e2e-demo-'))
  project.provide('demoRoom', room)
  return () => rm(room, { recursive: true, force: true, maxRetries: 5 })
}
