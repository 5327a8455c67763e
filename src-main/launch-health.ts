import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tells the launcher (build/launcher) that this version is on its feet: its window is there, the database opened, somebody logged in. Until
 * then the launcher counts failed starts and goes back to the version before. Nothing to tell when the app was not installed by versions.
 * @param userData the app's folder of this user
 * @param executable absolute path of the running program: versions/NUMBER/beatbook
 */
export function tellHealthy(userData: string, executable: string): void {
  const seq = /[/\\]versions[/\\](\d{1,15})[/\\][^/\\]+$/.exec(executable)?.[1]
  if (seq === undefined) return
  const file = join(userData, 'launcher', 'healthy')
  try {
    if (read(file) === seq) return
    mkdirSync(join(userData, 'launcher'), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, `${seq}\n`, { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  } catch {
    // A full disk: the version stays on probation, which ends in order as long as it does.
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}
