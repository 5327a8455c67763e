import { expect, it } from 'vitest'
import { readReturnLine, returnColumns } from './return-line.rules.ts'

const columns = returnColumns(['派出所登记号*', '姓名', '批 次 号', '处理结果', '回执编号', '失败原因']) ?? {}

it('knows the columns by the headings that systems use, whatever stands between them', () => {
  expect(columns).toEqual({ number: 0, batch: 2, result: 3, receipt: 4, reason: 5 })
  expect(returnColumns(['姓名', '批次号', '结果'])).toBeNull()
  expect(returnColumns(['登记号', '结果'])).toBeNull()
})

it('takes a receipt of what was taken, and a reason of what was not', () => {
  expect(readReturnLine(columns, ['L04-2026-000001', '某人', 'ZJ-1', '导入成功', 'R1', '无'])).toEqual({
    ...{ number: 'L04-2026-000001', batch: 'ZJ-1', outcome: 'confirmed', receipt: 'R1', reason: null },
  })
  expect(readReturnLine(columns, ['L04-2026-000001', '某人', 'ZJ-1', '失败', 'R1', '编码不存在'])).toEqual({
    ...{ number: 'L04-2026-000001', batch: 'ZJ-1', outcome: 'rejected', receipt: null, reason: '编码不存在' },
  })
})

it.each([
  ['nothing', []],
  ['no number', ['', '', 'ZJ-1', '成功']],
  ['no batch', ['L04-2026-000001', '', '', '成功']],
  ['no outcome', ['L04-2026-000001', '', 'ZJ-1', '']],
  ['an outcome that nobody knows', ['L04-2026-000001', '', 'ZJ-1', '成功了一半']],
])('a line that says %s says nothing', (_, cells) => {
  expect(readReturnLine(columns, cells)).toBeNull()
})
