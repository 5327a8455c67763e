import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { escrowPair, type EscrowPair } from '../../cli/escrow.ts'
import { generateStation } from '../../demo/station.ts'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import type { Role } from '../../src-contract/roles.ts'
import { systemClock, type Clock } from '../../src-core/clock.ts'
import { Core } from '../../src-core/core.ts'
import { loadRecords } from '../../src-core/features/sources/load.service.ts'
import { cheapKdf } from './store-fixture.ts'

export type StationUser = { login: string; role: Role; passphrase: string; name: string }

/** A station on a real encrypted replica in a folder of its own, with one user per role; only the key stretching is cheaper. */
export type TestStation = {
  readonly dir: string
  readonly users: Readonly<Record<Role, StationUser>>
  readonly escrow: EscrowPair
  core: Core
  /** Calls a method as the user of a role; changes who is logged in when it has to. */
  as<N extends MethodName>(role: Role, method: N, input: InputOf<N>, operationId?: string): Promise<Result<OutputOf<N>>>
  /** Calls without logging anybody in. */
  call<N extends MethodName>(method: N, input: InputOf<N>): Promise<Result<OutputOf<N>>>
  logIn(role: Role): Promise<void>
  /** Another core on the same folder, as after a restart of the app. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type StationOptions = {
  /** People of the demo generator whose records the seven systems hold; none by default. */
  people?: number
  seed?: string
  clock?: Clock
  dir?: string
  /** The folder holds such a station already. */
  asItIs?: boolean
}

let escrow: EscrowPair | undefined

export async function openTestStation(options: StationOptions = {}): Promise<TestStation> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'beatbook-station-'))
  const clock = options.clock ?? systemClock
  const demo = generateStation({ people: options.people ?? 20, seed: options.seed ?? 'test' })
  // Making RSA keys takes a second; all stations of a test file may share them.
  // Valid at whatever time a test's own clock says.
  escrow ??= escrowPair({ from: new Date('2020-01-01T00:00:00Z'), to: new Date('2120-01-01T00:00:00Z') })
  const open = (): Core => new Core({ dir, machineSecret: { kind: 'none' }, clock, kdf: cheapKdf, checkOutput: true })
  const users = Object.fromEntries(
    demo.users.map(({ user, role, passphrase, name }) => [role, { login: user, role, passphrase, name }]),
  ) as Record<Role, StationUser>

  const station: TestStation = {
    dir,
    users,
    escrow,
    core: open(),
    call: async (method, input) => (await station.core.dispatcher.dispatch({ method, input })) as never,
    as: async (role, method, input, operationId) => {
      await station.logIn(role)
      return (await station.core.dispatcher.dispatch({ method, input, operationId })) as never
    },
    logIn: async (role) => {
      if (station.core.gate.session?.session.role === role) return
      await station.core.gate.close()
      const { login, passphrase } = users[role]
      orThrow(await station.call('accounts.logIn', { login, passphrase }))
    },
    restart: async () => {
      await station.core.close()
      station.core = open()
    },
    close: async () => {
      await station.core.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  if (options.asItIs === true) return station
  orThrow(
    await station.call('accounts.setUp', {
      station: demo.station,
      escrowCertificates: escrow.certificates,
      accounts: demo.users.map(({ user, beats, ...account }) => ({ login: user, beats: [...beats], ...account })),
    }),
  )
  if (options.people) {
    await station.logIn('it')
    const session = station.core.gate.session
    if (session)
      await loadRecords(session.db, demo.records(), { now: station.core.gate.now(), progress: () => undefined })
  }
  return station
}

/** The value of a result that a test expects to be good. */
export function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`expected success, got ${result.error.code} ${JSON.stringify(result.error.params)}`)
  return result.value
}
