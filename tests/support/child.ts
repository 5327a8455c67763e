import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Runs a script in a Node of its own and ends it with SIGKILL once `when` says so of its output so far.
 *
 * @returns everything that it printed
 * @throws when the script ends by itself before that
 */
export async function killWhen(
  script: string,
  args: readonly string[],
  when: (lines: readonly string[]) => boolean,
): Promise<string[]> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const lines: string[] = []
  let killed = false
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (!killed && when(lines)) killed = child.kill('SIGKILL')
  }
  const signal = await exited
  if (signal !== 'SIGKILL') throw new Error(`the script ended before it could be killed, after ${lines.length} lines`)
  return lines
}
