import { expect, test } from 'vitest'
import { en } from '../../text/en.ts'
import { formats } from '../../text/format.ts'
import { zhCN } from '../../text/zh-CN.ts'
import { fieldNamesOf, reasonWords, standingWords } from './distribution-words.ts'

const zh = zhCN.distribution
const { list } = formats['zh-CN']
const names = fieldNamesOf('ZJ', zh, ({ zh: said }) => said)

test('a standing says what was told before and whether it is to be taken back', () => {
  const waiting = { standing: 'waiting', withdrawn: false, former: null } as const
  expect(standingWords(zh, waiting)).toBe('待报送')
  expect(standingWords(zh, { ...waiting, former: 'shared' })).toBe('原记录已共享，更正待报送')
  expect(standingWords(zh, { ...waiting, former: 'exported', withdrawn: true })).toBe('原记录已导出，撤回待报送')
  expect(standingWords(zh, { ...waiting, standing: 'shared', withdrawn: true })).toBe('撤回已共享')
  expect(standingWords(en.distribution, { ...waiting, former: 'shared' })).toBe('Shared before; the change: To send')
})

test('a reason in code has words and the system’s own names of its fields', () => {
  expect(reasonWords(zh, 'missing:unitCode,rentState', names, list)).toBe('缺少内容：房屋编码、出租状态')
  expect(reasonWords(zh, 'missing:content', names, list)).toBe('缺少内容：内容')
  expect(reasonWords(zh, 'refused', names, list)).toBe('对方不予接收')
})

test('a reason in the system’s own words stays as it is', () => {
  expect(reasonWords(zh, '房屋编码: 与坐落不符', names, list)).toBe('房屋编码: 与坐落不符')
  expect(reasonWords(zh, 'constructor', names, list)).toBe('constructor')
})
