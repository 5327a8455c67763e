import { sha256 } from '../canonical/sha256.ts'

/** A filed, not voided entry that is credited to the officer in the period. */
export type FrameEntry = {
  readonly book: string
  /** ISO UTC instant with milliseconds. */
  readonly filedAt: string
  readonly id: string
  readonly version: number
}

/** One line of a locked frame; `position` counts from 1 inside the book. */
export type FrameLine = {
  readonly book: string
  readonly position: number
  readonly id: string
  readonly version: number
}

/** The frame of an officer: entries by (book, filed at, id), each with its position inside its book. */
export function frameOf(entries: readonly FrameEntry[]): FrameLine[] {
  const inOrder = entries.toSorted(
    (a, b) => byText(a.book, b.book) || byText(a.filedAt, b.filedAt) || byText(a.id, b.id),
  )
  const counted = new Map<string, number>()
  return inOrder.map(({ book, id, version }) => {
    const position = (counted.get(book) ?? 0) + 1
    counted.set(book, position)
    return { book, position, id, version }
  })
}

/** By UTF-16 code unit: a locale would order differently from machine to machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What is published and hashed: `book<TAB>position<TAB>id<TAB>version<LF>` per line. */
export function frameText(lines: readonly FrameLine[]): string {
  return lines.map(({ book, position, id, version }) => `${book}\t${position}\t${id}\t${version}\n`).join('')
}

/** The same as `sha256sum` of the published file. */
export function frameHash(lines: readonly FrameLine[]): string {
  return sha256(frameText(lines))
}

export type FrameProblem =
  'empty' | 'not-a-line' | 'windows-line-ends' | 'no-last-line-end' | 'book-order' | 'position' | 'repeated-id'

export type FrameReading =
  | { readonly ok: true; readonly lines: readonly FrameLine[]; readonly hash: string }
  /** `line` from 1. */
  | { readonly ok: false; readonly problem: FrameProblem; readonly line: number }

const LINE = /^(L(?:0[1-9]|1[0-2]))\t([1-9]\d{0,6})\t([0-9A-Za-z-]{1,64})\t([1-9]\d{0,6})$/

/** Reads a published frame, byte for byte: what it accepts has exactly one spelling, so the hash is that of the file. */
export function readFrame(text: string): FrameReading {
  if (text === '') return { ok: false, problem: 'empty', line: 1 }
  const rows = text.split('\n')
  if (rows.pop() !== '') return { ok: false, problem: 'no-last-line-end', line: rows.length + 1 }
  const lines: FrameLine[] = []
  const seen = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const read = readLine(row, lines.at(-1), seen)
    if (typeof read === 'string') return { ok: false, problem: read, line: index + 1 }
    seen.add(read.id)
    lines.push(read)
  }
  return { ok: true, lines, hash: frameHash(lines) }
}

function readLine(row: string, before: FrameLine | undefined, seen: ReadonlySet<string>): FrameLine | FrameProblem {
  const parts = LINE.exec(row)
  if (parts === null) return row.endsWith('\r') ? 'windows-line-ends' : 'not-a-line'
  const [, book = '', position = '', id = '', version = ''] = parts
  const sameBook = before?.book === book
  if (before !== undefined && !sameBook && byText(before.book, book) > 0) return 'book-order'
  if (Number(position) !== (sameBook ? before.position + 1 : 1)) return 'position'
  if (seen.has(id)) return 'repeated-id'
  return { book, position: Number(position), id, version: Number(version) }
}
