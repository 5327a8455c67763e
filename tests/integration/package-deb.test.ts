import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { debianPackage } from '../../scripts/package/debian-package.ts'

const project = join(import.meta.dirname, '../..')

let room: string
const at = (...names: string[]): string => join(room, ...names)
const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' })
const text = async (...names: string[]): Promise<string> => (await readFile(at(...names), 'utf8')).trim()

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'beatbook-deb-test-'))
  await mkdir(at('folder/resources'), { recursive: true })
  for (const name of ['beatbook', 'chrome-sandbox'])
    await writeFile(at('folder', name), '#!/bin/sh\necho version\n', { mode: 0o755 })
  await writeFile(at('folder/resources/app.asar'), 'archive')
  await build(12)
  await emptyDisk()
})
afterAll(() => rm(room, { recursive: true, force: true }))

const build = (seq: number): Promise<void> =>
  debianPackage({
    ...{ project, folder: at('folder'), seq, version: `1.${seq}.0`, arch: 'x64' },
    ...{ out: at(`${seq}.deb`), compression: 'none' },
  })

/** dpkg itself, with a folder in place of the disk. */
function dpkg(...args: string[]): void {
  const force = '--force-not-root,script-chrootless,depends,architecture,downgrade'
  execFileSync('dpkg', [`--root=${at('disk')}`, force, '--log=/dev/null', ...args], { env: onDisk, stdio: 'pipe' })
}

const onDisk = { PATH: process.env['PATH'], DEBIAN_FRONTEND: 'noninteractive' }

async function emptyDisk(): Promise<void> {
  for (const folder of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/cache/debconf', 'etc', 'root'])
    await mkdir(at('disk', folder), { recursive: true })
  for (const file of ['status', 'available']) await writeFile(at('disk/var/lib/dpkg', file), '')
  const database = (name: string): string =>
    `Name: ${name}\nDriver: File\nMode: 644\nFilename: /var/cache/debconf/${name}.dat\n`
  const config = ['Config: config\nTemplates: templates\n', database('config'), database('templates')].join('\n')
  await writeFile(at('disk/etc/debconf.conf'), config)
}

const unpack = (seq: number): void => dpkg('-i', at(`${seq}.deb`))

test("Debian's own tool reads the package: what it is, what it needs and whose the files are", () => {
  const info = run('dpkg-deb', '--info', at('12.deb'))
  for (const line of ['Package: beatbook', 'Version: 1.12.0', 'Architecture: amd64', 'Description: 警务台账工作台'])
    expect(info).toContain(` ${line}\n`)
  expect(info).toMatch(/Depends: libgtk-3-0 \| libgtk-3-0t64, libnss3, /)
  const contents = run('dpkg-deb', '--contents', at('12.deb')).trim().split('\n')
  const files = new Map(contents.map((line) => [line.split(/\s+/)[5], line.split(/\s+/).slice(0, 2).join(' ')]))
  expect(files.get('./opt/beatbook/beatbook')).toBe('-rwxr-xr-x root/root')
  expect(files.get('./opt/beatbook/install-update')).toBe('-rwxr-xr-x root/root')
  expect(files.get('./opt/beatbook/versions/12/beatbook')).toBe('-rwxr-xr-x root/root')
  expect(files.get('./opt/beatbook/versions/12/resources/app.asar')).toBe('-rw-r--r-- root/root')
  expect(contents.some((line) => line.endsWith('./usr/bin/beatbook -> /opt/beatbook/beatbook'))).toBe(true)
  for (const name of ['applications/beatbook.desktop', 'icons/hicolor/512x512/apps/beatbook.png'])
    expect(files.get(`./usr/share/${name}`)).toBe('-rw-r--r-- root/root')
  // Nothing that somebody else could write to.
  expect([...files.values()].filter((mode) => /^.(.{4}w|.{7}w)/.test(mode) && !mode.startsWith('l'))).toEqual([])
})

test('the first installation starts its version; a later package comes first, an earlier one does not', async () => {
  unpack(12)
  expect(await text('disk/opt/beatbook/current')).toBe('12')
  expect((await stat(at('disk/opt/beatbook/versions/12/chrome-sandbox'))).mode & 0o7777).toBe(0o4755)
  await mkdir(at('disk/opt/beatbook/versions/13'))
  await writeFile(at('disk/opt/beatbook/versions/13/beatbook'), '')
  await chmod(at('disk/opt/beatbook/versions/13/beatbook'), 0o755)
  await writeFile(at('disk/opt/beatbook/current'), '13\n')
  await writeFile(at('disk/opt/beatbook/previous'), '12\n')
  unpack(12)
  expect(await text('disk/opt/beatbook/current')).toBe('13')
  await build(14)
  unpack(14)
  expect([await text('disk/opt/beatbook/current'), await text('disk/opt/beatbook/previous')]).toEqual(['14', '13'])
})

test('removal takes every version and keeps the ledgers, and so does a purge that nobody answers', async () => {
  await mkdir(at('disk/root/.config/Beatbook/replica'), { recursive: true })
  await writeFile(at('disk/opt/beatbook/station'), 'PS990101\n')
  dpkg('-r', 'beatbook')
  await expect(stat(at('disk/opt/beatbook/versions'))).rejects.toThrow()
  expect(await text('disk/opt/beatbook/station')).toBe('PS990101')
  dpkg('-P', 'beatbook')
  await expect(stat(at('disk/opt/beatbook'))).rejects.toThrow()
  expect((await stat(at('disk/root/.config/Beatbook/replica'))).isDirectory()).toBe(true)
})

test('who says at the purge that the ledgers go gets rid of them', async () => {
  unpack(14)
  const answer = 'beatbook beatbook/remove-replica boolean true\n'
  execFileSync('debconf-set-selections', { input: answer, env: { ...onDisk, DPKG_ROOT: at('disk') } })
  dpkg('-P', 'beatbook')
  await expect(stat(at('disk/root/.config/Beatbook'))).rejects.toThrow()
})
