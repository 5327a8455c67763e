import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { ShownProxy, WantedProxy } from '../../../src-contract/features/network.contract.ts'
import type { ProxySettings } from '../../../src-contract/shell-network.ts'
import { isExclusion, proxyAddressText, readProxyAddress } from '../../../src-network/proxy-address.rules.ts'

export type ProxyProblem = 'network/proxy-address' | 'network/proxy-exclusion' | 'network/proxy-user'

/** What was typed, as it is kept. @param before whose password stays when none was typed */
export function proxyOf(wanted: WantedProxy, before: ProxySettings): Result<ProxySettings, ProxyProblem> {
  if (wanted.mode !== 'address') return success(wanted)
  const hop = readProxyAddress(wanted.address)
  if (hop === null) return failure('network/proxy-address')
  const exclusions = [...new Set(wanted.exclusions.map((each) => each.trim().toLowerCase()).filter(Boolean))]
  const wrong = exclusions.findIndex((each) => !isExclusion(each))
  if (wrong >= 0) return failure('network/proxy-exclusion', { number: wrong + 1 })
  const user = wanted.user.trim()
  // The name ends at the colon in what is sent.
  if (user.includes(':')) return failure('network/proxy-user')
  if (user === '' && wanted.password) return failure('network/proxy-user')
  const address = proxyAddressText(hop)
  return success({
    mode: 'address',
    address,
    exclusions,
    user,
    password: passwordOf(wanted, { address, user }, before),
  })
}

/** A password belongs to a proxy and a name: it is not sent to another proxy because nobody typed a new one. */
function passwordOf(
  wanted: Extract<WantedProxy, { mode: 'address' }>,
  { address, user }: { address: string; user: string },
  before: ProxySettings,
): string {
  if (user === '') return ''
  if (wanted.password !== null) return wanted.password
  return before.mode === 'address' && before.address === address && before.user === user ? before.password : ''
}

export function shownProxy(proxy: ProxySettings): ShownProxy {
  if (proxy.mode !== 'address') return proxy
  const { password, ...open } = proxy
  return { ...open, hasPassword: password !== '' }
}
