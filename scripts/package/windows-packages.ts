import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { Refusal } from '../release/refusal.ts'
import { packagedFolder } from './packaged-folder.ts'
import { checkNsis } from './nsis.ts'
import { checkUpdateSettings } from './update-settings.ts'
import { windowsInstaller } from './windows-installer.ts'

const run = promisify(execFile)
/** What electron-builder itself packs with. */
const asar = createRequire(import.meta.url)('@electron/asar') as {
  extractFile(archive: string, file: string): Buffer
}
const Mark = z.object({ version: z.string(), beatbookBuild: z.object({ runtime: z.string(), commit: z.string() }) })

export type WindowsPackages = {
  readonly project: string
  readonly room: string
  /** Folder that the packages are written into. */
  readonly out: string
  readonly seq: number
  readonly version: string
  readonly commit: string
  /** A folder that this tool made before; null to make one. */
  readonly folder: string | null
  /** Path of a program that signs; '' for none. */
  readonly sign: string
}

/**
 * What IT installs once (exe) and publishes later (tar.gz).
 * @returns the files that were written
 * @throws Refusal for a folder of another version or commit, and where a tool is missing
 */
export async function windowsPackages(made: WindowsPackages): Promise<string[]> {
  const { project, room, out, seq, version, commit, sign } = made
  await checkNsis()
  await checkUpdateSettings(project, { platform: 'win32', arch: 'x64' }, seq)
  const runtime = { kind: 'official' } as const
  const folder =
    made.folder === null
      ? await packagedFolder({ project, out: room, arch: 'x64', version, runtime, platform: 'win32', commit })
      : resolve(made.folder)
  checkFolder(folder, version, commit)
  if (sign !== '') await run(sign, [join(folder, 'beatbook.exe')])
  const name = join(out, `beatbook-${version}-win32-x64`)
  await windowsInstaller({ project, folder, seq, version, out: `${name}.exe`, sign })
  await run('tar', ['-czf', `${name}.tar.gz`, '--owner=0', '--group=0', '--numeric-owner', '-C', folder, '.'])
  return [`${name}.exe`, `${name}.tar.gz`]
}

/** @throws Refusal */
export function checkFolder(folder: string, version: string, commit: string): void {
  const archive = join(folder, 'resources/app.asar')
  for (const path of [join(folder, 'beatbook.exe'), archive])
    if (!existsSync(path)) throw new Refusal(`${path} is missing; ${folder} is no folder that this tool made.`)
  const found = markIn(archive)
  if (found?.beatbookBuild.runtime !== 'official' || found.version !== version || found.beatbookBuild.commit !== commit)
    throw new Refusal(`${folder} was not made of version ${version}, commit ${commit.slice(0, 12)}; make it again.`)
}

function markIn(archive: string): z.infer<typeof Mark> | null {
  try {
    return Mark.parse(JSON.parse(asar.extractFile(archive, 'package.json').toString('utf8')))
  } catch {
    return null
  }
}

/** Compiles launcher and installer and runs them. Needs makensis and Wine, and fails without them. */
export function checkWindows(project: string): Promise<number> {
  const vitest = join(project, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'windows'], { cwd: project, stdio: 'inherit' })
  return new Promise((done) => child.once('close', (code) => done(code ?? 1)))
}
