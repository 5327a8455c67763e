import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Find = { readonly file: string; readonly canary: string; readonly encoding: 'utf8' | 'utf16le' }

/**
 * Searches every file below a folder for values that must never be readable: write-ahead logs, temporary files and logs included.
 * Not for a folder whose database this process has open: closing the file would drop SQLite's locks (use a child process, or close
 * the database first).
 */
export function findCanaries(dir: string, canaries: readonly string[]): Find[] {
  const needles = canaries.flatMap((canary) => [
    { canary, encoding: 'utf8' as const, bytes: Buffer.from(canary, 'utf8') },
    { canary, encoding: 'utf16le' as const, bytes: Buffer.from(canary, 'utf16le') },
  ])
  const finds: Find[] = []
  for (const file of filesBelow(dir)) {
    const content = readFileSync(file)
    for (const { canary, encoding, bytes } of needles)
      if (content.includes(bytes)) finds.push({ file, canary, encoding })
  }
  return finds
}

export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
