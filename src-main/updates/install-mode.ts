import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildFile, readBuild } from '../../src-updates/build-file.ts'
import type { Build } from '../../src-updates/verify-update.ts'
import { installAsRoot, stationOf } from './install-as-root.ts'
import { installedVersion } from './versions.ts'

/** What the verifier needs, and where updates come from: lies with the program, where only root can write. */
export type UpdateSettings = {
  readonly build: Build
  readonly feed: string
  /** PEM of the authority that issues the feed's TLS certificate; '' for the ones of the system. */
  readonly feedAuthority: string
}

/** @returns null where there is none, or it is not one: then there are no updates */
export function readUpdateSettings(path: string): UpdateSettings | null {
  try {
    const { feed, feedAuthority, ...file } = JSON.parse(readFileSync(path, 'utf8')) as BuildFile &
      Record<string, unknown>
    const build = readBuild(file)
    const text = (value: unknown): string => (typeof value === 'string' ? value : '')
    return build === null ? null : { build, feed: text(feed), feedAuthority: text(feedAuthority) }
  } catch {
    return null
  }
}

/** Where Windows, which gives a program with other rights no output to us, is told how an installation went. Only administrators write it. */
export const answerFile = (root: string): string => join(root, 'update-answer.json')

const failed = { ok: false, code: 'UPD_INSTALL' } as const

async function install(
  offer: string,
  settings: UpdateSettings | null,
  installed: ReturnType<typeof installedVersion>,
): ReturnType<typeof installAsRoot> {
  if (settings === null || installed === null) return failed
  return installAsRoot({
    ...{ offer, root: installed.root, running: installed.seq, build: settings.build },
    ...{ stationId: stationOf(installed.root), now: new Date() },
  })
}

/** Verifies and installs, says how it went, and is the only thing that this process does. */
export async function installAndSay(offer: string, settingsFile: string, executable: string): Promise<number> {
  // The launcher's mask keeps the replica from others and is inherited; a version has to be readable by everybody on this PC.
  process.umask(0o022)
  // Electron takes an app.asar for a folder, which then cannot be removed with the version that it belongs to.
  process.noAsar = true
  const installed = installedVersion(executable)
  const done = await install(offer, readUpdateSettings(settingsFile), installed).catch(() => failed)
  if (process.platform === 'win32') leaveAnswer(installed?.root, done)
  else process.stdout.write(`${JSON.stringify(done)}\n`)
  return done.ok ? 0 : 1
}

/** The instant makes it another answer than the one before; without one the app says that the installation failed. */
function leaveAnswer(root: string | undefined, done: object): void {
  if (root === undefined) return
  const answer = { ...done, at: new Date().toISOString(), process: process.pid }
  try {
    writeFileSync(answerFile(root), `${JSON.stringify(answer)}\n`, { flush: true })
  } catch {
    return
  }
}
