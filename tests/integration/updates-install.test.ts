import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '../../src-main/updates/install-lock.ts'
import { installAsRoot } from '../../src-main/updates/install-as-root.ts'
import { heldVersion, tellHeld } from '../../src-main/updates/held-version.ts'
import { namesOf, UpdateFolder } from '../../src-main/updates/update-folder.ts'
import { installedVersion, installVersion } from '../../src-main/updates/versions.ts'
import {
  buildOf,
  fileEntry,
  holdCeremony,
  NOW,
  offerOf,
  STATION,
  statusOf,
  type Offer,
} from '../support/update-signing.ts'

const ceremony = holdCeremony()
const LOCKING = new URL('updates-lock.child.ts', import.meta.url)
const NAME = 'beatbook-1.2.0-x64.tar'

let home: string
let root: string
let handed: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'beatbook-install-'))
  root = join(home, 'opt')
  handed = join(home, 'offer')
  for (const seq of [9, 10, 11]) putVersion(seq)
  writeFileSync(join(root, 'current'), '11\n')
  writeFileSync(join(root, 'previous'), '10\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function putVersion(seq: number): void {
  mkdirSync(join(root, 'versions', String(seq)), { recursive: true })
  writeFileSync(join(root, 'versions', String(seq), 'beatbook'), `#!/bin/sh\necho ${seq}\n`, { mode: 0o755 })
}

/** A package as it is built: the program at its top. */
function packed(program = 'beatbook', mode = 0o755): Buffer {
  const from = join(home, 'packed')
  mkdirSync(from, { recursive: true })
  writeFileSync(join(from, program), '#!/bin/sh\necho 12\n')
  chmodSync(join(from, program), mode)
  execFileSync('tar', ['-cf', join(home, 'package.tar'), '-C', from, program])
  return readFileSync(join(home, 'package.tar'))
}

function hand(content: Buffer, offer: Offer): void {
  mkdirSync(join(handed, 'package'), { recursive: true })
  for (const [name, bytes] of namesOf(offer, 2)) writeFileSync(join(handed, name), bytes)
  writeFileSync(join(handed, 'package', NAME), content)
}

const offerWith = (content: Buffer, status: Record<string, unknown> = {}) =>
  offerOf(ceremony, { release: { files: [fileEntry(NAME, content)] }, status })

const install = () =>
  installAsRoot({ offer: handed, root, running: 11, build: buildOf(ceremony), stationId: STATION, now: new Date(NOW) })

const versions = () => readdirSync(join(root, 'versions')).sort((a, b) => Number(a) - Number(b))
const pointers = () => ['current', 'previous'].map((name) => readFileSync(join(root, name), 'utf8').trim())

/** Nothing has changed, and nothing of the offer is left in root's folder. */
function unchanged(): void {
  expect(versions()).toEqual(['9', '10', '11'])
  expect(pointers()).toEqual(['11', '10'])
  expect(readdirSync(join(root, 'updates')).filter((name) => name.startsWith('incoming'))).toEqual([])
  expect(existsSync(join(root, 'updates', 'state.json'))).toBe(false)
}

test('the new version starts next, the one before stays, older ones go', async () => {
  const content = packed()
  hand(content, offerWith(content))
  expect(await install()).toEqual({ ok: true, seq: 12, version: '1.2.0' })
  expect(pointers()).toEqual(['12', '11'])
  expect(versions()).toEqual(['11', '12'])
  expect(execFileSync(join(root, 'versions', '12', 'beatbook'), { encoding: 'utf8' })).toBe('12\n')
  expect(JSON.parse(readFileSync(join(root, 'updates', 'state.json'), 'utf8'))).toMatchObject({ seq: 12, counter: 40 })
})

/** 12 was installed and is newer than what this user runs: another user of the PC works with it, or it failed here only. */
async function installOver12(status: Record<string, unknown> = {}): Promise<void> {
  putVersion(12)
  writeFileSync(join(root, 'current'), '12\n')
  writeFileSync(join(root, 'previous'), '11\n')
  const content = packed()
  const release = { files: [fileEntry(NAME, content)], seq: 13, version: '1.3.0' }
  hand(content, offerOf(ceremony, { release, status }))
  expect(await install()).toMatchObject({ ok: true, seq: 13 })
}

test('a newer version that others on this PC work with stays, and is what the next one goes back to', async () => {
  await installOver12()
  expect(pointers()).toEqual(['13', '12'])
  expect(versions()).toEqual(['11', '12', '13'])
})

test('nobody goes back to a version that was recalled', async () => {
  await installOver12({ recalled: [12] })
  expect(pointers()).toEqual(['13', '11'])
})

test('nor to one whose archive is damaged', async () => {
  const resources = join(root, 'versions', '12', 'resources')
  mkdirSync(resources, { recursive: true })
  writeFileSync(join(resources, 'app.asar'), 'the ap?')
  writeFileSync(join(resources, 'app.asar.sha256'), `${'0'.repeat(64)}  app.asar\n`)
  await installOver12()
  expect(pointers()).toEqual(['13', '11'])
})

test('a repair that was cut short: the version that was put away comes back before anything else', () => {
  renameSync(join(root, 'versions', '11'), join(root, 'versions', '.gone-11'))
  writeFileSync(join(home, 'none.tar'), 'no archive')
  expect(() => installVersion(root, 12, 10, join(home, 'none.tar'))).toThrow('UPD_INSTALL')
  expect(versions()).toEqual(['9', '10', '11'])
  expect(execFileSync(join(root, 'versions', '11', 'beatbook'), { encoding: 'utf8' })).toBe('11\n')
})

test('a version that was held on this account is known, told once, and forgotten with the next one', () => {
  const userData = join(home, 'user')
  const folder = new UpdateFolder(join(userData, 'updates'))
  const installed = { root, seq: 10 }
  expect(heldVersion(userData, installed)).toBeNull()
  mkdirSync(join(userData, 'launcher'), { recursive: true })
  writeFileSync(join(userData, 'launcher', 'held'), '11\n')
  expect(heldVersion(userData, installed)).toBe(11)
  for (let start = 0; start < 3; start++) tellHeld(folder, 11, new Date(NOW))
  expect(folder.events()).toEqual([{ at: '2026-11-22T08:00:00.000Z', what: 'went-back', seq: 11, code: 'UPD_START' }])
  writeFileSync(join(root, 'current'), '12\n')
  expect(heldVersion(userData, { root, seq: 12 })).toBeNull()
})

test('what the user exchanged after the app verified it is refused by the step with rights', async () => {
  const content = packed()
  hand(content, offerWith(content))
  writeFileSync(join(handed, 'package', NAME), Buffer.alloc(content.length, 'x'))
  expect(await install()).toEqual({ ok: false, code: 'UPD_HASH' })
  unchanged()
})

test('an offer that one officer signed, a paused one and none at all are refused', async () => {
  const content = packed()
  const good = offerWith(content)
  const signed = JSON.parse(good.release.toString('utf8')) as { signatures: unknown[] }
  const alone = Buffer.from(JSON.stringify({ ...signed, signatures: signed.signatures.slice(0, 1) }))
  hand(content, { ...good, release: alone, status: statusOf(ceremony, alone) })
  expect(await install()).toEqual({ ok: false, code: 'UPD_THRESHOLD' })
  hand(content, offerWith(content, { paused: true }))
  expect(await install()).toEqual({ ok: false, code: 'UPD_HOLD' })
  rmSync(handed, { recursive: true })
  expect(await install()).toEqual({ ok: false, code: 'UPD_INSTALL' })
  unchanged()
})

test('root remembers: a status older than the last one is refused, whatever the user state says', async () => {
  const content = packed()
  hand(content, offerWith(content))
  await install()
  hand(content, offerWith(content, { counter: 39 }))
  expect(await install()).toEqual({ ok: false, code: 'UPD_ROLLBACK' })
})

test('a signed package without the program in it changes nothing', async () => {
  for (const content of [packed('something-else'), packed('beatbook', 0o644), Buffer.from('no archive')]) {
    hand(content, offerWith(content))
    expect(await install()).toEqual({ ok: false, code: 'UPD_INSTALL' })
    unchanged()
    rmSync(join(home, 'packed'), { recursive: true, force: true })
  }
})

test('two at once: the second one waits; one that a power cut ended holds nothing', async () => {
  const content = packed()
  hand(content, offerWith(content))
  const own = join(root, 'updates')
  mkdirSync(own)
  const release = takeLock(own)
  expect(await install()).toEqual({ ok: false, code: 'UPD_BUSY' })
  unchanged()
  release?.()
  const gone = spawnSync('true').pid
  writeFileSync(join(own, 'busy-7'), `${gone} \n`)
  expect(await install()).toMatchObject({ ok: true })
  expect(readdirSync(own).sort()).toEqual(['busy-8', 'key', 'state.json'])
  // Another process has the number of the one that is gone.
  writeFileSync(join(own, 'busy-9'), `${process.pid} another-boot/1\n`)
  expect(takeLock(own)).not.toBeNull()
  expect(takeLock(own)).toBeNull()
})

test('of several that find a lock whose process is gone, one takes it', async () => {
  const gone = spawnSync('true').pid
  const folders = Array.from({ length: 50 }, (_, at) => join(root, 'locks', String(at)))
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'busy-3'), `${gone} before\n`)
  }
  const together = new SharedArrayBuffer(4 * folders.length)
  const workers = [1, 2, 3].map(() => new Worker(LOCKING, { workerData: { folders, together, workers: 3 } }))
  const taken = await Promise.all(workers.map(async (worker) => ((await once(worker, 'message')) as [boolean[]])[0]))
  expect(folders.map((_, at) => taken.filter((each) => each[at]).length)).toEqual(folders.map(() => 1))
})

test('what cannot be begun is an answer as well', async () => {
  const content = packed()
  hand(content, offerWith(content))
  writeFileSync(join(root, 'updates'), 'a file where the folder goes')
  expect(await install()).toEqual({ ok: false, code: 'UPD_INSTALL' })
  expect(pointers()).toEqual(['11', '10'])
})

test('an offer behind a link is not read, and its package neither', async () => {
  const content = packed()
  hand(content, offerWith(content))
  const real = join(home, 'real')
  renameSync(handed, real)
  symlinkSync(real, handed)
  expect(await install()).toEqual({ ok: false, code: 'UPD_INSTALL' })
  rmSync(handed)
  renameSync(real, handed)
  renameSync(join(handed, 'package'), join(home, 'package'))
  symlinkSync(join(home, 'package'), join(handed, 'package'))
  expect(await install()).toEqual({ ok: false, code: 'UPD_INSTALL' })
  unchanged()
})

test('a PC that is switched off in the middle has the old version or the new one, whole, and the next attempt installs', async () => {
  const from = join(home, 'packed')
  mkdirSync(from)
  // The program is the last file: it is there when all the others are.
  writeFileSync(join(from, 'a'), Buffer.alloc(30_000_000, 'library'))
  writeFileSync(join(from, 'beatbook'), '#!/bin/sh\necho 12\n', { mode: 0o755 })
  const archive = join(home, 'new.tar')
  execFileSync('tar', ['-cf', archive, '-C', from, 'a', 'beatbook'])
  const at = (...names: string[]): string => join(root, ...names)
  const moments = [
    ...[at('versions/.incoming-12'), at('versions/.incoming-12/a'), at('versions/.incoming-12/beatbook')],
    ...[at('versions/12'), at('previous.new'), at('current.new')],
  ]
  for (const moment of moments) {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'updates-step.child.ts'),
      'install',
      root,
      archive,
    ])
    const ended = once(child, 'exit')
    while (!existsSync(moment) && child.exitCode === null) await setImmediate()
    child.kill('SIGKILL')
    await ended
    const current = Number(readFileSync(at('current'), 'utf8'))
    expect([11, 12]).toContain(current)
    expect(execFileSync(at('versions', String(current), 'beatbook'), { encoding: 'utf8' })).toBe(`${current}\n`)
    if (current === 12) expect(statSync(at('versions/12/a')).size).toBe(30_000_000)
    // Back to where it began, with whatever the end left lying about.
    writeFileSync(at('current'), '11\n')
  }
  installVersion(root, 12, 11, archive)
  expect(pointers()).toEqual(['12', '11'])
  expect(readdirSync(at('versions')).sort()).toEqual(['11', '12'])
})

test('a device or a link in place of a file is not followed', async () => {
  const content = packed()
  hand(content, offerWith(content))
  rmSync(join(handed, 'package', NAME))
  execFileSync('ln', ['-s', '/dev/zero', join(handed, 'package', NAME)])
  expect(await install()).toEqual({ ok: false, code: 'UPD_SIZE' })
  unchanged()
})

test('which version runs is known from where the program lies', () => {
  expect(installedVersion('/opt/beatbook/versions/12/beatbook')).toEqual({ root: '/opt/beatbook', seq: 12 })
  expect(installedVersion('/home/somebody/electron')).toBeNull()
})
