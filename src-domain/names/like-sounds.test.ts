import { expect, it } from 'vitest'
import { likeSounds } from './like-sounds.ts'

it.each([
  ['zhangsan', ['zangsan', 'zhansan', 'zhangshan', 'zhangsang']],
  ['lining', ['nining', 'liling', 'linin']],
  ['nvzi', ['lvzi', 'nvzhi']],
])('%s may have been heard as', (typed, heard) => expect(likeSounds(typed)).toEqual(expect.arrayContaining(heard)))

it('the nearest come first, each once, never the name itself', () => {
  const heard = likeSounds('zhangsan')
  expect(heard[0]).toBe('zangsan')
  expect(new Set(heard).size).toBe(heard.length)
  expect(heard).not.toContain('zhangsan')
  expect(heard.at(-1)).toBe('zanshang')
})

it('initials, nothing, and what is too long for a name have none', () => {
  for (const text of ['', 'wy', 'ai', 'zhangchengshanglingning'.repeat(3)]) expect(likeSounds(text)).toEqual([])
})

it('either way round', () => {
  for (const name of ['lining', 'zhangsan', 'chenjing', 'nieyun'])
    for (const other of likeSounds(name)) expect([other, likeSounds(other).includes(name)]).toEqual([other, true])
})
