import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeFileName } from './file-name.rules.ts'

test.each([
  ['被退回的行 2026-03.xlsx', '被退回的行 2026-03.xlsx'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\Windows\\win.ini', 'C__Windows_win.ini'],
  ['a\u202Excod.exe', 'axcod.exe'],
  ['nul.xlsx', '_nul.xlsx'],
  ['  .hidden. ', 'hidden'],
  ['\0\u0007', 'file'],
  ['', 'file'],
])('%j is suggested as %j', (given, expected) => {
  expect(safeFileName(given)).toBe(expected)
})

test('whatever is suggested, it is one name in the chosen folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
      const name = safeFileName(given)
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u)
      expect(name).not.toBe('')
      expect(name).not.toMatch(/^\.+$/)
      expect([...name].length).toBeLessThanOrEqual(121)
    }),
  )
})
