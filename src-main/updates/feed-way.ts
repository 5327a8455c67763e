import type { ConnectionTest, NetworkSettings } from '../../src-contract/shell-network.ts'
import { wayOf, type AskSystem } from '../../src-network/way.ts'
import type { ShellNetwork } from '../network.ts'
import { feedFetch } from './feed-fetch.ts'
import type { Fetch } from './offer-source.ts'

export type FeedParts = {
  /** PEM of the feed's authority; '' for those of the system. */
  readonly authority: string
  readonly network: Pick<ShellNetwork, 'settings' | 'onChange'>
  readonly askSystem: AskSystem
  /** Asks by way of Chromium. @param proxied by the system's proxy; else directly */
  readonly systemFetch: (proxied: boolean) => Fetch
}

/** Asks the feed by way of the settings of this moment. */
export function feedByNetwork(parts: FeedParts): Fetch {
  const { authority, network, askSystem, systemFetch } = parts
  let current: Fetch | null = null
  network.onChange(() => (current = null))
  const choose = (): Fetch => {
    const settings = settingsForFeed(parts)
    const { proxy, authorities } = settings
    // Only Chromium knows the system's certificates; only Node knows others, and passwords of proxies.
    if (authority === '' && authorities.length === 0 && proxy.mode !== 'address')
      return systemFetch(proxy.mode === 'system')
    return feedFetch(authority, settings, askSystem)
  }
  return (url, init) => (current ??= choose())(url, init)
}

/** Whether the feed is reached through a proxy. */
export async function wayToFeed(feed: string, parts: FeedParts): Promise<ConnectionTest['way']> {
  const way = wayOf(settingsForFeed(parts), parts.askSystem)
  const { hostname, port, protocol } = new URL(feed)
  const host = hostname.replace(/^\[|\]$/g, '')
  const hop = await way?.(host, Number(port || (protocol === 'http:' ? 80 : 443))).catch(() => undefined)
  return hop === null || hop === undefined ? 'direct' : 'proxy'
}

/**
 * While nobody has chosen, the feed goes as the system does: stations behind a proxy have set it there. A feed with an authority of its own
 * is the platform's, and reached like the platform: directly.
 */
function settingsForFeed({ authority, network }: FeedParts): NetworkSettings {
  const { settings } = network
  if (settings.proxy.mode !== 'unset') return settings
  return { ...settings, proxy: { mode: authority === '' ? 'system' : 'none' } }
}
