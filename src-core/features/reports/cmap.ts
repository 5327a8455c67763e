/**
 * Which characters a TrueType font can draw: the `cmap` table (OpenType 1.9, cmap formats 4 and 12). Read without a font
 * library, because it is asked before printing, on core's own thread, and must not load 10 MB of outlines.
 */
export type Coverage = { has(codePoint: number): boolean }

type Segment = { readonly first: number; readonly last: number }

/** @throws RangeError when the bytes are no TrueType font with a Unicode cmap. */
export function coverageOf(font: Uint8Array): Coverage {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const cmap = tableOffset(view, 'cmap')
  const subtable = unicodeSubtable(view, cmap)
  return subtable.format === 12 ? format12(view, subtable.offset) : format4(view, subtable.offset)
}

function tableOffset(view: DataView, name: string): number {
  const count = view.getUint16(4)
  for (let i = 0; i < count; i++) {
    const record = 12 + i * 16
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(record + byte)))
    if (tag === name) return view.getUint32(record + 8)
  }
  throw new RangeError(`the font has no ${name} table`)
}

/** Full Unicode (format 12) where there is one, else the basic plane (format 4). */
function unicodeSubtable(view: DataView, cmap: number): { format: 4 | 12; offset: number } {
  const count = view.getUint16(cmap + 2)
  let basic: number | undefined
  for (let i = 0; i < count; i++) {
    const record = cmap + 4 + i * 8
    const platform = view.getUint16(record)
    if (platform !== 0 && platform !== 3) continue
    const offset = cmap + view.getUint32(record + 4)
    const format = view.getUint16(offset)
    if (format === 12) return { format, offset }
    if (format === 4) basic ??= offset
  }
  if (basic === undefined) throw new RangeError('the font has no Unicode cmap')
  return { format: 4, offset: basic }
}

function format12(view: DataView, offset: number): Coverage {
  const count = view.getUint32(offset + 12)
  const segments: Segment[] = []
  for (let i = 0; i < count; i++) {
    const group = offset + 16 + i * 12
    segments.push({ first: view.getUint32(group), last: view.getUint32(group + 4) })
  }
  return { has: (codePoint) => find(segments, codePoint) !== -1 }
}

function format4(view: DataView, offset: number): Coverage {
  const count = view.getUint16(offset + 6) / 2
  const ends = offset + 14
  const starts = ends + count * 2 + 2
  const deltas = starts + count * 2
  const ranges = deltas + count * 2
  const segments: Segment[] = []
  for (let i = 0; i < count; i++) {
    segments.push({ first: view.getUint16(starts + i * 2), last: view.getUint16(ends + i * 2) })
  }
  return {
    has: (codePoint) => {
      const i = find(segments, codePoint)
      const segment = segments[i]
      if (segment === undefined) return false
      const rangeOffset = view.getUint16(ranges + i * 2)
      const delta = view.getUint16(deltas + i * 2)
      if (rangeOffset === 0) return ((codePoint + delta) & 0xffff) !== 0
      const at = ranges + i * 2 + rangeOffset + (codePoint - segment.first) * 2
      return at + 1 < view.byteLength && view.getUint16(at) !== 0
    },
  }
}

/** Index of the segment that holds the character; segments are sorted. */
function find(segments: readonly Segment[], codePoint: number): number {
  let low = 0
  let high = segments.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const segment = segments[middle] as Segment
    if (codePoint < segment.first) high = middle - 1
    else if (codePoint > segment.last) low = middle + 1
    else return middle
  }
  return -1
}

/** Whether every visible character of a text can be drawn; line ends and blanks need no glyph. */
export function drawable(coverage: Coverage, text: string): boolean {
  for (const character of text) {
    if (/\s/u.test(character)) continue
    if (!coverage.has(character.codePointAt(0) as number)) return false
  }
  return true
}
