import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that a line of the shell's log can say. No paths, no addresses, no file names, nothing that was typed. */
export type ShellLogLine = {
  event:
    | 'started'
    | 'refused'
    | 'core-started'
    | 'core-ready'
    | 'core-ended'
    | 'core-killed'
    | 'core-fatal'
    | 'core-message-invalid'
    | 'locked'
    | 'page-gone'
    | 'bug'
  what?: string
  channel?: string
  generation?: number
  exitCode?: number
  version?: string
  runtime?: string
  resumed?: boolean
}

export type ShellLog = {
  write(line: ShellLogLine): void
  /** Something was asked that is never granted. Counted, not described: an address could carry personal data. */
  refused(what: string, channel?: string): void
}

const maxBytes = 1024 * 1024

/** One JSON line per event in logs/shell.log of the replica folder; at 1 MB the file becomes shell.1.log. Never throws. */
export function shellLog(replicaFolder: string): ShellLog {
  const folder = join(replicaFolder, 'logs')
  const file = join(folder, 'shell.log')
  const write = (line: ShellLogLine): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytes)
        renameSync(file, join(folder, 'shell.1.log'))
      appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`, { mode: 0o600 })
    } catch {
      // A full or read-only disk must not stop the shell; core reports it with a sentence of its own.
    }
  }
  return {
    write,
    refused: (what, channel) => write({ event: 'refused', what, ...(channel === undefined ? {} : { channel }) }),
  }
}
