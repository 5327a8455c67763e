import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { needsOwnAddon, withExperimentalNodeApi } from '../../scripts/electron-runtime/addon.mjs'
import { buildOnce, cacheFolder } from '../../scripts/electron-runtime/cache.mjs'
import { configuredRuntime } from '../../scripts/electron-runtime/configured.mjs'
import { refuseOtherContent } from '../../scripts/electron-runtime/fallback.mjs'
import { findElectronRuntime } from '../../scripts/electron-runtime/find.mjs'

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
let room = ''

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'beatbook-runtime-test-'))
})
afterEach(() => rm(room, { recursive: true, force: true }))

it('the runtime that was found opens an encrypted database', async () => {
  const { executable, addon } = await findElectronRuntime({ allowInstall: false })
  const script = `
    const Database = require('better-sqlite3')
    const db = new Database(process.argv[1], process.argv[2] ? { nativeBinding: process.argv[2] } : {})
    db.pragma("cipher='sqlcipher'")
    db.pragma("key='passphrase'")
    db.exec("create table t(a); insert into t values ('secret')")
    console.log(JSON.stringify(db.prepare('select a from t').all()))`
  const file = join(room, 'replica.db')
  const { stdout } = await promisify(execFile)(executable, ['-e', script, file, addon ?? ''], {
    cwd: project,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  expect(JSON.parse(stdout)).toEqual([{ a: 'secret' }])
  expect((await readFile(file)).includes('secret')).toBe(false)
  expect((await readFile(file)).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3')
})

it('a runtime with other content than the one that was checked is refused', async () => {
  const file = join(room, 'package.tgz')
  await writeFile(file, 'something else')
  const checked = `sha512-${createHash('sha512').update('the real one').digest('base64')}`
  await expect(refuseOtherContent(file, checked, 'the-package@1.0.0')).rejects.toThrow(
    'the-package@1.0.0 was refused and removed, because its content is not the one that was checked',
  )
  await writeFile(file, 'the real one')
  await expect(refuseOtherContent(file, checked, 'the-package@1.0.0')).resolves.toBeUndefined()
})

it('the configured runtime is taken first, and a wrong path is told with its variable', async () => {
  const executable = join(room, process.platform === 'win32' ? 'electron.exe' : 'electron')
  await expect(configuredRuntime({ ELECTRON_EXEC_PATH: executable })).rejects.toThrow(
    `ELECTRON_EXEC_PATH is set, but there is no Electron at ${executable}`,
  )
  await writeFile(executable, '')
  await writeFile(join(room, 'version'), 'v45.4.1\n')
  const found = { executable, version: '45.4.1', by: 'ELECTRON_EXEC_PATH' }
  await expect(configuredRuntime({ ELECTRON_EXEC_PATH: executable })).resolves.toEqual(found)
  await expect(configuredRuntime({})).resolves.toBeNull()
})

it('only an Electron without Node-API 10 gets an addon of its own', () => {
  expect(needsOwnAddon('33.2.1')).toBe(true)
  expect(needsOwnAddon('45.4.1')).toBe(false)
  expect(needsOwnAddon('')).toBe(false)
})

it('the recipe of the installed SQLite package can still be changed for an older Electron', async () => {
  const recipe = await readFile(join(project, 'node_modules', 'better-sqlite3', 'binding.gyp'), 'utf8')
  const changed = withExperimentalNodeApi(recipe)
  expect(changed).toContain("'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'")
  expect(changed).not.toContain('NAPI_VERSION')
  expect(() => withExperimentalNodeApi(changed)).toThrow('no longer contains')
})

it('an interrupted installation leaves nothing that could be taken for a whole one', async () => {
  const target = join(room, 'electron')
  const broken = buildOnce(target, async (folder) => {
    await writeFile(join(folder, 'half'), '')
    throw new Error('the disk is full')
  })
  await expect(broken).rejects.toThrow('the disk is full')
  expect(await readdir(room)).toEqual([])
})

it('two installations at the same time both end with a whole one', async () => {
  const target = join(room, 'electron')
  const build = (text: string) => (folder: string) => writeFile(join(folder, 'electron'), text)
  await Promise.all([buildOnce(target, build('a')), buildOnce(target, build('b'))])
  expect((await stat(join(target, 'electron'))).size).toBe(1)
  expect(await readdir(room)).toEqual(['electron'])
})

it('the cache follows the system it is on', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'beatbook'))
})
