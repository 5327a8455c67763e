import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskAddress } from './mask-address.ts'

describe('a masked address', () => {
  it.each([
    ['幸福路12号3栋2单元1203室', '幸福路12号3栋***'],
    ['幸福路12号3-2-1203', '幸福路12号3栋***'],
    ['阳光小区十二栋三单元12楼3户', '阳光小区12栋***'],
    ['演示省演示市城东区幸福路12号302室(张三家)', '演示省演示市城东区幸福路12号***'],
    ['幸福路12号3栋', '幸福路12号3栋***'],
    ['1203', '***'],
    ['某某家', '***'],
    ['', ''],
    ['  ', ''],
  ])('%s is shown as %s', (address, shown) => expect(maskAddress(address)).toBe(shown))

  it('never shows unit, floor, room or a remark, however they are written', () => {
    const unit = fc.constantFrom('7单元', '七单元', '-7-', '7门')
    const room = fc.constantFrom('9806室', '9806', '98层06号', '九八〇六室', '9806户')
    const remark = fc.constantFrom('', '(出租给李四)', ' 李四', '李四收', ',李四')
    fc.assert(
      fc.property(fc.constantFrom('幸福路12号', '阳光小区'), unit, room, remark, (place, u, r, note) => {
        const shown = maskAddress(`${place}3栋${u}${r}${note}`)
        expect(shown).toBe(`${place}3栋***`)
      }),
    )
  })

  it('shows no more when it is masked again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = maskAddress(text)
        expect(maskAddress(once).length).toBeLessThanOrEqual(once.length)
      }),
    )
  })
})
