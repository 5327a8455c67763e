import { expect, test } from 'vitest'
import { uuidOf } from './uuid-of.ts'

test('the same text gives the same UUID of version 8, another text another one', () => {
  const ids = Array.from({ length: 200 }, (_, n) => uuidOf(`文本 ${n}`))
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(200)
  expect(uuidOf('文本 0')).toBe(ids[0])
})
