const DIGITS = '〇一二三四五六七八九'
const SCALE: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** Characters that Chinese numbers are written with. */
export const CHINESE_NUMERALS = '〇零一二两三四五六七八九十百千廿'

function digitOf(character: string): number {
  if (character === '零') return 0
  if (character === '两') return 2
  return DIGITS.indexOf(character)
}

/** 十二 -> 12, 一二〇三 -> 1203, 一百零三 -> 103, 廿三 -> 23; null for anything else. */
export function chineseNumber(text: string): number | null {
  if (text === '') return null
  const plain = text.replace(/廿/g, '二十')
  if (!/[十百千]/.test(plain)) {
    let value = 0
    for (const character of plain) {
      const digit = digitOf(character)
      if (digit < 0) return null
      value = value * 10 + digit
    }
    return value
  }
  let total = 0
  let pending = -1
  for (const character of plain) {
    const scale = SCALE[character]
    if (scale !== undefined) {
      total += (pending < 0 ? 1 : pending) * scale
      pending = -1
      continue
    }
    const digit = digitOf(character)
    if (digit < 0) return null
    pending = digit
  }
  return total + Math.max(pending, 0)
}

const RUNS = new RegExp(`[${CHINESE_NUMERALS}]+`, 'g')
const ANY = new RegExp(`[${CHINESE_NUMERALS}]`)

/** Every Chinese number in a text in Arabic digits: for keys, where 经十路 and 经10路 must be one. */
export function withArabicNumbers(text: string): string {
  return ANY.test(text) ? text.replace(RUNS, (run) => String(chineseNumber(run) ?? run)) : text
}
