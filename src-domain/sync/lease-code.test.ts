import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inFours } from './in-fours.ts'
import { leaseCode, leaseMac, readLeaseCode, readRequestNumber, requestNumber } from './lease-code.ts'

const key = randomBytes(32).toString('base64')
const device = '01930000-0000-7000-8000-000000000001'
const request = requestNumber(randomBytes(16))
const code = leaseCode(key, device, request, 48)

test('a request number has twelve digits and a code twenty-four, in groups of four', () => {
  expect(inFours(request)).toMatch(/^\d{4} \d{4} \d{4}$/)
  expect(inFours(code)).toMatch(/^(\d{4} ){5}\d{4}$/)
  expect(readRequestNumber(inFours(request))).toBe(request)
})

test('it is read as people type it', () => {
  const typed = ` ${inFours(code).replaceAll(' ', '-')} `.replace(/\d/g, (digit) =>
    String.fromCharCode(0xff10 + Number(digit)),
  )
  expect(readLeaseCode(typed)).toEqual({ hours: 48, mac: leaseMac(key, device, request, 48) })
  for (const wrong of ['', '12', `${code}0`, code.slice(1), code.replace(/^./, 'O')])
    expect(readLeaseCode(wrong)).toBeNull()
})

test('every wrong digit, and every two that changed places, are noticed before anything is tried', () => {
  const numbers = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => requestNumber(bytes))
  const codes = fc
    .tuple(numbers, fc.integer({ min: 1, max: 72 }))
    .map(([number, hours]) => leaseCode(key, device, number, hours))
  fc.assert(
    fc.property(fc.oneof(numbers, codes), fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
      const read = digits.length === 12 ? readRequestNumber : readLeaseCode
      expect(read(digits)).not.toBeNull()
      const at = place % digits.length
      const other = String((Number(digits[at]) + by) % 10)
      expect(read(digits.slice(0, at) + other + digits.slice(at + 1))).toBeNull()
      const [one = '', two = ''] = digits.slice(at, at + 2)
      if (two !== '' && one !== two) expect(read(digits.slice(0, at) + two + one + digits.slice(at + 2))).toBeNull()
    }),
    { numRuns: 2_000 },
  )
})

test('another key, PC, request or time makes another code', () => {
  const others = [
    leaseCode(randomBytes(32).toString('base64'), device, request, 48),
    leaseCode(key, device.replace(/1$/, '2'), request, 48),
    leaseCode(key, device, requestNumber(randomBytes(16)), 48),
    leaseCode(key, device, request, 72),
  ]
  expect(new Set([code, ...others].map((each) => readLeaseCode(each)?.mac)).size).toBe(5)
})
