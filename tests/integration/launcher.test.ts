import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'

const launcher = join(import.meta.dirname, '../../build/launcher/beatbook.sh')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beatbook-launcher-'))
  await mkdir(at('opt'))
  await cp(launcher, at('opt', 'beatbook'))
  await chmod(at('opt', 'beatbook'), 0o755)
  await mkdir(data('replica', 'backups'), { recursive: true })
  await writeFile(data('replica', 'replica.db'), 'entries under version 11')
  return () => rm(folder, { recursive: true })
})

const at = (...names: string[]): string => join(folder, ...names)
const data = (...names: string[]): string => at('config', 'Beatbook', ...names)
const text = (path: string): Promise<string> => readFile(path, 'utf8')

/** A version whose program does what a shell script says. */
async function install(seq: number, program: string): Promise<void> {
  await mkdir(at('opt', 'versions', String(seq)), { recursive: true })
  await writeFile(at('opt', 'versions', String(seq), 'beatbook'), `#!/bin/sh\nD="${data()}"\n${program}\n`, {
    mode: 0o755,
  })
}

async function point(current: string, previous: string): Promise<void> {
  await writeFile(at('opt', 'current'), current)
  await writeFile(at('opt', 'previous'), previous)
}

function start(...args: string[]): { code: number | null; out: string; err: string } {
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: at('config') }
  const { status, stdout, stderr } = spawnSync(at('opt', 'beatbook'), args, { env, encoding: 'utf8' })
  return { code: status, out: stdout.trim(), err: stderr.trim() }
}

const RUNS = 'echo "version $(basename "$(dirname "$0")") $*"'
const HEALTHY = 'basename "$(dirname "$0")" > "$D/launcher/healthy"'
const FAILS = 'exit 1'
/** What the app does before it migrates, then dies. */
const MIGRATES = `cp "$D/replica/replica.db" "$D/replica/backups/replica-$(date -u +%Y%m%dT%H%M%S)999Z-migration.db"
echo "migrated, with an entry not sent yet" > "$D/replica/replica.db"; echo log > "$D/replica/replica.db-wal"; kill -9 $$`

test('the current version is started with its arguments, and is trusted once somebody has logged in', async () => {
  await install(11, RUNS)
  await install(12, `${RUNS}; ${HEALTHY}`)
  await point('12', '11')
  expect(start('--hidden', 'a b')).toEqual({ code: 0, out: 'version 12 --hidden a b', err: '' })
  await install(12, FAILS)
  for (let i = 0; i < 5; i++) expect(start().code).toBe(1)
})

test('three starts that fail lead back to the version before, and it stays', async () => {
  await install(11, RUNS)
  await install(12, FAILS)
  await point('12', '11')
  for (let i = 0; i < 3; i++) expect(start().code).toBe(1)
  expect(start().out).toBe('version 11')
  expect(start().out).toBe('version 11')
  expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
})

test('the database from before the migration comes back, and what was not sent yet is kept', async () => {
  await install(11, RUNS)
  await install(12, `[ -f "$D/replica/replica.db-wal" ] && exit 1; ${MIGRATES}`)
  await point('12', '11')
  await writeFile(data('replica', 'backups', 'replica-20200101T000000000Z-migration.db'), 'years ago')
  for (let i = 0; i < 3; i++) expect(start().code).not.toBe(0)
  expect(await text(data('replica', 'replica.db'))).toContain('migrated')
  expect(start().out).toBe('version 11')
  expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
  const kept = data('replica', 'quarantine', 'update-12')
  expect(await text(join(kept, 'replica.db'))).toBe('migrated, with an entry not sent yet\n')
  expect((await readdir(data('replica'))).sort()).toEqual(['backups', 'quarantine', 'replica.db'])
})

test('a power cut in the middle of going back is finished by the next start', async () => {
  await install(11, RUNS)
  await install(12, `[ -f "$D/replica/replica.db-wal" ] && exit 1; ${MIGRATES}`)
  await point('12', '11')
  for (let i = 0; i < 3; i++) start()
  // After the note and the copy; after the replica was moved aside.
  const [copy] = await readdir(data('replica', 'backups'))
  await writeFile(data('launcher', 'rollback'), '')
  await cp(data('replica', 'backups', String(copy)), data('replica', 'replica.db.before'))
  const kept = data('replica', 'quarantine', 'update-12')
  await mkdir(kept, { recursive: true })
  await cp(data('replica', 'replica.db'), join(kept, 'replica.db'))
  await rm(data('replica', 'replica.db'))
  expect(start().out).toBe('version 11')
  expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
  expect(await text(join(kept, 'replica.db'))).toContain('not sent yet')
})

test('a version that is closed in order is not a failed one, however often', async () => {
  await install(11, RUNS)
  await install(12, RUNS)
  await point('12', '11')
  for (let i = 0; i < 6; i++) expect(start().out).toBe('version 12')
})

test('a version that was mended after it was held gets its own three starts', async () => {
  await install(11, RUNS)
  await install(12, FAILS)
  await point('12', '11')
  for (let i = 0; i < 4; i++) start()
  await install(13, FAILS)
  await point('13', '11')
  expect(start().code).toBe(1)
  await install(13, RUNS)
  expect(start().out).toBe('version 13')
})

test('a lower version is on probation like any other one, and the higher one comes back when it fails', async () => {
  await install(12, `${RUNS}; ${HEALTHY}`)
  await point('12', '11')
  start()
  await install(11, FAILS)
  await point('11', '12')
  for (let i = 0; i < 3; i++) expect(start().code).toBe(1)
  expect(start().out).toBe('version 12')
  expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
  await install(10, `${RUNS}; ${HEALTHY}`)
  await point('10', '12')
  expect(start().out).toBe('version 10')
  expect(start().out).toBe('version 10')
})

test('a version whose archive is damaged on the disk is not run; a new one is left for the version before', async () => {
  const resources = at('opt', 'versions', '12', 'resources')
  await install(11, RUNS)
  await install(12, `${RUNS}; ${HEALTHY}`)
  await mkdir(resources)
  await writeFile(join(resources, 'app.asar'), 'the app')
  const hash = createHash('sha256').update('the app').digest('hex')
  await writeFile(join(resources, 'app.asar.sha256'), `${hash}  app.asar\n`)
  await point('12', '11')
  await writeFile(join(resources, 'app.asar'), 'the ap?')
  for (let i = 0; i < 3; i++) expect(start()).toMatchObject({ code: 74, out: '' })
  expect(start().out).toBe('version 11')
  await writeFile(join(resources, 'app.asar'), 'the app')
  await rm(data('launcher'), { recursive: true })
  expect(start().out).toBe('version 12')
  await writeFile(join(resources, 'app.asar'), 'the ap?')
  // On its feet: there may be entries of its own in the database, so nothing older is started over them.
  for (let i = 0; i < 4; i++) expect(start()).toMatchObject({ code: 74, out: '' })
})

test('the first version has nothing to go back to and is always started', async () => {
  await install(12, FAILS)
  await writeFile(at('opt', 'current'), '12')
  for (let i = 0; i < 5; i++) expect(start().code).toBe(1)
  await install(12, RUNS)
  expect(start().out).toBe('version 12')
})

test('a number that is a path, or none, starts nothing', async () => {
  await install(12, RUNS)
  for (const wrong of ['../../../../bin', '12; touch x', '', '-1']) {
    await point(wrong, '11')
    expect(start()).toMatchObject({ code: 78, out: '' })
  }
  await point('99', '12')
  expect(start()).toMatchObject({ code: 78, out: '' })
})
