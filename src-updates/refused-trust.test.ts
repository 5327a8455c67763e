import { describe, expect, test } from 'vitest'
import {
  ceremony,
  good,
  verdict,
  refused,
  release,
  withStatus,
  withoutOfficial,
} from '../tests/support/update-cases.ts'
import { keyOf, offerOf, sealed, statusOf, trustDocument, type Offer } from '../tests/support/update-signing.ts'
import { type Identity } from '../cli/certificates.ts'

// docs/updates.md lists these tests by name: a case that is renamed here is renamed there.

const [a, b, c] = ceremony.officers

describe('trust', () => {
  const rotated = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
    trustDocument(ceremony, { version: 2, issued: '2026-11-10T00:00:00Z', ...changes })
  const underTrust = (trust: Buffer[], version: number): Offer => ({
    ...good,
    trust,
    status: statusOf(ceremony, good.release, { trust: version }),
  })
  const change = (document: Record<string, unknown>, signers: Identity[]): Buffer =>
    sealed('trust', document, signers, ceremony.authority)
  /** C and the stranger take over from A and B. */
  const successors = (): Record<string, unknown>[] => {
    const keys = trustDocument(ceremony)['keys'] as { officer: string; role: string; key: string }[]
    return [
      ...keys.filter(({ officer }) => officer === '99003' || officer === 'feed'),
      ...['trust', 'release'].map((role) => ({ officer: '99004', role, key: keyOf(ceremony.stranger) })),
    ]
  }

  test('a change signed by the old and the new signers is followed', () => {
    const keys = successors()
    const all = change(rotated({ keys }), [a, b, c, ceremony.stranger])
    const next = release([c, ceremony.stranger])
    const offer = { trust: [all], release: next, status: statusOf(ceremony, next, { trust: 2 }) }
    const taken = verdict(offer)
    expect(taken).toMatchObject({ ok: true, value: { signers: [{ officer: '99003' }, { officer: '99004' }] } })
    refused('UPD_TRUST', { ...offer, release: good.release, status: statusOf(ceremony, good.release, { trust: 2 }) })
    const state = taken.ok ? taken.value.nextState : null
    refused('UPD_TRUST', good, { station: { state } })
  })

  test('trust N -> N+2 or old keys only', () => {
    refused('UPD_TRUST', underTrust([change(rotated({ version: 3 }), [a, b])], 3))
    refused('UPD_TRUST', underTrust([change(rotated({ version: 1 }), [a, b])], 1))
    refused('UPD_TRUST', underTrust([change(rotated({ keys: successors() }), [a, b])], 2))
    refused('UPD_TRUST', underTrust([change(rotated({ keys: successors() }), [c, ceremony.stranger])], 2))
  })

  test('a change of trust with one signer, or one twice', () => {
    refused('UPD_TRUST', underTrust([change(rotated(), [a])], 2))
    refused('UPD_TRUST', underTrust([change(rotated(), [a, a])], 2))
  })

  test('a threshold of one', () => {
    const thresholds = { trust: 2, release: 1, status: 1 }
    refused('UPD_SCHEMA', underTrust([change(rotated({ thresholds }), [a, b])], 2))
  })

  test('the online key as a release key', () => {
    const keys = trustDocument(ceremony)['keys'] as object[]
    const more = [...keys, { officer: '99009', role: 'release', key: keyOf(ceremony.online) }]
    refused('UPD_SCHEMA', underTrust([change(rotated({ keys: more }), [a, b])], 2))
  })

  test('status under another trust', () => {
    refused('UPD_TRUST', withStatus({ trust: 2 }))
    refused('UPD_TRUST', { ...underTrust([change(rotated(), [a, b])], 1) })
  })

  test('a change of trust from the future or older than the one before', () => {
    refused('UPD_CLOCK', underTrust([change(rotated({ issued: '2027-01-01T00:00:00Z' }), [a, b])], 2))
    refused('UPD_CLOCK', underTrust([change(rotated({ issued: '2026-09-01T00:00:00Z' }), [a, b])], 2))
  })

  test('a station that was away for 400 days follows changes whose signers have expired since', () => {
    const then = { to: '2026-12-31T00:00:00Z', serial: '0d01' }
    const old = withoutOfficial(a, then)
    const offer = {
      trust: [change(rotated(), [old, b])],
      release: good.release,
      status: statusOf(ceremony, good.release, {
        trust: 2,
        counter: 90,
        issued: '2028-01-01T00:00:00Z',
        expires: '2028-01-10T00:00:00Z',
      }),
    }
    const at = new Date('2028-01-02T00:00:00Z')
    refused('UPD_FREEZE', offer, { station: { at } })
    const fresh = release([b, c], { expires: '2028-06-01T00:00:00Z' })
    const status = statusOf(ceremony, fresh, {
      trust: 2,
      issued: '2028-01-01T00:00:00Z',
      expires: '2028-01-10T00:00:00Z',
    })
    expect(verdict({ ...offer, release: fresh, status }, { station: { at } }).ok).toBe(true)
  })
})

test('every pair of metadata swapped between two valid releases is refused', () => {
  const other = offerOf(ceremony, { release: { seq: 13, version: '1.3.0' }, status: { counter: 41 } })
  const keys = ['release', 'status', 'trust'] as const
  const trust = sealed(
    'trust',
    trustDocument(ceremony, { version: 2, issued: '2026-11-10T00:00:00Z' }),
    [a, b],
    ceremony.authority,
  )
  const first = good
  const second = {
    trust: [trust],
    release: other.release,
    status: statusOf(ceremony, other.release, { trust: 2, counter: 41 }),
  }
  for (const offer of [first, second]) expect(verdict(offer).ok).toBe(true)
  const codes = keys.flatMap((key) => {
    const swapped = [
      { ...first, [key]: second[key] },
      { ...second, [key]: first[key] },
    ]
    return swapped.map((offer) => {
      const said = verdict(offer)
      return `${key} ${said.ok ? 'taken' : said.code}`
    })
  })
  expect(codes).toEqual([
    ...['release UPD_MIX', 'release UPD_MIX'],
    ...['status UPD_TRUST', 'status UPD_TRUST'],
    ...['trust UPD_TRUST', 'trust UPD_TRUST'],
  ])
  // One kind of document in the place of another.
  for (const role of ['release', 'status'] as const)
    for (const inPlace of [first.release, first.status, trust])
      if (inPlace !== first[role]) refused('UPD_TYPE', { ...first, [role]: inPlace })
  for (const inPlace of [first.release, first.status]) refused('UPD_TYPE', { ...first, trust: [inPlace] })
})
