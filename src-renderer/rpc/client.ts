import type { Contract, Feature, InputOf, MethodName, ResultOf } from '../../src-contract/contract.ts'
import { Connection, type CallOptions } from './connection.ts'
import { coreState } from './core-state.ts'
import { portOf } from './port.ts'

type Call<N extends MethodName> = (input: InputOf<N>, options?: CallOptions) => Promise<ResultOf<N>>

/** `rpc.lookup.search({...})`: every method of the contract, typed by it. */
export type Rpc = {
  readonly [F in Feature]: {
    readonly [M in Extract<keyof Contract[F], string>]: Call<Extract<MethodName, `${F}.${M}`>>
  }
}

export const connection = new Connection(() => window.shell.requestPort())

/** The names come from the type; a misspelt one does not compile, and core refuses it. */
function byName(target: Connection): Rpc {
  const feature = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, method) =>
          typeof method === 'string'
            ? (input: unknown, options?: CallOptions) => target.call(`${name}.${method}` as MethodName, input, options)
            : undefined,
      },
    )
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' ? feature(name) : undefined) }) as Rpc
}

export const rpc: Rpc = byName(connection)

/** Starts listening for ports and for what the shell says about core. Called once, before the first screen. */
export function connect(): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || typeof event.data !== 'object' || event.data === null) return
    const data = event.data as { type?: unknown; generation?: unknown }
    const port = event.ports[0]
    if (data.type !== 'beatbook:port' || typeof data.generation !== 'number' || !port) return
    connection.adopt(portOf(port), data.generation)
  })
  window.shell.onCoreStatus((status) => coreState.set(status))
  void window.shell.coreStatus().then((status) => coreState.set(status))
  coreState.subscribe(() => {
    if (coreState.get().state === 'failed') connection.failAll('core/unavailable')
  })
  window.shell.requestPort()
}
