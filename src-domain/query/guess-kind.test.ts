import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeResidentId } from '../identifiers/resident-id.ts'
import { completeUscc } from '../identifiers/uscc.ts'
import { guessKind, normalForKind, queryKinds } from './guess-kind.ts'

const ID = completeResidentId('99010219900305123')
const USCC = completeUscc('91990102MA6TG2H8X')

describe('the one box', () => {
  it.each([
    ['云渚', 'address'],
    ['东渚', 'address'],
    ['云', 'name'],
    ['云渚人', 'name'],
  ] as const)('%s is %s where all addresses begin with 云渚省澄湾市东渚区', (text, kind) => {
    expect(guessKind(text, '云渚省澄湾市东渚区').kind).toBe(kind)
    expect(guessKind(text).kind).toBe('name')
  })

  it.each([
    ['张三', 'name', '张三'],
    ['張 三豐', 'name', '张三丰'],
    ['欧阳', 'name', '欧阳'],
    ['马路', 'name', '马路'],
    ['阿卜杜•热合曼', 'name', '阿卜杜·热合曼'],
    ['幸福超市', 'name', '幸福超市'],
    ['演示物业服务有限公司', 'name', '演示物业服务有限公司'],
    ['zhangsan', 'pinyin', 'zhangsan'],
    ['Zhang San', 'pinyin', 'zhangsan'],
    ['zs', 'pinyin', 'zs'],
    ['lü bu', 'pinyin', 'lvbu'],
    ["xi'an", 'pinyin', 'xian'],
    [ID, 'id', ID],
    ['９９０１０２ １９９００３０５ １２３Ｘ', 'id', '99010219900305123X'],
    ['990102', 'id', '990102'],
    ['19900305', 'id', '19900305'],
    ['1234', 'id', '1234'],
    ['123x', 'id', '123X'],
    ['**************1234', 'id', '**************1234'],
    ['990102900305123', 'id', completeResidentId('99010219900305123')],
    ['E12345678', 'id', 'E12345678'],
    ['6.10102E+17', 'id', '6.10102E+17'],
    ['15412345670', 'phone', '15412345670'],
    ['+86 154 1234 5670', 'phone', '15412345670'],
    ['0086 15412345670', 'phone', '15412345670'],
    ['154-1234-5670', 'phone', '15412345670'],
    ['154 1234 5670', 'phone', '15412345670'],
    ['0999-7654321', 'phone', '0999-7654321'],
    ['7654321', 'phone', '7654321'],
    ['1541234', 'phone', '1541234'],
    ['154****5670', 'phone', '154****5670'],
    ['陕A12345', 'plate', '陕A12345'],
    ['陕a·d12345', 'plate', '陕AD12345'],
    ['A12345', 'plate', 'A12345'],
    ['陕A', 'plate', '陕A'],
    [USCC, 'uscc', USCC],
    [USCC.toLowerCase(), 'uscc', USCC],
    ['91990102MA6', 'uscc', '91990102MA6'],
    ['J9901022026030500012', 'incident', 'J9901022026030500012'],
    ['2026112100000001', 'incident', '2026112100000001'],
    ['99010220260305000123', 'incident', '99010220260305000123'],
    ['幸福路12号', 'address', '幸福路12号'],
    ['幸福路１２號３棟', 'address', '幸福路12号3栋'],
    ['幸福小区', 'address', '幸福小区'],
    ['云渚省澄湾市东', 'address', '云渚省澄湾市东'],
    ['澄湾市东渚区福来餐饮店(个体工商户)', 'name', '澄湾市东渚区福来餐饮店(个体工商户)'],
    ['云渚省第一建筑公司', 'name', '云渚省第一建筑公司'],
    ['3栋2单元1203', 'address', '3栋2单元1203'],
    ['3-2-1203', 'address', '3-2-1203'],
    ['12－1203室', 'address', '12-1203室'],
    ['十二栋', 'address', '十二栋'],
    ['张家村三组', 'address', '张家村三组'],
    ['', 'name', ''],
  ])('takes %j for %s', (text, kind, normal) => {
    const guess = guessKind(text)
    expect([guess.kind, guess.normal]).toEqual([kind, normal])
  })

  it('offers what else it could be', () => {
    expect(guessKind('1234').alternatives).toContain('phone')
    expect(guessKind('马路').alternatives).toContain('address')
    expect(guessKind('张家村').alternatives).toContain('name')
    expect(guessKind('zs').alternatives).toContain('name')
    expect(normalForKind('phone', '1234')).toBe('1234')
  })

  it('guesses something for anything, once per kind, never the guess twice', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const { kind, alternatives } = guessKind(text)
        expect(queryKinds).toContain(kind)
        expect(new Set([kind, ...alternatives]).size).toBe(alternatives.length + 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds a full number whatever blanks are in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 17 }), (at) => {
        expect(guessKind(`${ID.slice(0, at)} ${ID.slice(at)}`)).toMatchObject({ kind: 'id', normal: ID })
      }),
    )
  })
})
