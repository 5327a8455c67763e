import { readFile } from 'node:fs/promises'
import { CFB } from '@e965/xlsx'
import { FileFailure } from './file-failure.ts'
import { checkWholeFileSize, type FileLimits } from './limits.ts'
import { openXls } from './sheetjs-source.ts'
import type { WorkbookSource } from './spreadsheet.types.ts'

interface CompoundFile {
  FullPaths: string[]
  FileIndex: { name: string; content?: Uint8Array }[]
}

/**
 * Opens an OLE compound file as a BIFF workbook. Errors: file/password-protected (an encrypted XLSX or a BIFF
 * FILEPASS record), file/not-a-spreadsheet for other office documents, file/unreadable for a broken one.
 */
export async function openCompoundFile(path: string, sizeBytes: number, limits: FileLimits): Promise<WorkbookSource> {
  // An encrypted XLSX of any size is told by its directory, but the directory can lie anywhere in the file.
  checkWholeFileSize(sizeBytes, limits)
  const bytes = await readFile(path)
  const file = CFB.read(bytes, { type: 'buffer' }) as CompoundFile
  const names = new Set(file.FileIndex.map((entry) => entry.name.toLowerCase()))
  if (names.has('encryptedpackage') || names.has('encryptioninfo')) throw new FileFailure('file/password-protected')
  const stream = file.FileIndex.find((entry) => /^(workbook|book)$/i.test(entry.name) && entry.content)
  if (!stream?.content) throw somethingElse(names)
  if (hasFilePass(stream.content)) throw new FileFailure('file/password-protected')
  return openXls(bytes, names.has('_vba_project_cur') || names.has('_vba_project'), limits)
}

function somethingElse(names: Set<string>): FileFailure {
  if (names.has('worddocument')) return new FileFailure('file/not-a-spreadsheet', { kind: 'document' })
  if (names.has('powerpoint document')) return new FileFailure('file/not-a-spreadsheet', { kind: 'presentation' })
  return new FileFailure('file/not-a-spreadsheet', { kind: 'other' })
}

const filePassRecord = 0x002f
const endRecord = 0x000a

/** Looks for the FILEPASS record in the workbook's global records ([MS-XLS] 2.4.117). */
function hasFilePass(stream: Uint8Array): boolean {
  let position = 0
  while (position + 4 <= stream.length) {
    const type = (stream[position] ?? 0) | ((stream[position + 1] ?? 0) << 8)
    const length = (stream[position + 2] ?? 0) | ((stream[position + 3] ?? 0) << 8)
    if (type === filePassRecord) return true
    if (type === endRecord) return false
    position += 4 + length
  }
  return false
}
