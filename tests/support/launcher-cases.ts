import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/**
 * What the program of a version does when it is started. `healthy`: somebody logs in. `migrates`: it keeps a copy, changes the database and
 * dies, and dies at once where that has happened before. `stays`: it runs until there is a file `end` in the user's folder.
 */
export type Deed = 'runs' | 'healthy' | 'fails' | 'migrates' | 'stays'

/** One PC with a launcher on it. */
export type LauncherBench = {
  /** Paths below the folder of the installation, and below the user's folder. */
  readonly root: (...names: string[]) => string
  readonly data: (...names: string[]) => string
  /** Puts a version there whose program says which one it is, with its arguments, and does a deed. */
  readonly install: (seq: number, deed: Deed) => Promise<void>
  /**
   * Starts the launcher and waits until the program has ended as well.
   * @returns what the program said, what the launcher said, and its exit code. A launcher that does not wait for a program that is known to
   *   be good has none of that program's
   */
  readonly start: (...args: string[]) => Promise<{ code: number | null; out: string; err: string }>
  readonly close: () => Promise<void>
}

const text = (path: string): Promise<string> => readFile(path, 'utf8')

/** What a launcher does, on each system the same. */
export function launcherCases(open: () => Promise<LauncherBench>): void {
  let bench: LauncherBench
  beforeEach(async () => {
    bench = await open()
    await mkdir(bench.data('replica', 'backups'), { recursive: true })
    await writeFile(bench.data('replica', 'replica.db'), 'entries under version 11')
  })
  afterEach(() => bench.close())

  const install: LauncherBench['install'] = (seq, deed) => bench.install(seq, deed)
  const start: LauncherBench['start'] = (...args) => bench.start(...args)
  const code = async (): Promise<number | null> => (await start()).code
  const out = async (): Promise<string> => (await start()).out
  /** How many programs that stay said that they run. */
  const running = async (): Promise<number> =>
    (await readdir(data())).filter((name) => name.startsWith('stays-')).length
  const at = (...names: string[]): string => bench.root(...names)
  const data = (...names: string[]): string => bench.data(...names)
  const point = async (current: string, previous: string): Promise<void> => {
    await writeFile(at('current'), current)
    await writeFile(at('previous'), previous)
  }

  test('the current version is started with its arguments, and is trusted once somebody has logged in', async () => {
    await install(11, 'runs')
    await install(12, 'healthy')
    await point('12', '11')
    expect(await start('--hidden', 'a b')).toEqual({ code: 0, out: 'version 12 --hidden a b', err: '' })
    await install(12, 'fails')
    for (let i = 0; i < 5; i++) expect(await out()).toBe('version 12')
  })

  test('three starts that fail lead back to the version before, and it stays', async () => {
    await install(11, 'runs')
    await install(12, 'fails')
    await point('12', '11')
    for (let i = 0; i < 3; i++) expect(await start()).toMatchObject({ code: 1, out: 'version 12' })
    expect(await out()).toBe('version 11')
    expect(await out()).toBe('version 11')
    expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
  })

  test('the database from before the migration comes back, and what was not sent yet is kept', async () => {
    await install(11, 'runs')
    await install(12, 'migrates')
    await point('12', '11')
    await writeFile(data('replica', 'backups', 'replica-20200101T000000000Z-migration.db'), 'years ago')
    for (let i = 0; i < 3; i++) expect(await code()).not.toBe(0)
    expect(await text(data('replica', 'replica.db'))).toContain('migrated')
    expect(await out()).toBe('version 11')
    expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
    const kept = data('replica', 'quarantine', 'update-12')
    expect(await text(join(kept, 'replica.db'))).toBe('migrated, with an entry not sent yet\n')
    expect((await readdir(kept)).sort()).toEqual(['done', 'replica.db', 'replica.db-wal'])
    expect((await readdir(data('replica'))).sort()).toEqual(['backups', 'quarantine', 'replica.db'])
  })

  test('of several copies the newest since the probation began comes back, and nothing that only looks like one', async () => {
    await install(11, 'runs')
    await install(12, 'fails')
    await point('12', '11')
    for (let i = 0; i < 3; i++) expect(await code()).toBe(1)
    expect(await text(data('launcher', 'since'))).toMatch(/^20\d{6}T\d{6}000Z\n$/)
    const copy = (name: string): Promise<void> => writeFile(data('replica', 'backups', name), name)
    for (const stamp of ['20980101T000000000Z', '20990101T000000000Z', '20970101T000000000Z'])
      await copy(`replica-${stamp}-migration.db`)
    for (const other of ['replica-20991231T000000000Z-daily.db', 'replica-20991231T000000000Z-migration.db.part'])
      await copy(other)
    await mkdir(data('replica', 'backups', 'replica-20991231T000000000Z-migration.db'))
    expect(await out()).toBe('version 11')
    expect(await text(data('replica', 'replica.db'))).toBe('replica-20990101T000000000Z-migration.db')
  })

  test('a power cut in the middle of going back is finished by the next start', async () => {
    await install(11, 'runs')
    await install(12, 'migrates')
    await point('12', '11')
    for (let i = 0; i < 3; i++) await start()
    // After the note and the copy; after the replica was moved aside.
    const [copy] = await readdir(data('replica', 'backups'))
    await writeFile(data('launcher', 'rollback'), '')
    await cp(data('replica', 'backups', String(copy)), data('replica', 'replica.db.before'))
    const kept = data('replica', 'quarantine', 'update-12')
    await mkdir(kept, { recursive: true })
    await cp(data('replica', 'replica.db'), join(kept, 'replica.db'))
    await rm(data('replica', 'replica.db'))
    expect(await out()).toBe('version 11')
    expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
    expect(await text(join(kept, 'replica.db'))).toContain('not sent yet')
  })

  test('going back that cannot be finished starts nothing, and what was moved aside is never replaced', async () => {
    await install(11, 'runs')
    await install(12, 'migrates')
    await point('12', '11')
    for (let i = 0; i < 3; i++) await start()
    const kept = data('replica', 'quarantine', 'update-12')
    await mkdir(join(kept, 'done'), { recursive: true })
    expect(await start()).toMatchObject({ code: 74, out: '' })
    const saved = 'migrated, with an entry not sent yet\n'
    expect(await text(join(kept, 'replica.db'))).toBe(saved)
    await writeFile(data('replica', 'replica.db'), 'made since')
    expect(await start()).toMatchObject({ code: 74, out: '' })
    expect(await text(join(kept, 'replica.db'))).toBe(saved)
    expect((await readdir(kept)).sort()).toEqual(['done', 'replica.db', 'replica.db-wal'])
    await rm(data('replica', 'replica.db'))
    await rm(join(kept, 'done'), { recursive: true })
    expect(await out()).toBe('version 11')
    expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
    expect(await text(join(kept, 'replica.db'))).toBe(saved)
  })

  test('where the program of the current version is missing, the version before is started', async () => {
    await install(11, 'runs')
    await point('12', '11')
    for (let i = 0; i < 5; i++) expect(await start()).toMatchObject({ code: 0, out: 'version 11' })
    await install(12, 'runs')
    expect(await out()).toBe('version 12')
    await rm(at('versions', '11'), { recursive: true })
    await rm(at('versions', '12'), { recursive: true })
    expect(await start()).toMatchObject({ code: 78, out: '' })
  })

  test('a version that is closed in order is not a failed one, however often', async () => {
    await install(11, 'runs')
    await install(12, 'runs')
    await point('12', '11')
    for (let i = 0; i < 6; i++) expect(await out()).toBe('version 12')
  })

  test('who starts a new version again and again while it is on its way makes no failed start of it', async () => {
    await install(11, 'runs')
    await install(12, 'stays')
    await point('12', '11')
    const starts = Array.from({ length: 6 }, () => start())
    await vi.waitFor(async () => expect(await running()).toBe(6), 30_000)
    expect(await text(data('launcher', 'starts'))).toBe('1\n')
    await writeFile(data('end'), '')
    await Promise.all(starts)
    expect(await text(data('launcher', 'starts'))).toBe('0\n')
    expect(await out()).toBe('version 12')
  })

  test('a version that was mended after it was held gets its own three starts', async () => {
    await install(11, 'runs')
    await install(12, 'fails')
    await point('12', '11')
    for (let i = 0; i < 4; i++) await start()
    await install(13, 'fails')
    await point('13', '11')
    expect(await code()).toBe(1)
    await install(13, 'runs')
    expect(await out()).toBe('version 13')
  })

  test('a lower version is on probation like any other one, and the higher one comes back when it fails', async () => {
    await install(12, 'healthy')
    await point('12', '11')
    await start()
    await install(11, 'fails')
    await point('11', '12')
    for (let i = 0; i < 3; i++) expect(await code()).toBe(1)
    expect(await out()).toBe('version 12')
    expect(await text(data('replica', 'replica.db'))).toBe('entries under version 11')
    await install(10, 'healthy')
    await point('10', '12')
    expect(await out()).toBe('version 10')
    expect(await out()).toBe('version 10')
  })

  test('a version whose archive is damaged on the disk is not run; a new one is left for the version before', async () => {
    const resources = at('versions', '12', 'resources')
    await install(11, 'runs')
    await install(12, 'healthy')
    await mkdir(resources)
    const hash = createHash('sha256').update('the app').digest('hex')
    await writeFile(join(resources, 'app.asar.sha256'), `${hash}  app.asar\n`)
    await point('12', '11')
    await writeFile(join(resources, 'app.asar'), 'the ap?')
    for (let i = 0; i < 3; i++) expect(await start()).toMatchObject({ code: 74, out: '' })
    expect(await out()).toBe('version 11')
    await writeFile(join(resources, 'app.asar'), 'the app')
    await rm(data('launcher'), { recursive: true })
    expect(await out()).toBe('version 12')
    await rm(join(resources, 'app.asar'))
    // On its feet: there may be entries of its own in the database, so nothing older is started over them.
    for (let i = 0; i < 4; i++) expect(await start()).toMatchObject({ code: 74, out: '' })
  })

  test('the first version has nothing to go back to and is always started', async () => {
    await install(12, 'fails')
    await writeFile(at('current'), '12')
    for (let i = 0; i < 5; i++) expect(await out()).toBe('version 12')
    await install(12, 'runs')
    expect(await out()).toBe('version 12')
  })

  test('a number that is a path, or none, starts nothing', async () => {
    await install(12, 'runs')
    for (const wrong of ['../../../../bin', '12; touch x', '', '-1']) {
      await point(wrong, '11')
      expect(await start()).toMatchObject({ code: 78, out: '' })
    }
    await point('99', '98')
    expect(await start()).toMatchObject({ code: 78, out: '' })
  })
}
