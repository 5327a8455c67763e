import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { compileNsis } from '../../scripts/package/nsis.ts'
import { windowsInstaller } from '../../scripts/package/windows-installer.ts'
import { windowsPc, type WindowsPc } from './wine.ts'

const project = join(import.meta.dirname, '../..')
const FOLDER = 'Program Files/Beatbook'
const ENTRY = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Beatbook'
const MENU = 'ProgramData/Microsoft/Windows/Start Menu/Programs/警务台账工作台.lnk'
const DESKTOP = 'users/Public/Desktop/警务台账工作台.lnk'

let room: string
let pc: WindowsPc
const at = (...names: string[]): string => join(room, ...names)
const root = (...names: string[]): string => pc.drive(FOLDER, ...names)
const text = async (...names: string[]): Promise<string> => (await readFile(root(...names), 'utf8')).trim()
const pointers = async (): Promise<string[]> => [await text('current'), await text('previous')]
const versions = async (): Promise<string[]> => (await readdir(root('versions'))).sort()

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'beatbook-windows-'))
  await mkdir(at('folder/resources/locales'), { recursive: true })
  await compileNsis(join(import.meta.dirname, 'program.nsi'), { OUT: at('folder/beatbook.exe') })
  await writeFile(at('folder/deed.txt'), 'runs')
  await writeFile(at('folder/resources/app.asar'), 'archive')
  await writeFile(at('folder/resources/locales/zh-CN.pak'), 'texts')
  for (const seq of [12, 14]) await build(seq)
  pc = await windowsPc()
})
afterAll(async () => {
  await pc.close()
  await rm(room, { recursive: true })
})
beforeEach(() => rm(root(), { recursive: true, force: true }))

function build(seq: number, sign = ''): Promise<void> {
  return windowsInstaller({
    ...{ project, folder: at('folder'), seq, version: `1.${seq}.0` },
    ...{ out: at(`${seq}.exe`), sign, compression: 'zlib' },
  })
}

async function install(seq: number): Promise<number | null> {
  await copyFile(at(`${seq}.exe`), pc.drive('installer.exe'))
  return (await pc.start('installer.exe', ['/S'])).code
}

/** The uninstaller goes on as a copy of itself in another folder. */
async function uninstall(...args: string[]): Promise<void> {
  expect(await pc.start(`${FOLDER}/uninstall.exe`, ['/S', ...args])).toMatchObject({ code: 0 })
  await vi.waitFor(() => expect(existsSync(root('uninstall.exe'))).toBe(false), 20_000)
  await vi.waitFor(() => expect(pc.registry(ENTRY)).toBeNull(), 20_000)
}

/** A version as an update puts it beside the others. */
async function update(seq: number, previous: number): Promise<void> {
  await mkdir(root('versions', String(seq)))
  await copyFile(at('folder/beatbook.exe'), root('versions', String(seq), 'beatbook.exe'))
  await writeFile(root('versions', String(seq), 'deed.txt'), 'runs')
  await writeFile(root('current'), `${seq}\n`)
  await writeFile(root('previous'), `${previous}\n`)
}

test('the first installation puts everything in its place, is listed among the programs, and starts', async () => {
  expect(await install(12)).toBe(0)
  expect(await versions()).toEqual(['12'])
  expect(await text('versions/12/resources/app.asar')).toBe('archive')
  expect(await text('versions/12/resources/locales/zh-CN.pak')).toBe('texts')
  expect(await text('current')).toBe('12')
  expect(existsSync(root('previous'))).toBe(false)
  const entry = pc.registry(ENTRY)
  expect(Object.fromEntries(entry ?? [])).toMatchObject({
    ...{ DisplayVersion: '1.12.0', InstallLocation: 'C:\\Program Files\\Beatbook', NoModify: '0x1' },
    QuietUninstallString: '"C:\\Program Files\\Beatbook\\uninstall.exe" /S',
  })
  for (const shortcut of [MENU, DESKTOP])
    expect((await readFile(pc.drive(shortcut))).toString('utf16le')).toContain('Beatbook')
  expect(await pc.start(`${FOLDER}/beatbook.exe`, [])).toMatchObject({ code: 0 })
  await vi.waitFor(async () => expect(await text('said')).toBe('version 12'))
})

test('a later package comes first, an earlier one does not, and versions that nobody needs go', async () => {
  await install(12)
  await update(13, 12)
  await writeFile(root('station'), 'PS990101\n')
  expect(await install(12)).toBe(0)
  expect(await pointers()).toEqual(['13', '12'])
  expect(await install(14)).toBe(0)
  expect(await pointers()).toEqual(['14', '13'])
  expect(await versions()).toEqual(['13', '14'])
  expect(await text('station')).toBe('PS990101')
  expect((await readdir(root())).sort()).toEqual([
    'beatbook.exe',
    'current',
    'previous',
    'station',
    'uninstall.exe',
    'versions',
  ])
  expect(await pc.start(`${FOLDER}/beatbook.exe`, [])).toMatchObject({ code: 0 })
  await vi.waitFor(async () => expect(await text('said')).toBe('version 14'))
})

test('a damaged installation is mended: what is missing comes back, and a number that is none counts for nothing', async () => {
  await install(12)
  await rm(root('versions/12/beatbook.exe'))
  await writeFile(root('beatbook.exe'), 'not a program')
  expect(await install(12)).toBe(0)
  expect(existsSync(root('versions/12/beatbook.exe'))).toBe(true)
  await writeFile(root('current'), '../../somewhere\n')
  expect(await install(12)).toBe(0)
  expect(await text('current')).toBe('12')
  expect(await pc.start(`${FOLDER}/beatbook.exe`, [])).toMatchObject({ code: 0 })
  // The launcher does not wait for it; the next test begins without it.
  await vi.waitFor(async () => expect(await text('said')).toBe('version 12'))
})

test('removal takes every version and keeps the ledgers, and so does a silent one', async () => {
  await install(12)
  await update(13, 12)
  await mkdir(pc.roaming('Beatbook/replica'), { recursive: true })
  await writeFile(root('station'), 'PS990101\n')
  await uninstall()
  expect(await readdir(root())).toEqual(['station'])
  for (const shortcut of [MENU, DESKTOP]) expect(existsSync(pc.drive(shortcut))).toBe(false)
  expect(existsSync(pc.roaming('Beatbook/replica'))).toBe(true)
  expect(await install(14)).toBe(0)
  expect(await text('current')).toBe('14')
})

test('who says that the ledgers go gets rid of them and of everything else', async () => {
  await install(12)
  await mkdir(pc.roaming('Beatbook/replica'), { recursive: true })
  await writeFile(pc.roaming('Beatbook/replica/replica.db'), 'entries')
  await writeFile(root('station'), 'PS990101\n')
  await uninstall('/LEDGERS=remove')
  await vi.waitFor(() => expect(existsSync(pc.roaming('Beatbook'))).toBe(false), 20_000)
  await vi.waitFor(() => expect(existsSync(root())).toBe(false), 20_000)
})

test('Windows 7 is told so and gets nothing', async () => {
  pc.becomes('win7')
  try {
    expect(await install(12)).toBe(3)
    expect(existsSync(root('versions'))).toBe(false)
    expect(pc.registry(ENTRY)).toBeNull()
  } finally {
    pc.becomes('win10')
  }
})

test('whoever signs is handed launcher, uninstaller and installer', async () => {
  await writeFile(at('sign'), `#!/bin/sh\necho "$1" >>${at('signed')}\n`, { mode: 0o755 })
  await build(15, at('sign'))
  const signed = (await readFile(at('signed'), 'utf8')).trim().split('\n')
  expect(signed).toHaveLength(3)
  expect(signed[0]).toMatch(/beatbook\.exe$/)
  expect(signed[2]).toBe(at('15.exe'))
})
