import { closeSync, openSync, writeSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { TruthRow } from './demo.types.ts'

export interface TruthFile {
  /** Adds a row. */
  add(row: TruthRow): void
  /** Writes what is left and closes the file. */
  close(): void
}

const piece = 1 << 20

/**
 * Writes truth.jsonl, one row a line, or truth.jsonl.gz when the name ends so (a sequence of gzip members). The format is in
 * README.md. Synchronous, because what fills a replica is: a stream would keep two million rows in memory. Throws when the file
 * can't be written.
 */
export function writeTruth(path: string): TruthFile {
  const file = openSync(path, 'w', 0o600)
  const zipped = path.endsWith('.gz')
  let text = ''
  const flush = (): void => {
    const bytes = Buffer.from(text, 'utf8')
    text = ''
    const out = zipped ? gzipSync(bytes, { level: 4 }) : bytes
    for (let at = 0; at < out.length;) at += writeSync(file, out, at)
  }
  return {
    add(row) {
      text += `${JSON.stringify(row)}\n`
      if (text.length >= piece) flush()
    },
    close() {
      try {
        if (text !== '') flush()
      } finally {
        closeSync(file)
      }
    },
  }
}
