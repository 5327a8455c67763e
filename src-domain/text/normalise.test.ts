import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldForSearch, normaliseText, simplify } from './normalise.ts'

describe('normaliseText', () => {
  it('reads full width, traditional characters and stray blanks as the plain text', () => {
    expect(normaliseText('　張三豐　')).toBe('张三丰')
    expect(normaliseText('１２號樓　　Ａ座')).toBe('12号楼 A座')
    expect(normaliseText('陝西南路\t12\r\n號')).toBe('陕西南路 12 号')
  })

  it('drops what cannot be seen: zero-width, direction marks, controls, variation selectors, soft hyphens', () => {
    expect(normaliseText('张\u200b三\u202e丰\ufeff\u0000\u00ad')).toBe('张三丰')
    expect(normaliseText('葛\u{e0100}亮')).toBe('葛亮')
    expect(normaliseText('\u200b \u200b')).toBe('')
  })

  it('keeps rare characters outside the basic plane and drops half of one', () => {
    expect(normaliseText('𠮷田')).toBe('𠮷田')
    expect(normaliseText('张\ud842')).toBe('张')
    expect(normaliseText('\udfb7三')).toBe('三')
  })

  it('keeps 乾 in a name, which is not the 干 of 乾淨', () => {
    expect(normaliseText('李乾')).toBe('李乾')
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const once = normaliseText(text)
        expect(normaliseText(once)).toBe(once)
      }),
      { numRuns: 3000 },
    )
  })

  it('never returns a lone surrogate, a control or two blanks in a row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }), (units) => {
        const result = normaliseText(String.fromCharCode(...units))
        expect(result).not.toMatch(/[\p{Cs}\p{Cc}\p{Cf}]/u)
        expect(result).not.toMatch(/ {2}|^ | $/)
      }),
    )
  })

  it('takes ten megabytes in stride, also when every character changes', () => {
    // Where the work grew with the square of the length, this would not end within hours.
    expect(normaliseText('張'.repeat(5_000_000)).length).toBe(5_000_000)
    expect(normaliseText(' \u200b'.repeat(2_500_000))).toBe('')
    expect(normaliseText('𠮷'.repeat(2_500_000)).length).toBe(5_000_000)
  }, 120_000)

  it('simplifies one character at a time, so that a part folds like the whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(simplify(a + b)).toBe(simplify(a) + simplify(b))
      }),
    )
  })
})

describe('foldForSearch', () => {
  it('ignores case, blanks, punctuation and accents', () => {
    expect(foldForSearch('Zhang San')).toBe('zhangsan')
    expect(foldForSearch('阿卜杜·热合曼')).toBe('阿卜杜热合曼')
    expect(foldForSearch('José  O’Neill')).toBe('joseoneill')
    expect(foldForSearch('lǜ')).toBe('lv')
    expect(foldForSearch('lüshan')).toBe('lvshan')
  })

  it('keeps a dash only where it separates numbers', () => {
    expect(foldForSearch('12－3—1203')).toBe('12-3-1203')
    expect(foldForSearch('a-b-12-')).toBe('ab12')
  })
})
