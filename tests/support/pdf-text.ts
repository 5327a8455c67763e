import { inflateSync } from 'node:zlib'

/**
 * The text that a reader of the PDF can copy: glyphs through each font's ToUnicode map, as pdftotext does, in the order in which they
 * were drawn and without line breaks (every character is drawn by itself). For PDFs with embedded fonts and Identity-H only, which is what the prints are; no program has to be installed.
 */
export function pdfText(pdf: Uint8Array): string {
  const objects = objectsOf(Buffer.from(pdf))
  const fonts = new Map<string, ReadonlyMap<number, string>>()
  for (const { head } of objects.values()) {
    for (const [, name, id] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(id))?.head ?? '')?.[1]
      if (name !== undefined && unicode !== undefined)
        fonts.set(name, unicodeMap(objects.get(Number(unicode))?.stream ?? ''))
    }
  }
  return [...objects.values()].map(({ stream }) => (/\bTJ\b/.test(stream) ? drawn(stream, fonts) : '')).join('')
}

type PdfObject = { readonly head: string; readonly stream: string }

function objectsOf(pdf: Buffer): Map<number, PdfObject> {
  const objects = new Map<number, PdfObject>()
  const text = pdf.toString('latin1')
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', body = ''] = match
    const [head = '', raw] = body.split(/\nstream\n/, 2)
    const bytes = raw === undefined ? undefined : Buffer.from(raw.replace(/\nendstream$/, ''), 'latin1')
    const isText = bytes !== undefined && head.includes('/FlateDecode') && !head.includes('/Length1')
    objects.set(Number(id), { head, stream: isText ? inflateSync(bytes).toString('latin1') : '' })
  }
  return objects
}

function unicodeMap(cmap: string): ReadonlyMap<number, string> {
  const map = new Map<number, string>()
  for (const [, first = '', list = ''] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    ;[...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex = ''], i) => {
      // A ligature stands for several characters, written with blanks between them.
      const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
      map.set(Number.parseInt(first, 16) + i, bytes.swap16().toString('utf16le'))
    })
  }
  return map
}

function drawn(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> | undefined
  let text = ''
  for (const [, name, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name)
    for (const [, run = ''] of (glyphs ?? '').matchAll(/<([0-9a-f]*)>/gi)) {
      for (const glyph of run.match(/.{4}/g) ?? []) text += font?.get(Number.parseInt(glyph, 16)) ?? '\ufffd'
    }
  }
  return text
}
