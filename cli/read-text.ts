import { open } from 'node:fs/promises'

export type TextReading =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false
      readonly reason: 'not-found' | 'not-a-file' | 'too-large' | 'empty' | 'not-utf8' | 'unreadable'
    }

/**
 * The text of a small file, all of it or nothing. Its size is looked at before it is read, and no more than that is read: a huge or
 * endless file costs nothing.
 *
 * @param mostBytes larger files are refused
 */
export async function readText(path: string, mostBytes: number): Promise<TextReading> {
  let bytes: Buffer
  try {
    await using file = await open(path, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) return { ok: false, reason: 'not-a-file' }
    if (stat.size > mostBytes) return { ok: false, reason: 'too-large' }
    bytes = await file.readFile()
  } catch (error) {
    return { ok: false, reason: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not-found' : 'unreadable' }
  }
  if (bytes.length === 0) return { ok: false, reason: 'empty' }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { ok: false, reason: 'not-utf8' }
  }
}

const sentences: Readonly<Record<Exclude<TextReading, { ok: true }>['reason'], string>> = {
  'not-found': 'does not exist',
  'not-a-file': 'is not a file',
  'too-large': 'is too large to be one',
  empty: 'is empty',
  'not-utf8': 'is not text in UTF-8',
  unreadable: 'cannot be opened',
}

/** One sentence, with the name as it was given. */
export function textSentence(what: string, path: string, reason: Exclude<TextReading, { ok: true }>['reason']): string {
  return `${what} ${path} ${sentences[reason]}.`
}
