import { expect, test } from 'vitest'
import { toldApart } from './told-apart.rules.ts'

test('two values that are masked alike are told apart by what differs, and no more is shown', () => {
  expect(toldApart(['测试甲一', '测试甲二'], ['测*', '测*'])).toEqual(['测**一', '测**二'])
  expect(toldApart(['王小明', '王明'], ['王*', '王*'])).toEqual(['王小*', '王*'])
  expect(toldApart(['12900001111', '12900002222'], ['129****1111', '129****2222'])).toEqual([
    '129****1111',
    '129****2222',
  ])
  expect(toldApart(['12912341111', '12956781111'], ['129****1111', '129****1111'])).toEqual([
    '1291234****',
    '1295678****',
  ])
  expect(toldApart(['甲', '甲'], ['甲', '甲'])).toEqual(['甲', '甲'])
  expect(toldApart(['id-1', 'id-2'], ['张三', '张三'])).toEqual(['张三', '张三'])
  expect(toldApart([null, '甲'], [null, '*'])).toEqual([null, '*'])
})
