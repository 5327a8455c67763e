import imported from 'pdfmake/js/PDFDocument.js'

/** A font as one document uses it: the parsed file, and what this document takes of it. */
type DocumentFont = {
  readonly font: object
  readonly name: string
  /** Words that were laid out already, by text. */
  layoutCache: object
}
type FontClass = new (document: PdfKitDocument, font: object, id: string) => DocumentFont

/** The part of pdfkit's document that opens fonts (js/pdfkit.js, FontsMixin). */
type PdfKitDocument = {
  _font: DocumentFont
  _fontCount: number
  _fontFamilies: Record<string, DocumentFont>
  font(src: unknown, family?: unknown, size?: unknown): PdfKitDocument
}

/**
 * Fonts are parsed with the first document and shared by all that follow: pdfkit parses ten megabytes again for each one and decodes
 * every glyph anew, which was most of the time of a report. Each document still has its own subset.
 *
 * @param files the fonts' bytes, as they are handed to every document
 */
export function keepFonts(files: readonly Uint8Array[]): void {
  const kept = new Map<Uint8Array, DocumentFont>()
  const { prototype } = ('default' in imported ? imported.default : imported) as { prototype: PdfKitDocument }
  const open = prototype.font
  prototype.font = function (this: PdfKitDocument, src, family, size) {
    const file = src instanceof Uint8Array ? files.find((one) => one === src) : undefined
    const first = file && kept.get(file)
    if (file === undefined || family !== undefined || first === undefined) {
      open.call(this, src, family, size)
      if (file !== undefined) kept.set(file, this._font)
      return this
    }
    const known = this._fontFamilies[first.name]
    if (known === undefined) {
      this._fontCount += 1
      const own = new (first.constructor as FontClass)(this, first.font, `F${this._fontCount}`)
      own.layoutCache = first.layoutCache
      this._fontFamilies[own.name] = own
      this._font = own
    } else this._font = known
    return this
  }
}
