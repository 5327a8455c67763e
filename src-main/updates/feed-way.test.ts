import { rootCertificates } from 'node:tls'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nothingChosen, type NetworkSettings } from '../../src-contract/shell-network.ts'
import { openHttpProxy, type HttpProxy } from '../../tests/support/http-proxy.ts'
import { feedByNetwork, wayToFeed, type FeedParts } from './feed-way.ts'

// The feed has a name that only the proxy knows: whoever reaches it went through that. Chromium's place is taken by a note of how it would
// have been asked.
const NAME = 'feed.station.invalid'
const [authority = ''] = rootCertificates
let feed: Server
let proxy: HttpProxy
let byChromium: ('system' | 'direct')[]

beforeEach(async () => {
  byChromium = []
  feed = createServer((_, response) => response.end('here'))
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve))
  proxy = await openHttpProxy({ names: { [NAME]: '127.0.0.1' } })
})
afterEach(async () => {
  await proxy.close()
  feed.close()
  feed.closeAllConnections()
})

const url = () => `http://${NAME}:${(feed.address() as AddressInfo).port}/`
const parts = (settings: NetworkSettings, own = ''): FeedParts => ({
  authority: own,
  network: { settings, onChange: () => undefined },
  askSystem: () => Promise.resolve(`PROXY 127.0.0.1:${proxy.port}`),
  systemFetch: (proxied) => () => {
    byChromium.push(proxied ? 'system' : 'direct')
    return Promise.resolve(new Response('here'))
  },
})
async function looked(at: FeedParts): Promise<string> {
  const init = { redirect: 'error', headers: {}, cache: 'no-store', signal: AbortSignal.timeout(5_000) } as const
  const answer = await feedByNetwork(at)(url(), init).catch((error: Error) => error)
  return answer instanceof Error ? answer.message : answer.text()
}
const through = (password: string, exclusions: string[] = []): NetworkSettings => ({
  ...nothingChosen,
  proxy: { mode: 'address', address: `http://127.0.0.1:${proxy.port}`, exclusions, user: 'station', password },
})

test('while nobody has chosen, updates go as the system does, also with an authority of the organisation', async () => {
  expect(await looked(parts(nothingChosen))).toBe('here')
  expect(byChromium).toEqual(['system'])
  expect(await wayToFeed(url(), parts(nothingChosen))).toBe('proxy')
  expect(await looked(parts({ ...nothingChosen, authorities: [authority] }))).toBe('here')
  expect(proxy.asked).toHaveLength(1)
})

test('while nobody has chosen, a feed with an authority of its own is reached directly, like the platform', async () => {
  const own = parts(nothingChosen, authority)
  expect(await wayToFeed(url(), own)).toBe('direct')
  expect(await looked(own)).toContain('ENOTFOUND')
  expect({ byChromium, asked: proxy.asked }).toEqual({ byChromium: [], asked: [] })
})

test('whoever chose to go directly does so, whatever the system has', async () => {
  const chosen: NetworkSettings = { ...nothingChosen, proxy: { mode: 'none' } }
  expect(await looked(parts(chosen))).toBe('here')
  expect(byChromium).toEqual(['direct'])
  expect(await wayToFeed(url(), parts(chosen))).toBe('direct')
})

test('a proxy whose password is not known yet is not asked, and what it is not needed for is reached', async () => {
  expect(await looked(parts(through('')))).toBe('proxy-password')
  expect(proxy.asked).toEqual([])
  const address = url().replace(NAME, '127.0.0.1')
  const init = { redirect: 'error', headers: {}, cache: 'no-store', signal: AbortSignal.timeout(5_000) } as const
  const past = await feedByNetwork(parts(through('', ['127.0.0.1'])))(address, init)
  expect(await past.text()).toBe('here')
  expect(await looked(parts(through('Tr0mbone')))).toBe('here')
  expect(proxy.asked).toHaveLength(1)
})
