import type { DemoStation } from '../demo/station.ts'
import type { InputOf, MethodName, OutputOf } from '../src-contract/contract.ts'
import type { Result } from '../src-contract/errors.ts'
import type { FileId } from '../src-contract/ids.ts'
import type { Role } from '../src-contract/roles.ts'
import { systemClock } from '../src-core/clock.ts'
import type { Core } from '../src-core/core.ts'
import { uuidv7 } from '../src-core/uuid.ts'
import { call } from './session.ts'

/** Logs the station's user of a role in, instead of whoever is. */
export function actingAs(core: Core, station: DemoStation) {
  return async (role: Role): Promise<void> => {
    const user = station.users.find((one) => one.role === role)
    await core.gate.close()
    await must(core, 'accounts.logIn', { login: user?.user ?? '', passphrase: user?.passphrase ?? '' })
  }
}

/** @throws Error where the act is refused: the station is made of what cannot be */
export async function must<N extends MethodName>(core: Core, method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const result: Result<OutputOf<N>> = await call(core, method, input, uuidv7(systemClock.nowMs()))
  if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
  return result.value
}

/** Hands a file to core, as the shell does. */
export function handIn(core: Core, path: string): FileId {
  const fileId = uuidv7(systemClock.nowMs()) as FileId
  core.files.put(fileId, path)
  return fileId
}
