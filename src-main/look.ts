import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Look } from '../src-contract/shell-look.ts'
import { lookFrom } from './look.rules.ts'

const fileOf = (replicaFolder: string): string => join(replicaFolder, 'look.json')

/** What the last user of this PC chose: the window and the log-in page look like it before anybody is known. */
export function readLook(replicaFolder: string): Look {
  try {
    return lookFrom(readFileSync(fileOf(replicaFolder), 'utf8'))
  } catch {
    return lookFrom('')
  }
}

/** Whole or not at all. A full or read-only disk costs the choice, nothing else. */
export function keepLook(replicaFolder: string, look: Look): void {
  const file = fileOf(replicaFolder)
  try {
    writeFileSync(`${file}.new`, JSON.stringify(look), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch {
    // The next start looks as before.
  }
}
