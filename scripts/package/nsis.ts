import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Refusal } from '../release/refusal.ts'

const run = promisify(execFile)

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
    if (code === 'ENOENT')
      throw new Refusal(
        'makensis, the compiler of NSIS 3.08 or newer, is missing; install it (Debian, UOS: apt install nsis).',
      )
    throw new Refusal(`makensis did not compile ${script}. It said:\n${`${stdout}\n${stderr}`.trim()}`)
  }
}
