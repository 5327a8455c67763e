import { createReadStream } from 'node:fs'
import iconv from 'iconv-lite'
import { FileFailure } from './file-failure.ts'
import type { TextEncodingName } from './spreadsheet.types.ts'

/** Decodes a text piece by piece; `end` gives what is left. */
export interface TextPieces {
  decode(bytes: Uint8Array): string
  end(): string
}

/**
 * GB18030-2000 put these characters into the private use area; standard Unicode (GB18030-2022) has them in its own
 * rows since. Decoders differ, so both spellings are brought to the standard one.
 */
const privateUse: Record<string, string> = {
  '\uE78D': '︐',
  '\uE78E': '︒',
  '\uE78F': '︑',
  '\uE790': '︓',
  '\uE791': '︔',
  '\uE792': '︕',
  '\uE793': '︖',
  '\uE794': '︗',
  '\uE795': '︘',
  '\uE796': '︙',
  '\uE81E': '龴',
  '\uE826': '龵',
  '\uE82B': '龶',
  '\uE82C': '龷',
  '\uE832': '龸',
  '\uE843': '龹',
  '\uE854': '龺',
  '\uE864': '龻',
}
const privateUsePattern = /[\uE78D-\uE796\uE81E\uE826\uE82B\uE82C\uE832\uE843\uE854\uE864]/g

/** A decoder for one text. Byte order marks are dropped. */
export function textPieces(encoding: TextEncodingName): TextPieces {
  if (encoding === 'gb18030') return gb18030Pieces()
  const decoder = new TextDecoder(encoding === 'utf-8-bom' ? 'utf-8' : encoding)
  return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}

function gb18030Pieces(): TextPieces {
  const standard = (text: string): string =>
    text.replace(privateUsePattern, (character) => privateUse[character] ?? character)
  const native = nativeGb18030()
  if (native) {
    return {
      decode: (bytes) => standard(native.decode(bytes, { stream: true })),
      end: () => standard(native.decode()),
    }
  }
  const decoder = iconv.getDecoder('gb18030')
  return {
    decode: (bytes) => standard(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end: () => standard(decoder.end() ?? ''),
  }
}

/** Twice as fast as the portable decoder, but only in runtimes that carry the tables. */
function nativeGb18030(): TextDecoder | undefined {
  try {
    return new TextDecoder('gb18030')
  } catch {
    return undefined
  }
}

/**
 * The encoding of a text file by reading all of it: a first half in ASCII says nothing about the second.
 * Errors: file/empty for nothing but white space, file/unreadable where neither UTF-8 nor GB18030 makes sense of it.
 */
export async function detectEncoding(path: string, head: Uint8Array): Promise<TextEncodingName> {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const utf8 = await tryUtf8(path)
  if (utf8 === 'blank') throw new FileFailure('file/empty')
  if (utf8 === 'valid') return hasUtf8Mark(head) ? 'utf-8-bom' : 'utf-8'
  if (await isGb18030(path)) return 'gb18030'
  throw new FileFailure('file/unreadable')
}

export function hasUtf8Mark(head: Uint8Array): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
}

async function tryUtf8(path: string): Promise<'valid' | 'invalid' | 'blank'> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let blank = true
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
      const text = decoder.decode(chunk as Buffer, { stream: true })
      if (blank && text.trim() !== '') blank = false
    }
    decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) return 'invalid'
    throw error
  }
  return blank ? 'blank' : 'valid'
}

/** Stray bytes happen in old exports; more than one in ten thousand is another encoding or no text. */
async function isGb18030(path: string): Promise<boolean> {
  const pieces = gb18030Pieces()
  let characters = 0
  let broken = 0
  const count = (text: string): void => {
    characters += text.length
    for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) broken += 1
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) count(pieces.decode(chunk as Buffer))
  count(pieces.end())
  return broken * 10_000 <= characters
}
