import fc from 'fast-check'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { contentSecurityPolicy, isLocalRequest, servedFile } from './app-url.rules.ts'

test.each([
  ['app://beatbook/', 'index.html', 'text/html; charset=utf-8'],
  ['app://beatbook/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['app://beatbook/index.html#/lookup', 'index.html', 'text/html; charset=utf-8'],
  ['app://beatbook/assets/index-Bx_9-a1.js', 'assets/index-Bx_9-a1.js', 'text/javascript; charset=utf-8'],
  ['app://beatbook/assets/pdf.worker.min-B5.mjs', 'assets/pdf.worker.min-B5.mjs', 'text/javascript; charset=utf-8'],
  ['app://beatbook/assets/index.css?v=1', 'assets/index.css', 'text/css; charset=utf-8'],
])('%s is served', (address, path, contentType) => {
  expect(servedFile(address)).toEqual({ path, contentType })
})

test.each([
  'app://other/index.html',
  'app://beatbook.evil/index.html',
  'app://beatbook@evil/index.html',
  'app://beatbook:1/index.html',
  'file:///etc/passwd',
  'https://beatbook/index.html',
  'app://beatbook/../index.html',
  'app://beatbook/assets/../../main/main.js',
  'app://beatbook/%2e%2e/index.html',
  'app://beatbook/..%2findex.html',
  'app://beatbook/%69ndex.html',
  'app://beatbook/a\\b.js',
  'app://beatbook/index.html\0.js',
  'app://beatbook/index.html%00.js',
  'app://beatbook//etc/passwd.js',
  'app://beatbook/C:/x.js',
  'app://beatbook/.env',
  'app://beatbook/a/.hidden.js',
  'app://beatbook/noextension',
  'app://beatbook/x.exe',
  'app://beatbook/x..js',
  `app://beatbook/${'a'.repeat(600)}.js`,
])('%j is refused', (address) => {
  expect(servedFile(address)).toBeNull()
})

test('whatever is asked, what is served lies in the folder', () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '\\',
    '%2e',
    '%2f',
    '%00',
    '\0',
    'a',
    'index',
    '.js',
    '.html',
    ':',
    '~',
    '#',
    '?',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const served = servedFile(`app://beatbook/${pieces.join('')}`)
      if (served === null) return
      expect(posix.normalize(served.path)).toBe(served.path)
      expect(posix.join('/srv/app', served.path).startsWith('/srv/app/')).toBe(true)
    }),
  )
})

test('the policy allows nothing inline, nothing evaluated and nothing remote', () => {
  const policy = contentSecurityPolicy('abc')
  expect(policy).not.toMatch(/unsafe|http|\*/)
  expect(policy).toContain("default-src 'none'")
})

test.each([
  ['app://beatbook/index.html', true],
  ['blob:app://beatbook/1', true],
  ['data:image/png;base64,', true],
  ['https://example.invalid/', false],
  ['http://127.0.0.1/', false],
  ['file:///etc/passwd', false],
  ['app://other/', false],
  ['devtools://devtools/x', false],
])('a shipped app lets %s out: %s', (url, allowed) => {
  expect(isLocalRequest(url, true)).toBe(allowed)
})
