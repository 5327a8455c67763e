import { FileFailure } from './file-failure.ts'

export interface XmlHandler {
  /** `attributes` is the raw text after the name: see `attribute`. An empty element also gets its `close`. */
  open(name: string, attributes: string): void
  close(name: string): void
  text(text: string): void
}

/** A text or tag longer than this is refused while it is still arriving. 32,767 characters fit in however they are escaped. */
const longestToken = 1024 * 1024

/**
 * A streaming XML tokenizer for spreadsheet parts: local names only, no document type (so no entity can expand),
 * no recursion (so depth costs nothing). Text keeps its escapes: see `unescapeXml`.
 * Errors: file/unreadable for a document type or a document cut short; file/too-large for an endless token.
 */
export class XmlTokens {
  private rest = ''
  private readonly handler: XmlHandler

  constructor(handler: XmlHandler) {
    this.handler = handler
  }

  feed(chunk: string): void {
    const buffer = this.rest + chunk
    let position = 0
    while (position < buffer.length) {
      const less = buffer.indexOf('<', position)
      if (less < 0) break
      if (less > position) this.handler.text(buffer.slice(position, less))
      const end = this.markup(buffer, less)
      if (end < 0) {
        position = less
        break
      }
      position = end
    }
    this.rest = buffer.slice(position)
    if (this.rest.length > longestToken) {
      throw new FileFailure('file/too-large', { limit: 'cell', max: 32_767 })
    }
  }

  /** To be called when the text has ended. */
  end(): void {
    if (this.rest.trim() !== '') throw new FileFailure('file/unreadable')
  }

  /** Handles the markup that starts at `start`; gives the position after it, or -1 when it has not all arrived. */
  private markup(buffer: string, start: number): number {
    const second = buffer[start + 1]
    if (second === undefined) return -1
    if (second === '!') return this.declaration(buffer, start)
    if (second === '?') return after(buffer, '?>', start)
    const end = tagEnd(buffer, start)
    if (end < 0) return -1
    if (second === '/') {
      this.handler.close(localName(buffer.slice(start + 2, end).trimEnd()))
      return end + 1
    }
    const empty = buffer[end - 1] === '/'
    const inner = buffer.slice(start + 1, empty ? end - 1 : end)
    const space = blankIn(inner)
    const name = localName(space < 0 ? inner : inner.slice(0, space))
    this.handler.open(name, space < 0 ? '' : inner.slice(space))
    if (empty) this.handler.close(name)
    return end + 1
  }

  private declaration(buffer: string, start: number): number {
    if (buffer.startsWith('<!--', start)) return after(buffer, '-->', start + 4)
    if (buffer.startsWith('<![CDATA[', start)) {
      const end = buffer.indexOf(']]>', start + 9)
      if (end < 0) return -1
      // Handlers unescape text; what stands in CDATA is literal.
      this.handler.text(buffer.slice(start + 9, end).replaceAll('&', '&amp;'))
      return end + 3
    }
    if (buffer.length - start < 9) return -1
    throw new FileFailure('file/unreadable')
  }
}

function after(buffer: string, mark: string, from: number): number {
  const found = buffer.indexOf(mark, from)
  return found < 0 ? -1 : found + mark.length
}

/** The '>' that ends a tag; one inside a quoted attribute does not count. */
function tagEnd(buffer: string, start: number): number {
  let end = buffer.indexOf('>', start)
  while (end >= 0) {
    if (!insideQuotes(buffer, start, end)) return end
    end = buffer.indexOf('>', end + 1)
  }
  return -1
}

function insideQuotes(buffer: string, start: number, end: number): boolean {
  let position = start
  while (position < end) {
    const code = buffer.charCodeAt(position)
    if (code === 34 || code === 39) {
      const closing = buffer.indexOf(code === 34 ? '"' : "'", position + 1)
      if (closing < 0 || closing > end) return true
      position = closing
    }
    position += 1
  }
  return false
}

/** Where the name of a tag ends: the first blank, tab or line end; -1 where there is none. */
function blankIn(inner: string): number {
  for (let at = 0; at < inner.length; at += 1) if (inner.charCodeAt(at) <= 32) return at
  return -1
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

const patterns = new Map<string, RegExp>()

/** The unescaped value of an attribute, by its full name ('r:id') or, where no prefix is given, with any prefix. */
export function attribute(attributes: string, name: string): string | undefined {
  // Most tags have none, or write it in the plainest way; the pattern is for the rest.
  if (!attributes.includes(name)) return undefined
  const plain = ` ${name}="`
  const start = attributes.indexOf(plain)
  if (start >= 0 && !attributes.includes("'")) {
    const end = attributes.indexOf('"', start + plain.length)
    if (end >= 0) return unescapeXml(attributes.slice(start + plain.length, end))
  }
  let pattern = patterns.get(name)
  if (!pattern) {
    const prefix = name.includes(':') ? '' : '(?:[\\w.-]+:)?'
    pattern = new RegExp(`\\s${prefix}${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    patterns.set(name, pattern)
  }
  const found = pattern.exec(attributes)
  if (!found) return undefined
  return unescapeXml(found[1] ?? found[2] ?? '')
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five named and the numeric escapes of XML; anything else stays as written. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name) return named[String(name).toLowerCase()] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** Undoes OOXML's `_x000D_` escapes in cell text. */
export function unescapeOoxml(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
