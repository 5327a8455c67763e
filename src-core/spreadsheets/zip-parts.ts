import { closeSync, openSync } from 'node:fs'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { FileFailure } from './file-failure.ts'
import { type FileLimits, InflatedBudget, type InflatedMeter } from './limits.ts'

/** The parts of an open zip archive, guarded against bombs by its directory and by counting what really comes out. */
export interface ZipParts {
  has(name: string): boolean
  names(): string[]
  /** The text of a part, decoded from UTF-8 in pieces. */
  text(name: string): AsyncIterable<string>
  close(): Promise<void>
}

/**
 * Opens a zip archive. Errors: file/zip-bomb where the directory alone gives it away (too many entries, overlapping
 * entries, incredible ratios), file/password-protected where a part is encrypted, file/unreadable for a broken archive.
 */
export async function openZipParts(path: string, limits: FileLimits): Promise<ZipParts> {
  const zip = await openArchive(path)
  // A late error (closing the handle) has nobody else to go to and must not end the process.
  zip.on('error', () => undefined)
  const budget = new InflatedBudget(limits)
  try {
    const entries = await readDirectory(zip, budget, limits)
    return new OpenZip(zip, entries, budget)
  } catch (error) {
    await closeZip(zip)
    throw error
  }
}

/** The handle is opened here, so that it is closed when a refusal is told: the library would close it some time later. */
async function openArchive(path: string): Promise<ZipFile> {
  const handle = openSync(path, 'r')
  try {
    return await yauzl.fromFdPromise(handle, { autoClose: false, validateEntrySizes: true })
  } catch (error) {
    closeSync(handle)
    throw error
  }
}

interface Part {
  entry: Entry
  meter: InflatedMeter
}

class OpenZip implements ZipParts {
  private readonly zip: ZipFile
  private readonly parts: Map<string, Part>

  constructor(zip: ZipFile, entries: Entry[], budget: InflatedBudget) {
    this.zip = zip
    this.parts = new Map(
      entries.map((entry) => [partKey(entry.fileName), { entry, meter: budget.part(entry.compressedSize) }]),
    )
  }

  has(name: string): boolean {
    return this.parts.has(partKey(name))
  }

  names(): string[] {
    return [...this.parts.keys()]
  }

  async *text(name: string): AsyncGenerator<string> {
    const part = this.parts.get(partKey(name))
    if (!part) throw new FileFailure('file/unreadable')
    if (part.entry.isEncrypted()) throw new FileFailure('file/password-protected')
    const count = part.meter.pass()
    const decoder = new TextDecoder('utf-8')
    const stream = await this.zip.openReadStreamPromise(part.entry)
    try {
      for await (const chunk of stream) {
        const bytes = chunk as Buffer
        count(bytes.length)
        yield decoder.decode(bytes, { stream: true })
      }
      yield decoder.decode()
    } catch (error) {
      throw isOverrun(error) ? new FileFailure('file/zip-bomb') : error
    } finally {
      stream.destroy()
    }
  }

  close(): Promise<void> {
    return closeZip(this.zip)
  }
}

/** Part names are compared without case and without a leading slash, as OPC asks. */
function partKey(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase()
}

async function readDirectory(zip: ZipFile, budget: InflatedBudget, limits: FileLimits): Promise<Entry[]> {
  if (zip.entryCount > limits.zipEntries) throw new FileFailure('file/zip-bomb')
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) {
    if (budget.isSuspicious(entry.uncompressedSize, entry.compressedSize)) throw new FileFailure('file/zip-bomb')
    entries.push(entry)
  }
  checkOverlap(entries)
  return entries
}

/** Entries that share packed bytes multiply a small kernel into terabytes; an honest archive has none. */
function checkOverlap(entries: Entry[]): void {
  const sorted = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  let end = 0
  for (const entry of sorted) {
    if (entry.relativeOffsetOfLocalHeader < end) throw new FileFailure('file/zip-bomb')
    end = entry.relativeOffsetOfLocalHeader + entry.compressedSize
  }
}

/** yauzl's message where a part inflates to more than the directory promised. */
function isOverrun(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('too many bytes in the stream')
}

function closeZip(zip: ZipFile): Promise<void> {
  return new Promise((resolve) => {
    zip.once('close', () => resolve())
    zip.close()
  })
}
