import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  ceremony,
  good,
  verdict,
  refused,
  release,
  withRelease,
  withStatus,
  withoutOfficial,
  asText,
  asBytes,
} from '../tests/support/update-cases.ts'
import {
  asTrust,
  fileEntry,
  INSTALLER,
  offerOf,
  releaseDocument,
  sealed,
  signerExtensions,
  STATION,
  statusDocument,
  trustDocument,
  type Offer,
} from '../tests/support/update-signing.ts'
import { AUTHORITY, issue, makeKey } from '../cli/certificates.ts'
import { MOST_BYTES } from './strict-fields.ts'
import { fileCheck, fileUrl } from './update-file.ts'

// docs/updates.md lists these tests by name: a case that is renamed here is renamed there.

const [a, b, c] = ceremony.officers

test('a good offer is taken, says who signed it, and its state takes the place of the old one', () => {
  const taken = verdict(good)
  expect(taken).toMatchObject({
    ok: true,
    value: {
      release: { seq: 12, version: '1.2.0' },
      signers: [
        { officer: '99001', serial: '0A01' },
        { officer: '99002', serial: '0A02' },
      ],
    },
  })
  const state = taken.ok ? taken.value.nextState : ''
  expect(JSON.parse(state)).toMatchObject({ trust: 1, counter: 40, seq: 12, newest: '2026-11-20T00:00:00Z' })
  expect(verdict(good, { station: { state } })).toEqual(taken)
})

describe('signatures', () => {
  test('payload bit', () => {
    const envelope = asText(good.release)
    const payload = Buffer.from(String(envelope['payload']), 'base64')
    payload[40] = (payload[40] ?? 0) ^ 1
    refused('UPD_SIG', withRelease(asBytes({ ...envelope, payload: payload.toString('base64') })))
  })

  test('payload type swapped', () => {
    const swapped = asBytes({ ...asText(good.release), payloadType: asText(good.status)['payloadType'] })
    refused('UPD_TYPE', withRelease(swapped))
    refused('UPD_TYPE', { ...good, status: good.release })
    const renamed = asBytes({ ...asText(good.status), payloadType: asText(good.release)['payloadType'] })
    refused('UPD_SIG', withRelease(renamed))
    refused(
      'UPD_SIG',
      withRelease(sealed('release', releaseDocument(), [a, b], ceremony.authority, { signedAs: 'trust' })),
    )
  })

  test('salt 20', () => {
    refused('UPD_SIG', withRelease(sealed('release', releaseDocument(), [a, b], ceremony.authority, { salt: 20 })))
  })

  test('PKCS#1 v1.5 instead of PSS', () => {
    refused('UPD_SIG', withRelease(sealed('release', releaseDocument(), [a, b], ceremony.authority, { pkcs1: true })))
  })

  test("one officer's signature under another one's certificate", () => {
    refused('UPD_SIG', withRelease(release([a, { ...b, key: c.key }])))
  })
})

describe('signers', () => {
  test('one signature', () => refused('UPD_THRESHOLD', withRelease(release([a]))))

  test('same signer twice', () => refused('UPD_THRESHOLD', withRelease(release([a, a]))))

  test('one key in two certificates', () => {
    refused('UPD_THRESHOLD', withRelease(release([a, withoutOfficial(a, { name: 'Signer A again' })])))
  })

  test('one officer with two keys', () => {
    const keys = trustDocument(ceremony)['keys'] as { officer: string }[]
    const shared = keys.map((key) => (key.officer === '99002' ? { ...key, officer: '99001' } : key))
    refused('UPD_THRESHOLD', good, { build: { trust: asTrust(trustDocument(ceremony, { keys: shared })) } })
  })

  test('status key signing a release', () => {
    refused('UPD_ROLE', withRelease(release([a, ceremony.online])))
    const withUsage = withoutOfficial(ceremony.online, { extensions: signerExtensions('release') })
    refused('UPD_ROLE', withRelease(release([a, withUsage])))
  })

  test('a signer whom nobody trusts', () => {
    refused('UPD_TRUST', withRelease(release([a, ceremony.stranger])))
    refused('UPD_TRUST', withRelease(release([a, b, ceremony.stranger])))
  })

  test('an officer signing the status', () => {
    const status = sealed('status', statusDocument(good.release), [a], ceremony.authority)
    refused('UPD_ROLE', { ...good, status })
  })

  test('revoked serial', () => {
    const trust = asTrust(trustDocument(ceremony, { revoked: ['0A02'] }))
    refused('UPD_REVOKED', good, { build: { trust } })
    expect(verdict(withRelease(release([a, c])), { build: { trust } }).ok).toBe(true)
  })
})

describe('certificates', () => {
  test('rogue same-name root', () => {
    const { stranger } = ceremony
    const root = issue({ name: 'Release root', key: stranger.key, extensions: AUTHORITY, serial: '01' })
    const authority = issue({
      name: 'Release CA',
      key: ceremony.authority.key,
      issuer: root,
      extensions: AUTHORITY,
      serial: '02',
    })
    refused('UPD_CHAIN', withRelease(release([a, b], {}, authority)))
  })

  test('station TLS certificate', () => {
    const tls = withoutOfficial(b, {
      extensions: [...signerExtensions('release').slice(0, 2), { name: 'extKeyUsage', serverAuth: true }],
    })
    refused('UPD_EKU', withRelease(release([a, tls])))
    const anything = withoutOfficial(b, { extensions: signerExtensions('release').slice(0, 2) })
    refused('UPD_EKU', withRelease(release([a, anything])))
    const enciphers = withoutOfficial(b, {
      extensions: [
        { name: 'keyUsage', keyEncipherment: true, critical: true },
        ...signerExtensions('release').filter((each) => 'name' in each && each.name !== 'keyUsage'),
      ],
    })
    refused('UPD_EKU', withRelease(release([a, enciphers])))
  })

  test('leaf as CA', () => {
    const child = issue({
      name: 'Child',
      key: c.key,
      issuer: b,
      extensions: signerExtensions('release'),
      serial: '0c01',
    })
    refused('UPD_CHAIN', withRelease(release([child, a], {}, b)))
    const underRoot = issue({
      name: 'Release CA',
      key: b.key,
      issuer: ceremony.root,
      extensions: signerExtensions('release'),
      serial: '0c02',
    })
    const grandchild = issue({
      name: 'Child',
      key: c.key,
      issuer: underRoot,
      extensions: signerExtensions('release'),
      serial: '0c03',
    })
    refused('UPD_CHAIN', withRelease(release([grandchild], {}, underRoot)))
  })

  test('leaf directly under the root', () => {
    const direct = issue({
      name: 'Signer A',
      key: a.key,
      issuer: ceremony.root,
      extensions: signerExtensions('release'),
      serial: '0c04',
    })
    refused('UPD_CHAIN', withRelease(release([direct], {}, ceremony.root)))
  })

  test('SHA-1 or RSA-1024', () => {
    refused('UPD_ALG', withRelease(release([a, withoutOfficial(b, { hash: 'sha1' })])))
    refused('UPD_ALG', withRelease(release([a, withoutOfficial(b, { key: makeKey(1024) })])))
  })

  test('expired leaf or root', () => {
    const ran = { to: '2026-11-01T00:00:00Z' }
    refused('UPD_CERT_TIME', withRelease(release([a, withoutOfficial(b, ran)])))
    refused('UPD_CERT_TIME', withRelease(release([a, withoutOfficial(b, { from: '2026-12-01T00:00:00Z' })])))
    const root = issue({ name: 'Release root', key: ceremony.root.key, extensions: AUTHORITY, serial: '01', ...ran })
    refused('UPD_CERT_TIME', good, { build: { roots: [root.der] } })
  })

  test('an extension twice', () => {
    const twice = withoutOfficial(b, {
      extensions: [...signerExtensions('release'), { name: 'extKeyUsage', serverAuth: true }],
    })
    refused('UPD_CHAIN', withRelease(release([a, twice])))
  })

  test('garbage instead of a certificate', () => {
    for (const der of [
      randomBytes(1200),
      Buffer.alloc(20_000, 0x30),
      a.der.subarray(0, -1),
      Buffer.concat([a.der, a.der]),
    ])
      refused('UPD_CHAIN', withRelease(release([{ ...a, der }, b])))
  })
})

describe('freshness', () => {
  test('older counter', () => {
    const first = verdict(good)
    const state = first.ok ? first.value.nextState : null
    refused('UPD_ROLLBACK', withStatus({ counter: 39 }), { station: { state } })
  })

  test('lower seq with a higher version', () => {
    const first = verdict(good)
    const state = first.ok ? first.value.nextState : null
    refused('UPD_ROLLBACK', offerOf(ceremony, { release: { seq: 11, version: '9.9.9' } }), { station: { state } })
  })

  test('expired status', () => {
    refused('UPD_FREEZE', good, { station: { at: new Date('2026-12-01T00:00:01Z') } })
    refused('UPD_SCHEMA', withStatus({ expires: '2026-12-04T00:00:01Z' }))
  })

  test('expired release', () => {
    refused('UPD_FREEZE', offerOf(ceremony, { release: { expires: '2026-11-21T00:00:00Z' } }))
  })

  test('unparsable date', () => {
    for (const expires of ['x', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-12-01', 1796083200, null])
      refused('UPD_SCHEMA', withStatus({ expires }))
    refused('UPD_SCHEMA', offerOf(ceremony, { release: { notBefore: 'soon' } }))
    refused('UPD_CLOCK', good, { station: { at: new Date('x') } })
  })

  test('state file deleted', () => {
    const floor = { trust: 1, counter: 41, seq: 11, newest: Date.parse('2026-11-01T00:00:00Z') }
    refused('UPD_ROLLBACK', good, { build: { floor } })
    refused('UPD_ROLLBACK', good, { build: { floor: { ...floor, counter: 40, seq: 13 } } })
  })

  test('state file forged', () => {
    const first = verdict(good)
    const state = first.ok ? first.value.nextState : ''
    refused('UPD_STATE', good, { station: { state: state.replace('"counter":40', '"counter":10') } })
    refused('UPD_STATE', good, { station: { state, stateKey: Buffer.alloc(32, 8) } })
    for (const torn of ['', state.slice(0, 60), '{}', 'null', '\0'.repeat(200)])
      refused('UPD_STATE', good, { station: { state: torn } })
  })

  test('clock back a year', () => {
    refused('UPD_CLOCK', good, { station: { at: new Date('2025-11-22T08:00:00Z') } })
    const ahead = withStatus({ issued: '2026-11-24T00:00:00Z', expires: '2026-12-01T00:00:00Z' })
    refused('UPD_CLOCK', ahead)
  })
})

describe('what is offered', () => {
  test('status of A with release B', () => {
    const other = offerOf(ceremony, { release: { seq: 13, version: '1.3.0' } })
    refused('UPD_MIX', { ...good, status: other.status })
    refused('UPD_MIX', { ...good, release: other.release })
  })

  test('other product, arch, channel', () => {
    for (const changes of [{ product: 'other' }, { arch: 'arm64' }, { channel: 'beta' }, { platform: 'win32' }])
      refused('UPD_SCOPE', offerOf(ceremony, { release: changes }))
  })

  test('paused, recalled, off-ring', () => {
    refused('UPD_HOLD', withStatus({ paused: true }))
    refused('UPD_HOLD', withStatus({ recalled: [12] }))
    refused('UPD_HOLD', withStatus({ rings: [] }))
    refused('UPD_HOLD', withStatus({ rings: [{ name: 'pilot', stations: ['PS990102'], percent: 0 }] }))
    expect(verdict(withStatus({ rings: [{ name: 'pilot', stations: [STATION], percent: 0 }] })).ok).toBe(true)
  })

  test('not before its time', () => {
    refused('UPD_HOLD', offerOf(ceremony, { release: { notBefore: '2026-12-01T00:00:00Z' } }))
  })

  test('down without leave', () => {
    const state = (() => {
      const first = verdict(offerOf(ceremony, { release: { seq: 13 } }), { station: { running: 12 } })
      return first.ok ? first.value.nextState : null
    })()
    const down = (rollbackFrom: number[], recalled: number[]): Offer =>
      offerOf(ceremony, { release: { rollbackFrom }, status: { counter: 41, recalled } })
    const station = { state, running: 13 }
    refused('UPD_ROLLBACK', down([], [13]), { station })
    refused('UPD_ROLLBACK', down([13], []), { station })
    refused('UPD_ROLLBACK', down([14], [13]), { station })
    expect(verdict(down([13], [13]), { station }).ok).toBe(true)
    // Also where 13 was seen and never installed, and where somebody has gone back already.
    for (const running of [11, 12]) expect(verdict(down([13], [13]), { station: { state, running } }).ok).toBe(true)
  })

  test('a database that the version cannot take over', () => {
    const offer = offerOf(ceremony, { release: { schema: { from: 10, to: 190 } } })
    refused('UPD_SCOPE', offer, { station: { database: 191 } })
    refused('UPD_SCOPE', offer, { station: { database: 9 } })
    for (const database of [10, 190, null]) expect(verdict(offer, { station: { database } }).ok).toBe(true)
  })

  test('truncated, oversize, endless', () => {
    const expected = { name: 'f', size: INSTALLER.length, sha512: String(fileEntry('f', INSTALLER)['sha512']) }
    const short = fileCheck(expected)
    expect([short.take(INSTALLER.subarray(1)), short.end()]).toEqual([null, 'UPD_SIZE'])
    const endless = fileCheck(expected)
    expect(endless.take(INSTALLER)).toBeNull()
    expect(endless.take(Buffer.from('x'))).toBe('UPD_SIZE')
  })

  test('altered installer', () => {
    const expected = { name: 'f', size: INSTALLER.length, sha512: String(fileEntry('f', INSTALLER)['sha512']) }
    const altered = Buffer.from(INSTALLER)
    altered[3] = 0
    const check = fileCheck(expected)
    expect([check.take(altered), check.end()]).toEqual([null, 'UPD_HASH'])
    const same = fileCheck(expected)
    expect([same.take(INSTALLER), same.end()]).toEqual([null, null])
  })

  test('`../`, cross-origin, redirect', () => {
    const base = 'https://feed.example/updates/'
    for (const name of [
      '../x',
      '..',
      '/x',
      '//evil.example/x',
      'https://evil.example/x',
      'a/b',
      'a\\b',
      'a%2fb',
      'x?y',
      '.x',
      '',
    ])
      expect(fileUrl(base, name)).toEqual({ ok: false, code: 'UPD_URL' })
    for (const wrong of [
      'file:///tmp/',
      'https://u:p@feed.example/',
      'https://feed.example/x',
      'feed',
      'https://feed.example/?a/',
    ])
      expect(fileUrl(wrong, 'x')).toEqual({ ok: false, code: 'UPD_URL' })
    expect(fileUrl(base, 'beatbook-1.2.0.tar')).toMatchObject({
      ok: true,
      value: { href: `${base}files/beatbook-1.2.0.tar` },
    })
    refused('UPD_URL', offerOf(ceremony, { release: { files: [fileEntry('../beatbook.tar', INSTALLER)] } }))
    refused('UPD_URL', offerOf(ceremony, { release: { files: [fileEntry('https://evil.example/b', INSTALLER)] } }))
  })
})

describe('form', () => {
  test('duplicate or unknown field', () => {
    const twice = JSON.stringify(releaseDocument()).replace('"seq":12', '"seq":12,"seq":13')
    refused('UPD_SCHEMA', withRelease(sealed('release', twice, [a, b], ceremony.authority)))
    refused('UPD_SCHEMA', offerOf(ceremony, { release: { also: 1 } }))
    refused('UPD_SCHEMA', withStatus({ also: 1 }))
    refused('UPD_SCHEMA', withRelease(asBytes({ ...asText(good.release), also: 1 })))
    refused('UPD_SCHEMA', { ...good, status: Buffer.concat([good.status, Buffer.from('\n')]) })
    const text = good.release.toString('utf8')
    refused('UPD_SCHEMA', withRelease(Buffer.from(text.replace('{"payloadType"', '{"payloadType":"x","payloadType"'))))
  })

  test('huge or deep metadata', () => {
    refused('UPD_LIMIT', withRelease(Buffer.concat([good.release, Buffer.alloc(MOST_BYTES, ' ')])))
    refused('UPD_LIMIT', withRelease(Buffer.from('['.repeat(60_000))))
    refused('UPD_LIMIT', withRelease(Buffer.from(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)))
    refused('UPD_LIMIT', withRelease(release([a, b, c, a, b, c, a, b, c])))
    refused('UPD_LIMIT', { ...good, trust: Array.from({ length: 65 }, () => good.release) })
  })

  test('loose base64', () => {
    const envelope = asText(good.release)
    const payload = String(envelope['payload'])
    for (const other of [`${payload}\n`, payload.replace(/=*$/, '') + '====', payload.replace(/.$/, '-'), ''])
      if (other !== payload) refused('UPD_SCHEMA', withRelease(asBytes({ ...envelope, payload: other })))
  })

  test('byte order mark, bad UTF-8, HTML', () => {
    refused('UPD_SCHEMA', withRelease(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good.release])))
    refused('UPD_SCHEMA', withRelease(Buffer.from([0x7b, 0xff, 0x7d])))
    refused('UPD_SCHEMA', withRelease(Buffer.from('<!doctype html><title>Log in</title>')))
    refused('UPD_SCHEMA', withRelease(Buffer.alloc(0)))
  })

  test('numbers that are no counts', () => {
    const raw = JSON.stringify(releaseDocument())
    for (const seq of ['-1', '12.0', '1e2', '0', '9007199254740993', '"12"', 'null'])
      refused(
        'UPD_SCHEMA',
        withRelease(sealed('release', raw.replace('"seq":12', `"seq":${seq}`), [a, b], ceremony.authority)),
      )
  })

  test('text that turns itself round', () => {
    refused('UPD_SCHEMA', offerOf(ceremony, { release: { notes: { 'zh-CN': '\u202E', en: 'x' } } }))
  })
})
