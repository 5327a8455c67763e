/**
 * Changes the data key of a station again and again: `node key-change.child.ts FOLDER LOGIN PASSPHRASE HOW`. HOW is `go` for all of it, or a
 * number: the process then ends itself by SIGKILL at that step of the end, counting each rename and removal twice, before and after it.
 */
import fs, { writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'
import { Core } from '../../src-core/core.ts'
import { cheapKdf } from '../support/store-fixture.ts'

const [dir = '', login = '', passphrase = '', how = 'go'] = process.argv.slice(2)
const killAt = how === 'go' ? Number.POSITIVE_INFINITY : Number(how)
/** What the end consists of; the rest of a log-in is other people's. */
const ofTheEnd =
  /^(\.?slots(\.next)?\.json(\.new)?|\.?key-(swap|change)\.json(\.new)?|replica(\.next)?\.db|\.?[0-9a-f]{64}\.blob(\.new)?)$/
let steps = 0

function step(file: fs.PathLike, what: string): void {
  if (!ofTheEnd.test(basename(String(file)))) return
  steps += 1
  if (steps !== killAt) return
  writeSync(1, `${what}\n`)
  process.kill(process.pid, 'SIGKILL')
}

const { renameSync, rmSync } = fs
fs.renameSync = (from, to) => {
  step(to, `before the rename to ${basename(String(to))}`)
  renameSync(from, to)
  step(to, `after the rename to ${basename(String(to))}`)
}
fs.rmSync = (file, options) => {
  const isThere = fs.existsSync(file)
  if (isThere) step(file, `before the removal of ${basename(String(file))}`)
  rmSync(file, options)
  if (isThere) step(file, `after the removal of ${basename(String(file))}`)
}
if (how !== 'go') syncBuiltinESMExports()

const core = new Core({ dir, machineSecret: { kind: 'none' }, kdf: cheapKdf })
async function call(method: string, input: object): Promise<Record<string, unknown>> {
  const answer = await core.dispatcher.dispatch({ method, input })
  if (!answer.ok) throw new Error(`${method}: ${answer.error.code}`)
  return answer.value as Record<string, unknown>
}

for (;;) {
  await call('accounts.logIn', { login, passphrase })
  writeSync(1, 'logged in\n')
  if (how !== 'go') {
    writeSync(1, `${steps} steps\n`)
    break
  }
  const { state } = await call('accounts.keyChange', {})
  if (state === 'none') await call('accounts.startKeyChange', { passphrase })
  await core.keyChanges.goOn()
  writeSync(1, 'copied\n')
  await core.gate.close()
}
await core.close()
