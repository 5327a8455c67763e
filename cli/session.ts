import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { failure, type Result } from '../src-contract/errors.ts'
import type { InputOf, MethodName, OutputOf } from '../src-contract/contract.ts'
import { Core } from '../src-core/core.ts'
import { needed, Misuse, type Arguments } from './arguments.ts'

/** The replica's folder inside a demo folder; a folder that is a replica itself is taken as it is. */
export function replicaDir(dir: string): string {
  const inside = join(dir, 'replica')
  return existsSync(inside) ? inside : resolve(dir)
}

/** Calls core as the window does: same dispatcher, same roles, same audit. */
export async function call<N extends MethodName>(
  core: Core,
  method: N,
  input: InputOf<N>,
  operationId?: string,
): Promise<Result<OutputOf<N>>> {
  return (await core.dispatcher.dispatch({ method, input, operationId, progress: showProgress })) as Result<OutputOf<N>>
}

/** Logs in, runs the work, closes. The work is not run when the log-in fails: its failure is the result. */
export async function asUser(
  args: Arguments,
  work: (core: Core) => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  const dir = replicaDir(needed(args, 'dir'))
  if (!existsSync(dir))
    throw new Misuse(`There is no folder ${dir}; make a station with "npm run cli -- demo --dir D".`)
  const login = needed(args, 'user')
  const passphrase = readPassphrase(needed(args, 'passphrase-file'), login)
  const core = new Core({ dir, machineSecret: { kind: 'none' }, checkOutput: true })
  try {
    const { state, problem } = core.gate.state()
    if (state === 'unusable' && problem) return failure(problem)
    const loggedIn = await call(core, 'accounts.logIn', { login, passphrase })
    return loggedIn.ok ? await work(core) : loggedIn
  } finally {
    await core.close()
  }
}

/** A file with the passphrase on its first line, or a demo-users.json with the user's passphrase in it. */
function readPassphrase(file: string, login: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Misuse(`The passphrase file ${file} cannot be read.`)
  }
  if (text.trimStart().startsWith('[')) {
    const users = JSON.parse(text) as { user: string; passphrase: string }[]
    const found = users.find(({ user }) => user === login)
    if (!found) throw new Misuse(`The file ${file} has no user ${login}.`)
    return found.passphrase
  }
  return text.split(/\r?\n/)[0] ?? ''
}

let shownAt = 0
function showProgress(progress: { phase: string; done: number; total: number | null }): void {
  if (!process.stderr.isTTY || Date.now() - shownAt < 500) return
  shownAt = Date.now()
  process.stderr.write(
    `\r${progress.phase} ${progress.done}${progress.total === null ? '' : ` / ${progress.total}`}   `,
  )
}
