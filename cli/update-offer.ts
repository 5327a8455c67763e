import { z } from 'zod'
import { readBuild } from '../src-updates/build-file.ts'
import type { Build, EnvelopeSet } from '../src-updates/verify-update.ts'

const Count = z.number().int().min(0)
/** What is compiled into a build, as a file. */
export const BuildShape = z.strictObject({
  roots: z.array(z.base64()).min(1).max(8),
  trust: z.record(z.string(), z.unknown()),
  scope: z.strictObject({ product: z.string(), platform: z.string(), arch: z.string(), channel: z.string() }),
  floor: z.strictObject({ trust: Count, counter: Count, seq: Count, newest: z.iso.datetime() }),
})
const OfferFile = z.strictObject({
  build: BuildShape,
  station: z.strictObject({ id: z.string().min(1).max(64), running: Count, database: Count.nullable().default(null) }),
  trust: z.array(z.string()),
  release: z.string(),
  status: z.string(),
})

export type OfferFile = {
  readonly build: Build
  readonly station: { readonly id: string; readonly running: number; readonly database: number | null }
  readonly offer: EnvelopeSet
}

/** A set of envelopes with the build and station that it is checked for (docs/updates.md); null when it has another form. */
export function readOfferFile(text: string): OfferFile | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const read = OfferFile.safeParse(json)
  if (!read.success) return null
  const { build, station, trust, release, status } = read.data
  const known = readBuild(build)
  if (known === null) return null
  const bytes = (envelope: string): Buffer => Buffer.from(envelope, 'utf8')
  return {
    build: known,
    station,
    offer: { trust: trust.map(bytes), release: bytes(release), status: bytes(status) },
  }
}
