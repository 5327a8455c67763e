import { open } from 'node:fs/promises'
import { FileFailure } from './file-failure.ts'
import type { TextEncodingName } from './spreadsheet.types.ts'
import { detectEncoding, textPieces } from './text-encoding.ts'

/** What a file is by its first bytes; its name is never asked. */
export type Recognised =
  | { container: 'zip' }
  | { container: 'compound' }
  | { container: 'text'; content: 'html' | 'xml2003' | 'csv'; encoding: TextEncodingName; head: string }

/** Enough for a page of styles before the first table of an HTML export. */
const headBytes = 256 * 1024

const signatures: { bytes: number[]; kind: string }[] = [
  { bytes: [0x25, 0x50, 0x44, 0x46], kind: 'pdf' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], kind: 'image' },
  { bytes: [0xff, 0xd8, 0xff], kind: 'image' },
  { bytes: [0x47, 0x49, 0x46, 0x38], kind: 'image' },
  { bytes: [0x42, 0x4d], kind: 'image' },
  { bytes: [0x49, 0x49, 0x2a, 0x00], kind: 'image' },
  { bytes: [0x4d, 0x4d, 0x00, 0x2a], kind: 'image' },
  { bytes: [0x52, 0x49, 0x46, 0x46], kind: 'image' },
  { bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66], kind: 'document' },
  { bytes: [0x52, 0x61, 0x72, 0x21], kind: 'archive' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], kind: 'archive' },
  { bytes: [0x1f, 0x8b], kind: 'archive' },
  { bytes: [0x4d, 0x5a], kind: 'other' },
]

/**
 * Recognises a file by content. Errors: file/empty, file/not-a-spreadsheet {kind}, file/unreadable
 * (a spreadsheet or an encoding that this application does not read).
 */
export async function recognise(path: string): Promise<Recognised> {
  const head = await readHead(path)
  if (head.length === 0) throw new FileFailure('file/empty')
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return { container: 'zip' }
  if (startsWith(head, [0x50, 0x4b, 0x05, 0x06])) throw new FileFailure('file/not-a-spreadsheet', { kind: 'archive' })
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return { container: 'compound' }
  const known = signatures.find(
    (signature) => startsWith(head, signature.bytes) && isBinaryMatch(head, signature.bytes),
  )
  if (known) throw new FileFailure('file/not-a-spreadsheet', { kind: known.kind })
  // Excel 2 to 4 wrote bare BIFF records; WPS opens them and can save them anew.
  if (head[0] === 0x09 && (head[1] ?? 1) % 2 === 0 && head[2] === 0x06) throw new FileFailure('file/unreadable')
  return recogniseText(path, head)
}

async function recogniseText(path: string, head: Buffer): Promise<Recognised> {
  const wide = startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])
  if (!wide && hasControlBytes(head)) throw new FileFailure('file/not-a-spreadsheet', { kind: 'other' })
  const encoding = await detectEncoding(path, head)
  const text = textPieces(encoding).decode(head)
  const start = text.trimStart()
  if (start === '' && head.length < headBytes) throw new FileFailure('file/empty')
  if (/^MIME-Version:/i.test(start)) throw new FileFailure('file/unreadable')
  if (start.startsWith('<')) return { container: 'text', content: markup(start), encoding, head: text }
  if (/^[{[]\s*["{[\]}\d]/.test(start)) throw new FileFailure('file/not-a-spreadsheet', { kind: 'text' })
  return { container: 'text', content: 'csv', encoding, head: text }
}

function markup(start: string): 'html' | 'xml2003' {
  if (start.includes('urn:schemas-microsoft-com:office:spreadsheet') && /<(?:\w+:)?Workbook[\s>]/.test(start)) {
    return 'xml2003'
  }
  if (/<table[\s>]/i.test(start)) return 'html'
  throw new FileFailure('file/not-a-spreadsheet', { kind: 'text' })
}

/** Two letters such as 'BM' or 'MZ' may begin a text; then the rest of the head is text, too. */
function isBinaryMatch(head: Buffer, bytes: number[]): boolean {
  return bytes.length > 2 || hasControlBytes(head)
}

/** Bytes that no text of a one-byte or multi-byte encoding holds. */
function hasControlBytes(head: Buffer): boolean {
  return head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a && byte !== 0x1b))
}

function startsWith(head: Buffer, bytes: number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte)
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(headBytes)
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
