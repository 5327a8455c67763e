import type { NetworkSettings } from '../src-contract/shell-network.ts'
import { ConnectionFailure } from './connection-failure.ts'
import { isExcluded, readProxyAddress, readSystemProxy } from './proxy-address.rules.ts'
import type { Hop } from './tunnel.ts'

/** Which way an address is reached: through a proxy, or null for directly. @throws ConnectionFailure */
export type Way = (host: string, port: number) => Promise<Hop | null>

/** What the system says about a URL, in the words of a PAC file (`PROXY host:port; DIRECT`). */
export type AskSystem = (url: string) => Promise<string>

/** The way that the settings name; null when it is always the direct one, as while nobody has chosen any. */
export function wayOf({ proxy, authorities }: NetworkSettings, askSystem: AskSystem): Way | null {
  switch (proxy.mode) {
    case 'unset':
    case 'none':
      return null
    case 'system':
      return async (host, port) => {
        const bracketed = host.includes(':') ? `[${host}]` : host
        const found = readSystemProxy(await askSystem(`https://${bracketed}:${port}/`))
        if (found === 'direct') return null
        if (found === 'unknown-kind') throw new ConnectionFailure('proxy-kind')
        return { ...found, user: '', password: '', authorities }
      }
    case 'address': {
      const found = readProxyAddress(proxy.address)
      const { exclusions, user, password } = proxy
      return (host) => {
        if (isExcluded(host, exclusions)) return Promise.resolve(null)
        // Never past a proxy that was asked for.
        if (found === null) return Promise.reject(new ConnectionFailure('proxy-no-name'))
        return Promise.resolve({ ...found, user, password, authorities })
      }
    }
  }
}
