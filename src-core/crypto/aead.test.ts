import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { derive, seal, unseal } from './aead.ts'

const key = randomBytes(32)

test('what was sealed opens with the same key and associated data, and with nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.string(), (plain, aad, other) => {
      const box = seal(key, Buffer.from(plain), aad)
      expect(unseal(key, box, aad)).toEqual(Buffer.from(plain))
      if (other !== aad) expect(unseal(key, box, other)).toBeUndefined()
      expect(unseal(randomBytes(32), box, aad)).toBeUndefined()
    }),
  )
})

test('no bit of a box can be changed, and a cut one does not open', () => {
  const box = Buffer.from(seal(key, Buffer.from('secret'), 'x'), 'base64')
  for (let bit = 0; bit < box.length * 8; bit += 1) {
    const changed = Buffer.from(box)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(unseal(key, changed.toString('base64'), 'x')).toBeUndefined()
  }
  for (const length of [0, 5, 27, box.length - 1]) {
    expect(unseal(key, box.subarray(0, length).toString('base64'), 'x')).toBeUndefined()
  }
})

test('keys for different purposes are different (RFC 5869, test case 3 for the empty salt)', () => {
  expect(derive(Buffer.alloc(22, 0x0b), Buffer.alloc(0), '').toString('hex')).toBe(
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
  )
  expect(derive(key, key, 'a').equals(derive(key, key, 'b'))).toBe(false)
})
