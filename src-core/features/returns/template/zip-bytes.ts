import { crc32, deflateRawSync } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { FileFailure } from '../../../spreadsheets/file-failure.ts'
import { InflatedBudget, type FileLimits } from '../../../spreadsheets/limits.ts'
import type { ZipParts } from '../../../spreadsheets/zip-parts.ts'

export type Part = { readonly name: string; readonly bytes: Buffer }

/** The parts of a package in memory, in the order of the archive; names are compared as OPC asks, without case. */
export class PackageParts implements ZipParts {
  readonly #parts: Map<string, Part>

  constructor(parts: readonly Part[]) {
    this.#parts = new Map(parts.map((part) => [partKey(part.name), part]))
    // Two parts of one name: which of them counts would be a matter of taste of each program.
    if (this.#parts.size !== parts.length) throw new FileFailure('file/unreadable')
  }

  has(name: string): boolean {
    return this.#parts.has(partKey(name))
  }

  names(): string[] {
    return [...this.#parts.keys()]
  }

  all(): Part[] {
    return [...this.#parts.values()]
  }

  string(name: string): string {
    const part = this.#parts.get(partKey(name))
    if (part === undefined) throw new FileFailure('file/unreadable')
    const { bytes } = part
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
    return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0)
  }

  /** In pieces, because a token of the XML reader has a bounded length. */
  async *text(name: string): AsyncGenerator<string> {
    const whole = this.string(name)
    for (let at = 0; at < whole.length; at += pieceLength) yield whole.slice(at, at + pieceLength)
  }

  /** The same package with some parts exchanged; nothing else changes, not even the order. */
  with(changed: ReadonlyMap<string, string>): PackageParts {
    const byKey = new Map([...changed].map(([name, text]) => [partKey(name), text]))
    return new PackageParts(
      this.all().map((part) => {
        const text = byKey.get(partKey(part.name))
        return text === undefined ? part : { name: part.name, bytes: Buffer.from(text, 'utf8') }
      }),
    )
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

const pieceLength = 64 * 1024

function partKey(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase()
}

/** Unpacks an archive in memory. Errors: file/zip-bomb, file/too-large, file/password-protected, file/unreadable. */
export async function unzip(bytes: Buffer, limits: FileLimits): Promise<PackageParts> {
  const zip = await yauzl.fromBufferPromise(bytes, { autoClose: false, validateEntrySizes: true })
  zip.on('error', () => undefined)
  try {
    if (zip.entryCount > limits.zipEntries) throw new FileFailure('file/zip-bomb')
    const budget = new InflatedBudget(limits)
    const parts: Part[] = []
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      if (entry.isEncrypted()) throw new FileFailure('file/password-protected')
      if (budget.isSuspicious(entry.uncompressedSize, entry.compressedSize)) throw new FileFailure('file/zip-bomb')
      parts.push({ name: entry.fileName, bytes: await inflate(zip, entry, budget) })
    }
    return new PackageParts(parts)
  } finally {
    zip.close()
  }
}

async function inflate(zip: ZipFile, entry: Entry, budget: InflatedBudget): Promise<Buffer> {
  const count = budget.part(entry.compressedSize).pass()
  const chunks: Buffer[] = []
  const stream = await zip.openReadStreamPromise(entry)
  try {
    for await (const chunk of stream) {
      count((chunk as Buffer).length)
      chunks.push(chunk as Buffer)
    }
  } finally {
    stream.destroy()
  }
  return Buffer.concat(chunks)
}

/** Packs parts again. The same parts give the same bytes: no clock is asked. */
export function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of parts) {
    const packed = deflateRawSync(bytes, { level: 6 })
    const nameBytes = Buffer.from(name, 'utf8')
    const shared = Buffer.concat([
      ...[u16(20), u16(0x0800), u16(8), u16(0), u16(firstDosDay)],
      ...[u32(crc32(bytes)), u32(packed.length), u32(bytes.length), u16(nameBytes.length), u16(0)],
    ])
    bodies.push(Buffer.from([0x50, 0x4b, 3, 4]), shared, nameBytes, packed)
    directory.push(
      Buffer.from([0x50, 0x4b, 1, 2]),
      u16(20),
      shared,
      ...[u16(0), u16(0), u16(0), u32(0), u32(offset), nameBytes],
    )
    offset += 4 + shared.length + nameBytes.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = [u16(0), u16(0), u16(parts.length), u16(parts.length), u32(central.length), u32(offset), u16(0)]
  return Buffer.concat([...bodies, central, Buffer.from([0x50, 0x4b, 5, 6]), ...end])
}

/** 1980-01-01, the first day that the format knows. */
const firstDosDay = 0x21

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
