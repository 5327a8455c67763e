import { randomUUID } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { type BrowserWindow, dialog } from 'electron'
import type { PickedFile } from '../src-contract/shell.ts'
import type { ShellToCore } from '../src-contract/shell-core.ts'
import { safeFileName } from './file-name.rules.ts'
import type { ShellText } from './text/shell-text.ts'
import { writeWholeFile } from './whole-file.ts'

type FileMessage = Extract<ShellToCore, { t: 'file' }>

export type Files = {
  pickFile(
    kind: 'spreadsheet' | 'certificate' | 'attachment' | 'evaluation' | 'manifest' | 'package',
  ): Promise<PickedFile | null>
  droppedFile(path: string): Promise<PickedFile | null>
  /** Whole or not at all. @returns the name it got; null: it was not saved, and why has been said */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<string | null>
  pickText(kind: 'certificate' | 'key'): Promise<{ name: string; text: string } | null>
  /** Absolute path of a folder, for main itself. */
  pickFolder(): Promise<string | null>
  /** A new core of the same session must be told again; any other one forgets. */
  coreChanged(resumed: boolean): void
}

const textLimit = 64 * 1024

/**
 * The user's files. The page gets an id, a name and a size; the path goes to core only. A page cannot make up a path: it comes
 * from the system's dialog, or from a file that was really dropped.
 */
export function userFiles(options: {
  window: () => BrowserWindow | null
  text: ShellText
  toCore: (message: FileMessage) => void
}): Files {
  const { text } = options
  const known: FileMessage[] = []
  const filters = {
    spreadsheet: { name: text.spreadsheets, extensions: ['xlsx', 'xlsm', 'xls', 'csv', 'txt', 'html', 'htm', 'xml'] },
    certificate: { name: text.certificates, extensions: ['pem', 'crt', 'cer', 'der', 'p12', 'pfx'] },
    attachment: { name: text.attachments, extensions: ['jpg', 'jpeg', 'png', 'webp', 'pdf', 'docx', 'xlsx'] },
    evaluation: { name: text.evaluations, extensions: ['csv', 'xlsx', 'jsonl', 'ndjson', 'txt'] },
    manifest: { name: text.manifests, extensions: ['json'] },
    package: { name: text.packages, extensions: ['bbpkg'] },
    key: { name: text.keys, extensions: ['pem', 'key'] },
  }

  async function ask(kind: keyof typeof filters): Promise<string | null> {
    const window = options.window()
    if (!window) return null
    const all = { name: '*', extensions: ['*'] }
    const answer = await dialog.showOpenDialog(window, { properties: ['openFile'], filters: [filters[kind], all] })
    return answer.canceled ? null : (answer.filePaths[0] ?? null)
  }

  async function announce(path: string): Promise<PickedFile | null> {
    if (!isAbsolute(path)) return null
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) return null
    const file = { fileId: randomUUID(), name: basename(path).slice(0, 255), size: found.size }
    const message: FileMessage = { t: 'file', ...file, path }
    known.push(message)
    options.toCore(message)
    return file
  }

  return {
    async pickFile(kind) {
      const path = await ask(kind)
      return path === null ? null : announce(path)
    },
    droppedFile: announce,
    async saveFile(suggestedName, bytes) {
      const window = options.window()
      if (!window) return null
      const answer = await dialog.showSaveDialog(window, { defaultPath: safeFileName(suggestedName) })
      if (answer.canceled || !answer.filePath) return null
      const name = basename(answer.filePath)
      try {
        await writeWholeFile(answer.filePath, bytes)
      } catch (error) {
        // For the page it is as if nobody had saved it: what it says of a file that was saved would be untrue.
        const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '')
        const message = isFull ? text.notSaved.diskFull(name) : text.notSaved.otherwise(name)
        await dialog.showMessageBox(window, { type: 'error', message })
        return null
      }
      return name
    },
    async pickText(kind) {
      const path = await ask(kind)
      return path === null ? null : { name: basename(path).slice(0, 255), text: await readSmallText(path) }
    },
    async pickFolder() {
      const window = options.window()
      if (!window) return null
      const answer = await dialog.showOpenDialog(window, { properties: ['openDirectory'] })
      return answer.canceled ? null : (answer.filePaths[0] ?? null)
    },
    coreChanged(resumed) {
      if (resumed) for (const message of known) options.toCore(message)
      else known.length = 0
    },
  }
}

/** The text, or '' when the file is larger than any certificate or key: then it is neither, and core says so. */
async function readSmallText(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(textLimit + 1), 0, textLimit + 1, 0)
    return bytesRead > textLimit ? '' : buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
