import type { Offer } from './update-signing.ts'

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

type Random = () => number
const below = (random: Random, n: number): number => Math.floor(random() * n)
const oneOf = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)] as T

type Signature = { certificates: string[]; sig: string }
type Envelope = { payloadType: string; payload: string; signatures: Signature[] }

/** A good offer with one thing damaged, somewhere between a bit of the text and the numbers inside a certificate. */
export function mutant(offer: Offer, random: Random): { offer: Offer; how: string } {
  for (;;) {
    const role = oneOf(random, ['release', 'status'] as const)
    const [how, change] = oneOf(random, kinds)
    const bytes = change(offer[role], random, offer)
    if (!bytes.equals(offer[role])) return { offer: { ...offer, [role]: bytes }, how: `${role}: ${how}` }
  }
}

type Kind = readonly [string, (bytes: Buffer, random: Random, offer: Offer) => Buffer]

/** Turns one bit, removes, repeats or inserts some bytes. */
function damage(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length)
  const most = 1 + below(random, 16)
  const kind = below(random, 5)
  if (kind === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + most)])
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at + most), bytes.subarray(at)])
  if (kind === 2)
    return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(most, below(random, 256)), bytes.subarray(at)])
  const turned = Buffer.from(bytes)
  turned[at] = kind === 3 ? (turned[at] as number) ^ (1 << below(random, 8)) : below(random, 256)
  return turned
}

const rewritten = (bytes: Buffer, change: (envelope: Envelope) => void): Buffer => {
  const envelope = JSON.parse(bytes.toString('utf8')) as Envelope
  change(envelope)
  return Buffer.from(JSON.stringify(envelope), 'utf8')
}

const inside = (base64: string, random: Random): string =>
  damage(Buffer.from(base64, 'base64'), random).toString('base64')

const kinds: readonly Kind[] = [
  ['the text', damage],
  ['cut off', (bytes, random) => bytes.subarray(0, below(random, bytes.length))],
  [
    'blanks to the limit and beyond',
    (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + below(random, 120_000), ' ')]),
  ],
  ['the payload', (bytes, random) => rewritten(bytes, (it) => (it.payload = inside(it.payload, random)))],
  [
    'a certificate',
    (bytes, random) =>
      rewritten(bytes, (it) => {
        const { certificates } = oneOf(random, it.signatures)
        const which = below(random, 2)
        certificates[which] = inside(certificates[which] as string, random)
      }),
  ],
  [
    'a signature',
    (bytes, random) =>
      rewritten(bytes, (it) => {
        const signature = oneOf(random, it.signatures)
        signature.sig = inside(signature.sig, random)
      }),
  ],
  [
    'fewer signatures',
    (bytes, random) => rewritten(bytes, (it) => it.signatures.splice(below(random, it.signatures.length), 1)),
  ],
  ['a signature again', (bytes, random) => rewritten(bytes, (it) => it.signatures.push(oneOf(random, it.signatures)))],
  [
    'certificates in another order',
    (bytes, random) => rewritten(bytes, (it) => oneOf(random, it.signatures).certificates.reverse()),
  ],
  [
    'a number of the payload',
    (bytes, random) =>
      rewritten(bytes, (it) => {
        const text = Buffer.from(it.payload, 'base64').toString('utf8')
        const changed = text.replace(/\d+/g, (digits) => (random() < 0.2 ? String(below(random, 1e6)) : digits))
        it.payload = Buffer.from(changed, 'utf8').toString('base64')
      }),
  ],
  ['another type', (bytes) => rewritten(bytes, (it) => (it.payloadType = it.payloadType.replace(/e/, 'E')))],
  ['the other document', (_bytes, random, offer) => (random() < 0.5 ? offer.status : offer.release)],
  ['deep', (_bytes, random) => Buffer.from(oneOf(random, ['[', '{"a":', '[{"b":']).repeat(1 + below(random, 9000)))],
]
