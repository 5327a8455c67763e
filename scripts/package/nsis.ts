import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Refusal } from '../release/refusal.ts'

const run = promisify(execFile)

/**
 * Builds of distributions that are older by number and were looked at. What they compile must be run by an administrator, not as SYSTEM
 * (docs/runbook/packages.md).
 */
const LOOKED_AT: readonly string[] = ['v3.08-3+deb12u1']

/** @param version as `makensis -VERSION` prints it */
export function isForStations(version: string): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)(?![\d.])/.exec(version) ?? []
  if (major === undefined || minor === undefined) return false
  return LOOKED_AT.includes(version) || Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 12)
}

/** @throws Refusal where there is no compiler, or one whose installers are not for stations */
export async function checkNsis(): Promise<void> {
  const version = await run('makensis', ['-VERSION']).then(
    ({ stdout }) => stdout.trim(),
    () => {
      throw new Refusal(MISSING)
    },
  )
  if (!isForStations(version))
    throw new Refusal(
      `This makensis is ${version}; installers for stations need 3.12 or newer, or ${LOOKED_AT.join(', ')}.`,
    )
}

const MISSING = 'makensis, the compiler of NSIS 3.12 or newer, is missing; install it (Debian, UOS: apt install nsis).'

/**
 * Compiles a script with NSIS's own compiler.
 * @param defines what the script finds as ${NAME}
 * @throws Refusal where there is no compiler, or it does not like the script; a warning is enough
 */
export async function compileNsis(script: string, defines: Readonly<Record<string, string>>): Promise<void> {
  const options = ['-V2', '-WX', '-INPUTCHARSET', 'UTF8']
  const given = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`)
  try {
    await run('makensis', [...options, ...given, script], { maxBuffer: 2 ** 24 })
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (code === 'ENOENT') throw new Refusal(MISSING)
    throw new Refusal(`makensis did not compile ${script}. It said:\n${`${stdout}\n${stderr}`.trim()}`)
  }
}
