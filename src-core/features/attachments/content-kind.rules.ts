import type { AttachmentKind } from '../../../src-contract/features/attachments.contract.ts'

const starts = (bytes: Uint8Array, at: number, text: string): boolean =>
  bytes.length >= at + text.length && [...text].every((character, i) => bytes[at + i] === character.charCodeAt(0))

/** Names of entries stand uncompressed in a zip's local headers and in its directory at the end. */
function zipHolds(bytes: Uint8Array, name: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, 'latin1'))
}

/**
 * What a file is, by its content: first bytes as in the formats' specifications (JFIF/EXIF, PNG, RIFF WebP, PDF, OPC packages). Null
 * for everything that is not accepted, whatever it is named.
 */
export function contentKind(bytes: Uint8Array): AttachmentKind | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (bytes[0] === 0x89 && starts(bytes, 1, 'PNG\r\n\x1a\n')) return 'png'
  if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) return 'webp'
  if (starts(bytes, 0, '%PDF-')) return 'pdf'
  if (!starts(bytes, 0, 'PK\x03\x04') || !zipHolds(bytes, '[Content_Types].xml')) return null
  // A document with macros is not evidence.
  if (zipHolds(bytes, 'vbaProject.bin')) return null
  if (zipHolds(bytes, 'word/document.xml')) return 'docx'
  return zipHolds(bytes, 'xl/workbook.xml') ? 'xlsx' : null
}

export function isPicture(kind: AttachmentKind): boolean {
  return kind === 'jpeg' || kind === 'png' || kind === 'webp'
}
