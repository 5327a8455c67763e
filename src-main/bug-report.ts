import { app } from 'electron'
import { failBeforeWindow } from './fail-before-window.ts'
import type { ShellLog } from './shell-log.ts'

/**
 * A bug in the shell ends it, with a sentence instead of a stack trace: drafts are in core's store, and the next start goes on.
 * The log gets the kind of error only; a message could carry a path or a name.
 */
export function endOnBug(log: ShellLog): void {
  const end = (error: unknown): void => {
    log.write({ event: 'bug', what: error instanceof Error ? error.name : typeof error })
    if (!app.isPackaged) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    failBeforeWindow((text) => text.bug)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
