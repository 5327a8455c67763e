import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileUrl } from '../../src-updates/update-file.ts'
import { MOST_BYTES } from '../../src-updates/strict-fields.ts'
import type { EnvelopeSet } from '../../src-updates/verify-update.ts'
import { codeOf, UpdateFailure } from './failure.ts'

/** WHATWG fetch: Electron's net.fetch in the app, Node's own where there is no Electron. */
export type Fetch = (
  url: string,
  init: { redirect: 'error'; signal: AbortSignal; headers: Record<string, string>; cache: 'no-store' },
) => Promise<Response>

/** Where an offer comes from: a feed, or a disc that somebody carried here. Both hold the same files and are verified the same way. */
export type OfferSource = {
  readonly kind: 'feed' | 'disc'
  /** The envelopes, exactly as they lie there. @throws UpdateFailure */
  envelopes(firstTrust: number, signal: AbortSignal): Promise<EnvelopeSet>
  /** The bytes of a file of the release, from an offset on; null when the source cannot begin there. @throws UpdateFailure */
  file(name: string, from: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | null>
}

/** A whole set of envelopes has to be there within this time, ms: a feed that sends a byte a second is a feed that is down. */
const METADATA_TIME = 30_000
const MOST_TRUST_CHANGES = 64

/**
 * @param base URL of the feed's folder, ending in a slash
 * @param metadataMs how long the envelopes may take together
 */
export function feedSource(base: string, fetch: Fetch, metadataMs = METADATA_TIME): OfferSource {
  return {
    kind: 'feed',
    async envelopes(firstTrust, signal) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(metadataMs)])
      const read = (name: string) => readMetadata(new URL(name, folderOf(base)).href, fetch, limited)
      return gather(firstTrust, read, 'UPD_FEED')
    },
    async file(name, from, signal) {
      const url = fileUrl(base, name)
      if (!url.ok) throw new UpdateFailure(url.code)
      const headers: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-` }
      const answer = await ask(url.value.href, fetch, signal, headers)
      if (answer.status === 404 || answer.body === null) {
        // What a server says about a missing file is not a piece of the package.
        await answer.body?.cancel()
        throw new UpdateFailure('UPD_FEED')
      }
      if (from > 0 && !(answer.status === 206 && answer.headers.get('content-range')?.startsWith(`bytes ${from}-`))) {
        await answer.body.cancel()
        return null
      }
      return chunksOf(answer.body)
    },
  }
}

/** @param folder absolute path of the folder that `release bundle` wrote */
export function discSource(folder: string): OfferSource {
  return {
    kind: 'disc',
    envelopes: (firstTrust) => gather(firstTrust, (name) => readSmallFile(join(folder, name)), 'UPD_DISC'),
    async file(name, from) {
      const file = await open(join(folder, 'files', name)).catch(() => null)
      if (file === null) throw new UpdateFailure('UPD_DISC')
      return readable(file.createReadStream({ start: from, highWaterMark: 1 << 20 }))
    },
  }
}

/** Changes of trust one after the other until there is no more, then release and status. */
async function gather(
  firstTrust: number,
  read: (name: string) => Promise<Uint8Array | null>,
  missing: 'UPD_FEED' | 'UPD_DISC',
): Promise<EnvelopeSet> {
  const trust: Uint8Array[] = []
  for (; trust.length <= MOST_TRUST_CHANGES;) {
    const next = await read(`trust-${firstTrust + trust.length}.json`)
    if (next === null) break
    trust.push(next)
  }
  // The status first: a release that is published in between is then named by no status, and the next round has both.
  const status = await read('status.json')
  const release = await read('release.json')
  if (status === null || release === null) throw new UpdateFailure(missing)
  return { trust, release, status }
}

function folderOf(base: string): URL {
  const folder = URL.canParse(base) ? new URL(base) : null
  if (folder === null || !/^https?:$/.test(folder.protocol) || !folder.pathname.endsWith('/'))
    throw new UpdateFailure('UPD_URL')
  return folder
}

async function ask(
  url: string,
  fetch: Fetch,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Response> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal, headers, cache: 'no-store' })
    if (answer.ok || answer.status === 404) return answer
    await answer.body?.cancel()
  } catch {
    // Down, refused, a wrong certificate, a redirect: there is no answer that counts.
  }
  throw new UpdateFailure('UPD_FEED')
}

async function readMetadata(url: string, fetch: Fetch, signal: AbortSignal): Promise<Uint8Array | null> {
  const answer = await ask(url, fetch, signal)
  if (answer.status === 404 || answer.body === null) {
    await answer.body?.cancel()
    return null
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(answer.body)) {
    size += chunk.byteLength
    if (size > MOST_BYTES) throw new UpdateFailure('UPD_LIMIT')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function readSmallFile(path: string): Promise<Uint8Array | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  if (!found.isFile() || found.size > MOST_BYTES) throw new UpdateFailure('UPD_LIMIT')
  const chunks: Uint8Array[] = []
  const file = await open(path).catch(() => null)
  if (file === null) throw new UpdateFailure('UPD_DISC')
  for await (const chunk of readable(file.createReadStream())) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch (error) {
    throw new UpdateFailure(codeOf(error, 'UPD_FEED'))
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** A damaged disc says so in the middle of a file. */
async function* readable(stream: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch {
    throw new UpdateFailure('UPD_DISC')
  }
}
