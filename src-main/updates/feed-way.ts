import type { ConnectionTest } from '../../src-contract/shell-network.ts'
import { wayOf } from '../../src-network/way.ts'
import type { ShellNetwork } from '../network.ts'
import { askSystemProxy, chromiumFetch } from '../system-network.ts'
import { feedFetch } from './feed-fetch.ts'
import type { Fetch } from './offer-source.ts'

/** Asks the feed by way of the settings of this moment. @param authority PEM of the feed's authority; '' for those of the system */
export function feedByNetwork(authority: string, network: ShellNetwork): Fetch {
  let current: Fetch | null = null
  network.onChange(() => (current = null))
  const choose = (): Fetch => {
    const { proxy, authorities } = network.settings
    // Only Chromium knows the system's certificates; only Node knows others, and passwords of proxies.
    if (authority === '' && authorities.length === 0 && proxy.mode !== 'address')
      return chromiumFetch(proxy.mode === 'system')
    return feedFetch(authority, network.settings, askSystemProxy)
  }
  return (url, init) => (current ??= choose())(url, init)
}

/** Whether the feed is reached through a proxy. */
export async function wayToFeed(feed: string, network: ShellNetwork): Promise<ConnectionTest['way']> {
  const way = wayOf(network.settings, askSystemProxy)
  const { hostname, port, protocol } = new URL(feed)
  const host = hostname.replace(/^\[|\]$/g, '')
  const hop = await way?.(host, Number(port || (protocol === 'http:' ? 80 : 443))).catch(() => undefined)
  return hop === null || hop === undefined ? 'direct' : 'proxy'
}
