import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { AUTHORITY, envelope, issue, makeKey, SIGNER, type Identity } from '../../../cli/certificates.ts'
import { verifyManifest, type ManifestProblem } from './manifest.ts'

const AGENCY = '示例社会调查中心'
const data = Buffer.from('答卷编号,邀请码\n1,t-1\n2,t-2\n', 'utf8')
const received = { sha256: createHash('sha256').update(data).digest('hex'), rows: 2 }
const manifest = {
  agency: AGENCY,
  survey: '2026-Q3 群众满意度',
  period: '2026-Q3',
  invited: 900,
  frame_hash: 'a'.repeat(64),
  sha256: received.sha256,
  rows: 2,
}
const now = new Date('2026-10-05T08:00:00Z')

let root: Identity
let authority: Identity
let agency: Identity
let keys: {
  root: ReturnType<typeof makeKey>
  authority: ReturnType<typeof makeKey>
  agency: ReturnType<typeof makeKey>
}

beforeAll(() => {
  keys = { root: makeKey(), authority: makeKey(), agency: makeKey() }
  root = issue({ name: 'Root', key: keys.root, extensions: AUTHORITY, serial: '01' })
  authority = issue({ name: 'Agencies CA', key: keys.authority, issuer: root, extensions: AUTHORITY, serial: '02' })
  agency = issue({ name: AGENCY, key: keys.agency, issuer: authority, extensions: SIGNER, serial: '0b' })
}, 60_000)

type Changes = { file?: typeof received; revoked?: string[]; roots?: Buffer[]; at?: Date }

function outcome(text: string, changes: Changes = {}): ManifestProblem | 'good' {
  const trust = { roots: changes.roots ?? [root.der], revoked: changes.revoked ?? [] }
  const result = verifyManifest(text, changes.file ?? received, trust, changes.at ?? now)
  return result.ok ? 'good' : result.problem
}

const agencyWith = (changes: Partial<Parameters<typeof issue>[0]>): Identity =>
  issue({ name: AGENCY, key: keys.agency, issuer: authority, extensions: SIGNER, ...changes })

describe('a manifest signed by the agency', () => {
  it('is taken, and says who signed', () => {
    const result = verifyManifest(
      envelope(manifest, agency, authority),
      received,
      { roots: [root.der], revoked: [] },
      now,
    )
    expect(result).toMatchObject({
      ok: true,
      value: {
        manifest: { agency: AGENCY, survey: '2026-Q3 群众满意度', period: '2026-Q3', invited: 900, rows: 2 },
        signer: {
          subject: `O=${AGENCY}\nCN=signing`,
          serial: '0B',
          fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}/),
        },
      },
    })
  })

  it('is taken among several roots of the organisation, one of them with the same name', () => {
    const namesake = issue({ name: 'Root', key: keys.agency, extensions: AUTHORITY, serial: '01' })
    expect(outcome(envelope(manifest, agency, authority), { roots: [namesake.der, root.der] })).toBe('good')
  })
})

describe('nothing is imported (TP01) when', () => {
  it('the file or its number of rows is another', () => {
    const text = envelope(manifest, agency, authority)
    expect(outcome(text, { file: { ...received, sha256: 'b'.repeat(64) } })).toBe('checksum')
    expect(outcome(text, { file: { ...received, rows: 3 } })).toBe('rows')
  })

  it('the content was changed after signing, or signed in another way', () => {
    const text = JSON.stringify(manifest)
    expect(outcome(envelope({ ...manifest, invited: 400 }, agency, authority, { signedText: text }))).toBe('signature')
    expect(outcome(envelope(manifest, agency, authority, { salt: 20 }))).toBe('signature')
    expect(outcome(envelope(manifest, agency, authority, { pkcs1: true }))).toBe('signature')
    const otherKey = { ...agency, key: keys.root }
    expect(outcome(envelope(manifest, otherKey, authority))).toBe('signature')
  })

  it('another agency signed for this one', () => {
    const other = agencyWith({ name: '另一家调查公司' })
    expect(outcome(envelope(manifest, other, authority))).toBe('agency')
  })

  it('a certificate has expired or is not valid yet', () => {
    expect(outcome(envelope(manifest, agencyWith({ to: '2026-09-30T00:00:00Z' }), authority))).toBe('expired')
    expect(outcome(envelope(manifest, agencyWith({ from: '2026-11-01T00:00:00Z' }), authority))).toBe('expired')
    expect(outcome(envelope(manifest, agency, authority), { at: new Date('2036-06-01T00:00:00Z') })).toBe('expired')
    expect(outcome(envelope(manifest, agency, authority), { at: new Date('no date') })).toBe('expired')
    const oldRoot = issue({
      name: 'Root',
      key: keys.root,
      extensions: AUTHORITY,
      serial: '01',
      to: '2026-02-01T00:00:00Z',
    })
    expect(outcome(envelope(manifest, agency, authority), { roots: [oldRoot.der] })).toBe('expired')
  })

  it('nobody trusts the root, or a rogue one has its name', () => {
    const rogueRoot = issue({ name: 'Root', key: keys.agency, extensions: AUTHORITY, serial: '01' })
    const rogue = issue({
      name: 'Agencies CA',
      key: keys.authority,
      issuer: rogueRoot,
      extensions: AUTHORITY,
      serial: '02',
    })
    expect(outcome(envelope(manifest, agency, rogue))).toBe('chain')
    expect(outcome(envelope(manifest, agency, authority), { roots: [] })).toBe('chain')
  })

  it('the signer stands directly under the root, or signed itself', () => {
    const direct = issue({ name: AGENCY, key: keys.agency, issuer: root, extensions: SIGNER })
    expect(outcome(envelope(manifest, direct, root))).toBe('chain')
    expect(outcome(envelope(manifest, direct, authority))).toBe('chain')
    const own = issue({ name: AGENCY, key: keys.agency, extensions: SIGNER })
    expect(outcome(envelope(manifest, own, own))).toBe('chain')
  })

  it('the certificate is for something else', () => {
    const server = agencyWith({ extensions: [...SIGNER.slice(0, 2), { name: 'extKeyUsage', serverAuth: true }] })
    expect(outcome(envelope(manifest, server, authority))).toBe('usage')
    const anything = agencyWith({ extensions: SIGNER.slice(0, 2) })
    expect(outcome(envelope(manifest, anything, authority))).toBe('usage')
    const encryptsOnly = agencyWith({
      extensions: [SIGNER[0]!, { name: 'keyUsage', keyEncipherment: true }, SIGNER[2]!],
    })
    expect(outcome(envelope(manifest, encryptsOnly, authority))).toBe('usage')
    expect(
      outcome(envelope(manifest, agencyWith({ extensions: [AUTHORITY[0]!, ...SIGNER.slice(1)] }), authority)),
    ).toBe('usage')
    const noAuthority = issue({
      name: 'Agencies CA',
      key: keys.authority,
      issuer: root,
      extensions: SIGNER,
      serial: '02',
    })
    expect(outcome(envelope(manifest, agency, noAuthority))).toBe('chain')
  })

  it('hash or key are weak', () => {
    expect(outcome(envelope(manifest, agencyWith({ hash: 'sha1' }), authority))).toBe('algorithm')
    expect(outcome(envelope(manifest, agencyWith({ key: makeKey(2048) }), authority))).toBe('algorithm')
  })

  it('signer or authority were revoked', () => {
    expect(outcome(envelope(manifest, agency, authority), { revoked: ['0B'] })).toBe('revoked')
    expect(outcome(envelope(manifest, agency, authority), { revoked: ['02'] })).toBe('revoked')
  })

  it('an extension stands twice or bytes follow the certificate', () => {
    expect(outcome(envelope(manifest, agencyWith({ extensions: [...SIGNER, SIGNER[2]!] }), authority))).toBe(
      'certificate',
    )
    const longer = { ...agency, der: Buffer.concat([agency.der, Buffer.from([0])]) }
    expect(outcome(envelope(manifest, longer, authority))).toBe('certificate')
    expect(outcome(envelope(manifest, { ...agency, der: Buffer.from('none') }, authority))).toBe('certificate')
  })

  it('the envelope is not one', () => {
    const good = envelope(manifest, agency, authority)
    const fields = (changes: Record<string, unknown>) => envelope(manifest, agency, authority, { fields: changes })
    expect(outcome('')).toBe('shape')
    expect(outcome('[]')).toBe('shape')
    expect(outcome(good.slice(0, -1))).toBe('shape')
    expect(outcome(fields({ payloadType: 'application/json' }))).toBe('shape')
    expect(outcome(fields({ more: 1 }))).toBe('shape')
    expect(outcome(fields({ certificates: [] }))).toBe('shape')
    expect(outcome(fields({ signature: 'AAA' }))).toBe('shape')
    expect(outcome(fields({ signature: 7 }))).toBe('shape')
    expect(outcome(good.replace('{"payloadType"', '{"payload":"","payloadType"'))).toBe('shape')
    expect(outcome(' '.repeat(64 * 1024) + good)).toBe('too-large')
  })

  it.each([
    ['a count below 0', { invited: -1 }],
    ['a count as text', { rows: '2' }],
    ['half a row', { rows: 2.5 }],
    ['a hash that is none', { sha256: 'abc' }],
    ['a hash in capitals', { frame_hash: 'A'.repeat(64) }],
    ['no name', { agency: '' }],
    ['an unknown field', { note: 'x' }],
  ])('its content has %s', (_what, changes) => {
    expect(outcome(envelope({ ...manifest, ...changes }, agency, authority))).toBe('shape')
  })

  it('its content has a field twice', () => {
    const twice = JSON.stringify(manifest).replace('{', '{"invited":1,')
    expect(outcome(envelope(twice, agency, authority))).toBe('shape')
  })
})
