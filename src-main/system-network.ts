import { session } from 'electron'
import type { AskSystem } from '../src-network/way.ts'
import type { Fetch } from './updates/offer-source.ts'

/** In memory, and not the page's: what is asked here leaves nothing on the disk. */
const bySystem = () => session.fromPartition('network')
const direct = () => session.fromPartition('network-direct')

/** The proxy of the system for a URL, PAC files included. */
export const askSystemProxy: AskSystem = (url) => bySystem().resolveProxy(url)

/** With the certificates of the system. @param proxied by the system's proxy; else directly */
export function chromiumFetch(proxied: boolean): Fetch {
  const used = proxied ? bySystem() : direct()
  const ready = proxied ? Promise.resolve() : used.setProxy({ mode: 'direct' })
  return async (url, init) => {
    await ready
    return used.fetch(url, { ...init, bypassCustomProtocolHandlers: true })
  }
}
