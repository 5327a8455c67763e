import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The people of the demo station of the tests; the seed is that of `npm start`, so the first ones are the same people. */
const people = 600

/** Made as `npm start` makes it: by the command line, in plain Node with the packaged SQLite. */
export async function makeDemo(
  dir: string,
  { entries, beats, projectFolder }: { entries: number; beats?: number; projectFolder: string },
): Promise<void> {
  const env = { ...process.env }
  delete env['BEATBOOK_SQLITE_ADDON']
  delete env['NODE_OPTIONS']
  const size = ['--people', String(people), '--entries', String(entries), '--seed', '1']
  if (beats !== undefined) size.push('--beats', String(beats))
  await promisify(execFile)(process.execPath, ['cli/main.ts', 'demo', '--dir', dir, ...size], {
    cwd: projectFolder,
    env,
  })
}
