import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AUTHORITY, issue, makeKey, type Identity } from '../../cli/certificates.ts'
import type { InputOf } from '../../src-contract/contract.ts'
import { nothingChosen, type NetworkSettings } from '../../src-contract/shell-network.ts'
import { feedFetch } from '../../src-main/updates/feed-fetch.ts'
import { testFeed } from '../../src-main/updates/feed-test.ts'
import { openHttpProxy, type HttpProxy } from '../support/http-proxy.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

// Real proxies, a real platform and a real feed over TLS. The platform has a name that only the proxies know: whoever reaches it went
// through one.
const NAME = 'platform.station.invalid'
const PASSWORD = 'Tr0mbone-canary-9931'
const names = { [NAME]: '127.0.0.1', 'feed.station.invalid': '127.0.0.1' }
const key = makeKey(2048)
const authority = issue({ name: 'Example bureau', key, extensions: AUTHORITY })
const pem = ({ der }: Identity): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`
const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A server's certificate by the private authority. */
function server(host: string, dates: { from?: string; to?: string } = {}) {
  const altNames = /^[\d.]+$/.test(host) ? [{ type: 7, ip: host }] : [{ type: 2, value: host }]
  const extensions = [{ name: 'subjectAltName', altNames }]
  const issued = issue({ name: 'Server', key, issuer: authority, extensions, serial: '0c', ...dates })
  return { cert: pem(issued), key: keyPem }
}

type Wanted = InputOf<'network.setProxy'>['proxy']
const through = (port: number, more: Partial<Extract<Wanted, { mode: 'address' }>> = {}): Wanted => ({
  ...{ mode: 'address', address: `127.0.0.1:${port}`, exclusions: [], user: '', password: null },
  ...more,
})

let platform: TestPlatform
let pc: SyncPc
let proxy: HttpProxy

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await openSyncPc()
})
afterAll(async () => {
  await pc.close()
  await platform.close()
})
beforeEach(async () => {
  proxy = await openHttpProxy({ names, login: `station:${PASSWORD}` })
})
afterEach(() => proxy.close())

const setProxy = (wanted: Wanted) => pc.must('it', 'network.setProxy', { proxy: wanted })
const outcome = async () => (await pc.must('it', 'network.testPlatform', {})).outcome

describe('a PC behind a proxy', () => {
  test('is told that nobody has chosen a way yet, and goes directly', async () => {
    await pc.logIn('it')
    expect((await pc.must('it', 'network.get', {})).proxy).toEqual({ mode: 'unset' })
    const db = pc.core.gate.session?.db
    expect(db && pc.core.sync.way(db)).toBeNull()
  })

  test('enrols, exchanges and asks through it, with the password that IT typed once', async () => {
    await setProxy(through(proxy.port, { user: 'station', password: PASSWORD }))
    await pc.enrol(platform, `https://${NAME}:${new URL(platform.url).port}`)
    await pc.file('L06')
    expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ rejected: 0, proven: true })
    expect(await pc.must('it', 'network.testPlatform', {})).toMatchObject({ outcome: 'answered', way: 'proxy' })
    expect(new Set(proxy.asked)).toEqual(new Set([`${NAME}:${new URL(platform.url).port}`]))
  })

  test('says how far it got, and never goes past the proxy', async () => {
    await setProxy(through(proxy.port, { user: 'station', password: 'wrong' }))
    expect(await outcome()).toBe('proxy-password')
    expect(await pc.as('clerk', 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/unreachable' } })
    await setProxy(through(proxy.port, { user: 'station', password: PASSWORD }))
    proxy.answer = 'HTTP/1.1 403 Forbidden\r\n\r\n'
    expect(await outcome()).toBe('proxy-refused')
    // Something else that speaks HTTP over TLS.
    await setProxy(through(Number(new URL(platform.url).port)))
    expect(await outcome()).toBe('proxy-no-proxy')
    const gone = await openHttpProxy()
    await gone.close()
    await setProxy(through(gone.port))
    expect(await outcome()).toBe('proxy-no-connection')
    await setProxy(through(proxy.port, { address: 'nowhere.station.invalid:3128' }))
    expect(await outcome()).toBe('proxy-no-name')
    await setProxy({ mode: 'none' })
    expect(await pc.must('it', 'network.testPlatform', {})).toMatchObject({ outcome: 'no-name', way: 'direct' })
  })

  test('that is reached by TLS takes it only with an authority that IT has added, and what is excluded goes past it', async () => {
    const secure = await openHttpProxy({ names, tls: server('127.0.0.1') })
    try {
      await setProxy(through(secure.port, { address: `https://127.0.0.1:${secure.port}` }))
      expect(await outcome()).toBe('proxy-certificate')
      const { authority: shown } = await pc.must('it', 'network.addAuthority', { text: pem(authority) })
      expect(await outcome()).toBe('answered')
      expect(secure.asked.length).toBeGreaterThan(0)
      await setProxy(through(secure.port, { exclusions: ['*.station.invalid'] }))
      expect(await pc.must('it', 'network.testPlatform', {})).toMatchObject({ outcome: 'no-name', way: 'direct' })
      await pc.must('it', 'network.removeAuthority', { fingerprint: shown.fingerprint })
    } finally {
      await secure.close()
    }
  })

  test('keeps the password in the encrypted database and nowhere else, and sends it to no other proxy', async () => {
    await setProxy(through(proxy.port, { user: 'station', password: PASSWORD }))
    const shown = await pc.must('it', 'network.get', {})
    expect(shown.proxy).toMatchObject({ user: 'station', hasPassword: true })
    expect(JSON.stringify(shown)).not.toContain(PASSWORD)
    expect(filesWith(pc.dir, PASSWORD)).toEqual([])
    // Saved again without typing it, and then for another proxy.
    await setProxy(through(proxy.port, { user: 'station', exclusions: ['10.0.0.0/8'] }))
    expect(await outcome()).toBe('answered')
    const other = await openHttpProxy({ names, login: `station:${PASSWORD}` })
    await setProxy(through(other.port, { user: 'station' }))
    expect(await outcome()).toBe('proxy-password')
    // Without a password each attempt would be a failed log-in, and enough of them lock the account.
    expect(other.asked).toEqual([])
    await other.close()
    const { rows } = await pc.must('auditor', 'audit.list', { actions: ['network'], limit: 50 })
    expect(rows[0]).toMatchObject({ role: 'it', detail: { what: 'proxy', choice: 'address' } })
    expect(rows.map((row) => row.detail['what'])).toContain('authority-removed')
    expect(JSON.stringify(rows)).not.toContain(PASSWORD)
  })
})

test('an exchange that failed goes on when the way is mended', async () => {
  const status = () => pc.must('it', 'sync.status', {})
  const before = (await status()).lastSuccess
  await setProxy(through(proxy.port, { user: 'station', password: 'wrong' }))
  pc.core.sync.begin()
  await expect.poll(async () => (await status()).problem).toBe('sync/unreachable')
  await setProxy(through(proxy.port, { user: 'station', password: PASSWORD }))
  await expect.poll(async () => (await status()).lastSuccess, { timeout: 10_000 }).not.toBe(before)
  pc.core.sync.end()
})

describe('bad input is refused with its reason, and nothing changes', () => {
  const setting = async (wanted: Wanted) => {
    const result = await pc.as('it', 'network.setProxy', { proxy: wanted })
    return result.ok ? 'ok' : result.error.code
  }
  test('proxies', async () => {
    const before = await pc.must('it', 'network.get', {})
    for (const address of [
      '',
      'proxy',
      'socks5://10.8.0.1:1080',
      '10.8.0.1',
      'http://a:b@10.8.0.1:3128',
      'x:0',
      'x:99999',
    ])
      expect(await setting(through(1, { address }))).toBe('network/proxy-address')
    for (const wrong of ['10.0.0.0/33', '*', 'a b', '10.0.0', '*.10.0.0.1'])
      expect(await setting(through(1, { exclusions: ['ok.example.cn', wrong] }))).toBe('network/proxy-exclusion')
    expect(await setting(through(1, { user: 'a:b' }))).toBe('network/proxy-user')
    expect(await setting(through(1, { password: 'x' }))).toBe('network/proxy-user')
    expect(await pc.must('it', 'network.get', {})).toEqual(before)
  })

  test('certificates', async () => {
    const reading = async (text: string) => {
      const result = await pc.as('it', 'network.readAuthority', { text })
      return result.ok ? 'ok' : result.error.code
    }
    const own = (more: Partial<Parameters<typeof issue>[0]>) =>
      pem(issue({ name: 'Example bureau', key, extensions: AUTHORITY, ...more }))
    expect(await reading(pem(authority))).toBe('ok')
    expect(await reading('')).toBe('network/certificate-unreadable')
    expect(await reading('<!doctype html>')).toBe('network/certificate-unreadable')
    expect(await reading(pem(authority).replace('MII', 'AAA'))).toBe('network/certificate-unreadable')
    expect(await reading(pem(authority) + pem(authority))).toBe('network/certificate-several')
    expect(await reading(keyPem + pem(authority))).toBe('network/certificate-key')
    expect(await reading(server('x.example.cn').cert)).toBe('network/certificate-no-authority')
    expect(await reading(own({ to: '2026-02-01T00:00:00Z' }))).toBe('network/certificate-expired')
    expect(await reading(own({ hash: 'sha1' }))).toBe('network/certificate-weak')
    expect(await reading(own({ key: makeKey(1024) }))).toBe('network/certificate-weak')
    await pc.must('it', 'network.addAuthority', { text: pem(authority) })
    expect(await reading(pem(authority))).toBe('network/certificate-held')
    expect(await pc.as('chief', 'network.get', {})).toMatchObject({ ok: false, error: { code: 'rpc/denied' } })
  })
})

describe('the feed of updates', () => {
  let feed: Server
  const begin = async (tls: ReturnType<typeof server>): Promise<number> => {
    feed = createServer(tls, (request, response) =>
      request.url === '/feed/status.json' ? response.end('{"payloadType":"x"}') : response.writeHead(302).end(),
    )
    await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve))
    return (feed.address() as AddressInfo).port
  }
  const tried = async (url: string, settings: NetworkSettings) =>
    (await testFeed(url, feedFetch('', settings), 'direct')).outcome
  const trusting: NetworkSettings = { ...nothingChosen, authorities: [pem(authority)] }
  afterEach(() => {
    feed.close()
    feed.closeAllConnections()
  })

  test('is taken with a certificate of the private authority only when IT has added that, and by its own name', async () => {
    const port = await begin(server('127.0.0.1'))
    expect(await tried(`https://127.0.0.1:${port}/feed/`, nothingChosen)).toBe('certificate-untrusted')
    expect(await tried(`https://127.0.0.1:${port}/feed/`, trusting)).toBe('answered')
    expect(await tried(`https://127.0.0.1:${port}/other/`, trusting)).toBe('answered-otherwise')
    expect(await tried(`https://localhost:${port}/feed/`, trusting)).toBe('certificate-name')
  })

  test('with an expired certificate is refused', async () => {
    const port = await begin(server('127.0.0.1', { to: '2026-02-01T00:00:00Z' }))
    expect(await tried(`https://127.0.0.1:${port}/feed/`, trusting)).toBe('certificate-expired')
  })

  test('is reached through the proxy, by the password of the settings', async () => {
    const port = await begin(server('feed.station.invalid'))
    const address = `http://127.0.0.1:${proxy.port}`
    const settings: NetworkSettings = {
      ...trusting,
      proxy: { mode: 'address', address, exclusions: [], user: 'station', password: PASSWORD },
    }
    expect(await tried(`https://feed.station.invalid:${port}/feed/`, settings)).toBe('answered')
    expect(proxy.asked).toEqual([`feed.station.invalid:${port}`])
    const asked = (proxyAnswer: string) =>
      testFeed(
        `https://feed.station.invalid:${port}/feed/`,
        feedFetch('', { ...trusting, proxy: { mode: 'system' } }, () => Promise.resolve(proxyAnswer)),
        'proxy',
      )
    const open = await openHttpProxy({ names })
    expect((await asked(`PROXY 127.0.0.1:${open.port}; DIRECT`)).outcome).toBe('answered')
    expect((await asked('SOCKS5 127.0.0.1:1080')).outcome).toBe('proxy-kind')
    expect((await asked('DIRECT')).outcome).toBe('no-name')
    await open.close()
  })
})

/** Files of the replica in which a text can be read. */
function filesWith(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(dir, name)).isFile())
    .filter((name) => {
      const bytes = readFileSync(join(dir, name))
      return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))
    })
}
