import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { coverageOf, drawable } from './cmap.ts'
import { findFonts } from './font-files.ts'

test('the print fonts draw names with rare characters of the standard, and say which characters they lack', () => {
  for (const file of Object.values(findFonts())) {
    const coverage = coverageOf(readFileSync(file))
    expect(drawable(coverage, '欧阳·阿卜杜 〇 喆 堃 龘 王 0-9 ABC，。（）')).toBe(true)
    expect(drawable(coverage, '行\n二\t三　四')).toBe(true)
    expect(coverage.has(0x31350)).toBe(false)
    expect(coverage.has(0x10ffff)).toBe(false)
    expect(drawable(coverage, '测试\u{31350}')).toBe(false)
  }
})

/** A cmap of one format-4 segment: A to C by delta, then the closing segment. */
function smallFont(): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(12 + 16 + 12 + 32))
  bytes.setUint32(0, 0x00010000)
  bytes.setUint16(4, 1)
  for (const [i, letter] of [...'cmap'].entries()) bytes.setUint8(12 + i, letter.charCodeAt(0))
  bytes.setUint32(20, 28)
  bytes.setUint16(30, 1)
  bytes.setUint16(32, 3)
  bytes.setUint16(34, 1)
  bytes.setUint32(36, 12)
  const table = 40
  const words = [4, 32, 0, 4, 0, 0, 0, 0x43, 0xffff, 0, 0x41, 0xffff, 0xffc0, 1, 0, 0]
  words.forEach((word, i) => bytes.setUint16(table + i * 2, word))
  return new Uint8Array(bytes.buffer)
}

test('a font with a cmap of the basic plane only is read too', () => {
  const coverage = coverageOf(smallFont())
  expect([0x40, 0x41, 0x43, 0x44].map((codePoint) => coverage.has(codePoint))).toEqual([false, true, true, false])
})

test('a file that is no font is refused', () => {
  expect(() => coverageOf(new Uint8Array(64))).toThrow(RangeError)
})
