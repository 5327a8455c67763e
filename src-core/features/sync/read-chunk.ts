import { createHash } from 'node:crypto'
import { createGunzip, gunzipSync } from 'node:zlib'
import type { SnapshotRow } from '../../../src-contract/sync/bootstrap.ts'
import { hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import { canonicalText } from './canonical-text.ts'
import { isPlainRow } from './plain-row.rules.ts'
import { readyRow } from './ready-rows.ts'
import { PackWriter, type Checked, type RowPack } from './row-pack.ts'

/** A chunk after decompression. */
const mostBytes = 64 * 1024 * 1024
/** Of it, so much is in memory at once. */
const partBytes = 128 * 1024
/** Unpacked at once: even of nothing but the same letter it is 16 MB. A thread of Node's own takes longer to begin than this takes. */
const smallBytes = 16 * 1024
const newline = 10

/** A compressed chunk as it came, and what the platform said of it. */
export type Chunk = { readonly body: Uint8Array; readonly sha256: string }

/** What a chunk holds cannot be what the platform means. */
export class BadChunk extends Error {
  readonly what: 'hash' | 'order'
  constructor(what: BadChunk['what']) {
    super(`a chunk is refused: ${what}`)
    this.what = what
  }
}

/**
 * The rows of a chunk, each checked against its hash, and that each comes after the one before it.
 *
 * @param spare memory of packs that nobody needs any more
 * @throws BadChunk
 */
export async function* packsOf(chunk: Chunk, spare: RowPack['bytes'][] = []): AsyncGenerator<RowPack> {
  let pack: PackWriter | undefined
  let before: Checked | undefined
  for await (const lines of linesOf(chunk))
    for (const line of lines) {
      const said = jsonOf(line)
      const row = isPlainRow(said) ? asChecked(said, true) : await checked(said)
      if (before !== undefined && !isAfter(row, before)) throw new BadChunk('order')
      before = row
      const ready = readyRow(row.table, row.id, row.fields)
      if (pack?.takes(row, ready) === false) {
        yield pack.done()
        pack = undefined
      }
      pack ??= new PackWriter(row, ready, spare.pop())
      pack.add(row, ready)
    }
  if (pack !== undefined) yield pack.done()
}

/** Unpacked, in a thread of Node's own where that is worth it, while the lines before are looked at. @throws BadChunk */
async function* linesOf({ body, sha256 }: Chunk): AsyncGenerator<Iterable<string>> {
  if (createHash('sha256').update(body).digest('hex') !== sha256) throw new BadChunk('hash')
  if (body.length <= smallBytes) {
    yield linesIn(unpacked(body))
    return
  }
  const unzip = createGunzip({ chunkSize: partBytes })
  unzip.end(body)
  let rest: Buffer = Buffer.alloc(0)
  let size = 0
  try {
    for await (const part of unzip as AsyncIterable<Buffer>) {
      size += part.length
      if (size > mostBytes) throw new BadChunk('hash')
      const end = part.lastIndexOf(newline) + 1
      if (end === 0) {
        rest = Buffer.concat([rest, part])
        continue
      }
      // Only the line that was cut is put together: copies of whole parts would wait in memory until they are collected.
      const first = rest.length === 0 ? 0 : part.indexOf(newline) + 1
      if (first > 0) yield linesIn(Buffer.concat([rest, part.subarray(0, first)]))
      yield linesIn(part.subarray(first, end))
      rest = Buffer.from(part.subarray(end))
    }
  } catch (error) {
    throw error instanceof BadChunk ? error : new BadChunk('hash')
  }
  if (rest.length > 0) yield [rest.toString('utf8')]
}

function unpacked(body: Uint8Array): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: mostBytes })
  } catch {
    throw new BadChunk('hash')
  }
}

function* linesIn(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length;) {
    const next = bytes.indexOf(newline, at)
    const end = next < 0 ? bytes.length : next
    if (end > at) yield bytes.toString('utf8', at, end)
    at = end + 1
  }
}

/** What is not plain: the contract is read when the first one comes. */
async function checked(said: unknown): Promise<Checked> {
  const { SnapshotRow } = await import('../../../src-contract/sync/bootstrap.ts')
  const row = SnapshotRow.safeParse(said).data
  if (row === undefined) throw new BadChunk('hash')
  return asChecked(row)
}

function asChecked(row: SnapshotRow, isPlain?: boolean): Checked {
  const { table, id, ver, fields, hash } = row
  const text = canonicalText(fields, isPlain)
  if (hashOfCanonical(table, id, ver, text) !== hash) throw new BadChunk('hash')
  return { ...row, text }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** In the order of the snapshot: by the bytes of table and id. */
export function isAfter(
  one: { readonly table: string; readonly id: string },
  other: { readonly table: string; readonly id: string },
): boolean {
  const tables = inBytes(one.table, other.table)
  return tables > 0 || (tables === 0 && inBytes(one.id, other.id) > 0)
}

function inBytes(one: string, other: string): number {
  if (one === other) return 0
  let at = 0
  while (one.charCodeAt(at) === other.charCodeAt(at)) at += 1
  const [here, there] = [one.charCodeAt(at), other.charCodeAt(at)]
  // Up to the surrogates, UTF-16 is in the order of the bytes; a text that ends comes first.
  if (here < 0xd800 && there < 0xd800) return here - there
  return Buffer.compare(Buffer.from(one, 'utf8'), Buffer.from(other, 'utf8'))
}
