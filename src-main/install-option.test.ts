import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installArguments, offerArguments, offerToInstall } from './install-option.ts'

const linux = installArguments('/home/an officer/offer')
const windows = offerArguments('C:\\Users\\an officer\\offer')

test('the command line that the app makes names the folder with the offer', () => {
  expect(offerToInstall(linux, 'linux')).toEqual({ offer: '/home/an officer/offer' })
  expect(offerToInstall(windows, 'win32')).toEqual({ offer: 'C:\\Users\\an officer\\offer' })
  expect(offerToInstall([], 'linux')).toBeNull()
  expect(offerToInstall(['--hidden'], 'win32')).toBeNull()
})

test.each([
  [...linux, '--gpu-launcher=/tmp/x'],
  ['--zygote-cmd-prefix=/tmp/x', ...linux],
  [...linux, 'more'],
  linux.slice(0, 3),
  [...linux].reverse(),
  [...offerArguments('offer'), ...linux.slice(1)],
  ['--install-update'],
  ['-install-update=/tmp/x'],
])('one argument more, less or elsewhere installs nothing on Linux: %s', (...given) => {
  expect(offerToInstall(given, 'linux')).toBe('wrong')
})

test.each([
  [...windows, '--gpu-launcher=C:\\x.exe'],
  ['/install-update=C:\\x'],
  offerArguments('\\\\server\\share'),
  offerArguments('\\\\?\\C:\\x'),
  offerArguments('\\\\.\\pipe\\x'),
  offerArguments('C:x'),
  offerArguments('/tmp/x'),
])('nor on Windows, nor from a share or a device: %s', (...given) => {
  expect(offerToInstall(given, 'win32')).toBe('wrong')
})

test("root's script starts the program with the arguments that the program takes", async () => {
  const script = await readFile(join(import.meta.dirname, '../build/launcher/install-update.sh'), 'utf8')
  expect(script).toContain(
    installArguments('$1')
      .map((one) => (one.includes('$1') ? `"${one}"` : one))
      .join(' '),
  )
})
