import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskDate, maskId, maskName, maskPhone, maskPlain } from './mask.ts'

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length }).map((all) => all.join(''))

describe('masking', () => {
  it.each([
    ['张三', '张*'],
    ['張三豐', '张*'],
    ['欧阳锋', '欧阳*'],
    ['欧阳', '欧*'],
    ['阿卜杜·热合曼', '阿*'],
    ['John Smith', 'J*'],
    ['𠮷田', '𠮷*'],
    ['张', '*'],
    ['', ''],
  ])('shows the surname of %s', (name, shown) => expect(maskName(name)).toBe(shown))

  it.each([
    ['990102199001011234', '**************1234'],
    ['99010219900101123x', '**************123X'],
    ['９９０１０２１９９００１０１１２３４', '**************1234'],
    ['E12345678', '*****5678'],
    ['123456', '******'],
    ['', ''],
  ])('shows the last four of document %s', (id, shown) => expect(maskId(id)).toBe(shown))

  it.each([
    ['15400001234', '154****1234'],
    ['+86 154-0000-1234', '154****1234'],
    ['0999-1234567', '*******4567'],
    ['110', '***'],
    ['不详', '***'],
    ['', ''],
  ])('shows part of phone %s', (phone, shown) => expect(maskPhone(phone)).toBe(shown))

  it('shows only the year of a date, nothing of free text', () => {
    expect(maskDate('1990-03-05')).toBe('1990-**-**')
    expect(maskDate('5 March 1990')).toBe('***')
    expect(maskPlain('anything at all')).toBe('***')
    expect(maskPlain('')).toBe('')
  })

  it('never shows more of a number than it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25 }).chain(digits), (number) => {
        expect(maskId(number).replaceAll('*', '').length).toBeLessThanOrEqual(4)
        expect(maskPhone(number).replaceAll('*', '').length).toBeLessThanOrEqual(7)
      }),
    )
  })

  it('never shows a character of a given name', () => {
    const rest = fc.array(fc.constantFrom(...'一二三四五六七八九十'), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(fc.constantFrom('张', '李', '欧阳', '𠮷', '爱新觉罗'), rest, (surname, given) => {
        expect(maskName(surname + given.join(''))).toBe(`${surname}*`)
      }),
    )
  })

  it('masks a masked value no further open', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const mask of [maskName, maskPhone, maskDate, maskPlain]) {
          expect(mask(mask(text)).replaceAll(/[*-]/g, '').length).toBeLessThanOrEqual(
            mask(text).replaceAll(/[*-]/g, '').length,
          )
        }
      }),
    )
  })
})
