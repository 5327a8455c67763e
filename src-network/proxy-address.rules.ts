/** Where a proxy listens. */
export type ProxyHop = {
  readonly host: string
  readonly port: number
  /** The way to the proxy itself is TLS. */
  readonly secure: boolean
}

/**
 * What somebody typed as a proxy: `10.8.0.1:3128`, `proxy.example.cn:8080`, `https://proxy:8443`.
 * @returns null for anything else: another scheme, a path, a name and password in it, no port
 */
export function readProxyAddress(typed: string): ProxyHop | null {
  const text = typed.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(whole)) return null
  const url = new URL(whole)
  const secure = url.protocol === 'https:'
  if ((!secure && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return null
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return null
  // A URL drops the port that its scheme has anyway; a proxy's has to be said.
  const port = /:(\d{1,5})\/?$/.exec(whole)?.[1]
  if (port === undefined || Number(port) < 1) return null
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(port), secure }
}

/** As it is kept and shown. */
export function proxyAddressText({ host, port, secure }: ProxyHop): string {
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const NAME = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/

/** Whether this can stand in the list of what is reached without the proxy. */
export function isExclusion(text: string): boolean {
  const lower = text.toLowerCase()
  if (lower.includes('/')) return networkOf(lower) !== null
  const name = lower.startsWith('*.') ? lower.slice(2) : lower
  // Digits and dots are an address, and then a whole one.
  if (/^[\d.]+$/.test(name)) return name === lower && numberOf(name) !== null
  return NAME.test(name) || (name === lower && /^[0-9a-f:]*:[0-9a-f:]*$/.test(lower))
}

/** @param host name or address, as in a URL but without brackets */
export function isExcluded(host: string, exclusions: readonly string[]): boolean {
  const name = host.toLowerCase()
  const address = numberOf(name)
  return exclusions.some((each) => {
    const rule = each.toLowerCase()
    if (rule.startsWith('*.')) return name.endsWith(rule.slice(1))
    const network = networkOf(rule)
    if (network === null) return rule === name
    return address !== null && Math.floor(address / network.size) === Math.floor(network.first / network.size)
  })
}

/** What a system says about an address (the answer of a PAC file): the first way in it that we can go. */
export function readSystemProxy(answer: string): ProxyHop | 'direct' | 'unknown-kind' {
  const ways = answer
    .split(';')
    .map((way) => way.trim())
    .filter(Boolean)
  for (const way of ways) {
    if (/^direct$/i.test(way)) return 'direct'
    const [, kind, place] = /^(proxy|https)\s+(\S+)$/i.exec(way) ?? []
    if (kind === undefined || place === undefined) continue
    const hop = readProxyAddress(`${kind.toLowerCase() === 'https' ? 'https' : 'http'}://${place}`)
    if (hop !== null) return hop
  }
  return ways.length === 0 ? 'direct' : 'unknown-kind'
}

/** IPv4 as a number. */
function numberOf(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (parts === undefined || parts.some((part) => part > 255)) return null
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

function networkOf(text: string): { first: number; size: number } | null {
  const [, address, bits] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? []
  const first = numberOf(address ?? '')
  if (first === null || bits === undefined || Number(bits) > 32) return null
  return { first, size: 2 ** (32 - Number(bits)) }
}
