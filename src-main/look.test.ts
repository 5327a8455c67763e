import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstLook, type Look } from '../src-contract/shell-look.ts'
import { lookOf } from '../src-preload/look.ts'
import { lookArgument } from './look.rules.ts'
import { keepLook, readLook } from './look.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-look-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const chosen: Look = { language: 'en', scheme: 'dark', zoom: 1.25 }

test('a new PC starts in Chinese, light, at its own size', () => {
  expect(readLook(folder)).toEqual({ language: 'zh-CN', scheme: 'light', zoom: 1 })
})

test('what was chosen is there after a restart, in one file', () => {
  keepLook(folder, firstLook)
  keepLook(folder, chosen)
  expect(readLook(folder)).toEqual(chosen)
  expect(readdirSync(folder)).toEqual(['look.json'])
})

test.each([
  ['', firstLook],
  ['{"language":"en"', firstLook],
  ['null', firstLook],
  ['[]', firstLook],
  ['{"language":"fr","scheme":"dark","zoom":40}', { ...firstLook, scheme: 'dark' }],
  ['{"language":"en","zoom":"1.25"}', { ...firstLook, language: 'en' }],
])('a file with %s keeps nothing from starting', (text, look) => {
  writeFileSync(join(folder, 'look.json'), text)
  expect(readLook(folder)).toEqual(look)
})

test('a folder that cannot be written costs the choice and nothing else', () => {
  keepLook(join(folder, 'gone'), chosen)
  expect(readLook(join(folder, 'gone'))).toEqual(firstLook)
})

test('the page is told as it is kept', () => {
  expect(lookOf(['electron', lookArgument(chosen), '--other'])).toEqual(chosen)
  expect(lookOf(['electron'])).toEqual(firstLook)
})
