import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkNativeParts } from './hooks.mjs'
import pins from './native-parts.json' with { type: 'json' }

const project = join(import.meta.dirname, '../..')
const read = (...names: string[]): string => readFileSync(join(project, ...names), 'utf8')
const target = `linux-${process.arch}` as 'linux-x64'

let modules: string
beforeEach(() => {
  modules = mkdtempSync(join(tmpdir(), 'beatbook-native-'))
  for (const name of Object.keys(pins[target])) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    cpSync(join(project, 'node_modules', name), join(modules, name))
  }
})
afterEach(() => rmSync(modules, { recursive: true, force: true }))

test('the pinned native parts are those that npm installs, for each target that is here', () => {
  const all = Object.values(pins).flatMap((parts) => Object.entries(parts))
  expect(all).toHaveLength(6)
  const here = all.filter(([name]) => existsSync(join(project, 'node_modules', name)))
  expect(here.length).toBeGreaterThanOrEqual(4)
  for (const [name, hash] of here) {
    const bytes = readFileSync(join(project, 'node_modules', name))
    expect([name, createHash('sha256').update(bytes).digest('hex')]).toEqual([name, hash])
  }
})

test('the Electron of each target is pinned by the hash that its own package names', () => {
  const named = JSON.parse(read('node_modules/electron/checksums.json')) as Record<string, string>
  const version = (JSON.parse(read('package.json')) as { devDependencies: { electron: string } }).devDependencies
    .electron
  const pinned = [...read('electron-builder.yml').matchAll(/^ {4}(electron-v\S+\.zip): ([0-9a-f]{64})$/gm)]
  expect(pinned.map(([, name]) => name)).toEqual(
    ['linux-x64', 'linux-arm64', 'win32-x64'].map((each) => `electron-v${version}-${each}.zip`),
  )
  for (const [, name = '', hash] of pinned) expect([name, named[name]]).toEqual([name, hash])
})

test('a package with another native part, one more or one less is not made', async () => {
  await checkNativeParts(modules, target)
  const [first = ''] = Object.keys(pins[target])
  writeFileSync(join(modules, 'more.node'), '')
  await expect(checkNativeParts(modules, target)).rejects.toThrow('Not pinned')
  rmSync(join(modules, 'more.node'))
  writeFileSync(join(modules, first), 'another')
  await expect(checkNativeParts(modules, target)).rejects.toThrow('is not the pinned one')
  rmSync(join(modules, first))
  await expect(checkNativeParts(modules, target)).rejects.toThrow('is missing')
})
