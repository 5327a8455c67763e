import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { discSource, feedSource, type OfferSource } from '../../src-main/updates/offer-source.ts'
import { fetchPackage } from '../../src-main/updates/package-download.ts'
import { packageOf, StationUpdates } from '../../src-main/updates/station-updates.ts'
import { UpdateFolder } from '../../src-main/updates/update-folder.ts'
import { openFeed, putOffer, writeDisc, type Feed } from '../support/update-feed.ts'
import { buildOf, fileEntry, holdCeremony, NOW, offerOf, STATION, statusOf } from '../support/update-signing.ts'

const ceremony = holdCeremony()
const NAME = 'beatbook-1.2.0-x64.tar'
/** Large enough to come in many pieces. */
const content = Buffer.alloc(3_000_000, 'an installer of version 1.2.0, again and again. ')
const offer = offerOf(ceremony, { release: { files: [fileEntry(NAME, content)] } })
const hashOf = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('hex')
const never = new AbortController().signal

let home: string
let feed: Feed
let folder: UpdateFolder
let station: StationUpdates
let source: OfferSource

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'beatbook-updates-'))
  feed = await openFeed(offer, NAME, content)
  folder = new UpdateFolder(join(home, 'updates'))
  station = stationAt(11)
  source = feedSource(feed.url, fetch)
})
afterEach(async () => {
  await feed.close()
  rmSync(home, { recursive: true, force: true })
})

function stationAt(running: number, held: number | null = null): StationUpdates {
  return new StationUpdates({
    ...{ build: buildOf(ceremony), folder, stationId: STATION, running, held },
    now: () => new Date(NOW),
  })
}

const codes = () => folder.events().flatMap((event) => event.code ?? [])

/** What is on the disc of an update: nothing, after a refusal. */
function residue(): string[] {
  return existsSync(folder.offer) ? readdirSync(folder.offer, { recursive: true }).map(String) : []
}

async function found() {
  const result = await station.find(source, never)
  if (result === null) throw new Error('nothing found')
  return result
}

/** Refused with the code: no file is left, the state is what it was, and the trail has it. */
async function refused(code: string, attempt: () => Promise<unknown>, left: string[] = []): Promise<void> {
  const state = folder.state()
  await expect(attempt()).rejects.toMatchObject({ code })
  expect(residue()).toEqual(left)
  expect(folder.state()).toBe(state)
  expect(codes()).toEqual([code])
}

describe('a good offer', () => {
  test('is found, fetched, verified again and handed over, and every step is for the trail', async () => {
    const offered = await found()
    const progress: number[] = []
    const path = await station.fetch(offered, never, (bytes) => progress.push(bytes))
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(progress.at(-1)).toBe(content.length)
    await station.approve(offered, path, never)
    expect(folder.events().map(({ what }) => what)).toEqual(['found', 'downloaded', 'install-started'])
    expect(folder.events()[0]).toMatchObject({ seq: 12, version: '1.2.0', source: 'feed', signers: ['99001', '99002'] })
    expect(residue().sort()).toEqual(['package', `package/${NAME}`, 'release.json', 'status.json'])
  })

  test('that runs already is no news', async () => {
    station = stationAt(12)
    expect(await station.find(source, never)).toBeNull()
  })

  test('that did not get on its feet here is not offered again', async () => {
    station = stationAt(11, 12)
    await expect(station.find(source, never)).rejects.toMatchObject({ code: 'UPD_START' })
    expect(codes()).toEqual(['UPD_START'])
  })

  test('back to a lower release is taken when two officers and a recall say so, and then nothing is offered any more', async () => {
    station = stationAt(12)
    await station.find(source, never)
    const back = offerOf(ceremony, {
      release: { seq: 11, version: '1.1.1', files: [fileEntry(NAME, content)], rollbackFrom: [12] },
      status: { counter: 41, recalled: [12] },
    })
    putOffer(feed.files, back)
    const offered = await found()
    await station.approve(offered, await station.fetch(offered, never), never)
    expect(folder.events().at(-1)).toMatchObject({ what: 'install-started', seq: 11, version: '1.1.1' })
    station = stationAt(11)
    expect(await station.find(source, never)).toBeNull()
    expect(codes()).toEqual([])
  })

  test('that cannot open the database of this PC is not for it', async () => {
    folder.keepDatabaseStep(191)
    putOffer(
      feed.files,
      offerOf(ceremony, { release: { files: [fileEntry(NAME, content)], schema: { from: 10, to: 190 } } }),
    )
    await refused('UPD_SCOPE', () => station.find(source, never))
  })

  test('comes from a disc the same way', async () => {
    writeDisc(join(home, 'disc'), feed)
    await feed.close()
    source = discSource(join(home, 'disc'))
    const offered = await found()
    const path = await station.fetch(offered, never)
    await station.approve(offered, path, never)
    expect(folder.events().at(-1)).toMatchObject({ what: 'install-started', source: 'disc' })
  })

  test('goes on where the connection was cut, and does not fetch again what is there', async () => {
    const offered = await found()
    feed.answer = (request, response) => {
      if (!request.url?.endsWith(NAME)) return false
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 1_000_000), () => response.destroy())
      return true
    }
    await expect(station.fetch(offered, never)).rejects.toMatchObject({ code: 'UPD_FEED' })
    const [part] = readdirSync(folder.packages)
    const kept = readFileSync(join(folder.packages, part ?? '')).length
    expect(kept).toBeGreaterThan(0)
    feed.answer = null
    const path = await station.fetch(offered, never)
    expect(feed.asked.at(-1)).toBe(`files/${NAME} bytes=${kept}-`)
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  test('begins again where the feed cannot continue', async () => {
    const offered = await found()
    feed.answer = (request, response) => {
      if (!request.url?.endsWith(NAME)) return false
      if (request.headers.range === undefined)
        response.writeHead(200).write(content.subarray(0, 500_000), () => response.destroy())
      else response.writeHead(200).end(content)
      return true
    }
    await expect(station.fetch(offered, never)).rejects.toMatchObject({ code: 'UPD_FEED' })
    const ranged = feed.asked.length
    feed.answer = (request, response) => {
      if (!request.url?.endsWith(NAME)) return false
      response.writeHead(200).end(content)
      return true
    }
    expect(readFileSync(await station.fetch(offered, never)).equals(content)).toBe(true)
    expect(feed.asked.length).toBe(ranged + 2)
  })
})

describe('bad feeds', () => {
  test('down', async () => {
    await feed.close()
    await refused('UPD_FEED', () => station.find(source, never))
  })

  test('slow, a byte and then nothing', async () => {
    const offered = await found()
    feed.answer = (request, response) => {
      if (!request.url?.endsWith(NAME)) return false
      response.writeHead(200).write(content.subarray(0, 1))
      return true
    }
    const file = packageOf(offered)
    const attempt = fetchPackage({ file, source, folder: folder.packages, signal: never, stallMs: 200 })
    await expect(attempt).rejects.toMatchObject({ code: 'UPD_FEED' })
  })

  test('slow, a byte at a time', async () => {
    const offered = await found()
    // It never stops sending, and a package of this size would take years.
    const drip: NonNullable<Feed['answer']> = (request, response) => {
      if (!request.url?.endsWith(request.url.includes('files/') ? NAME : 'status.json')) return false
      response.writeHead(200)
      const timer = setInterval(() => response.write(content.subarray(0, 1)), 5)
      response.once('close', () => clearInterval(timer))
      return true
    }
    feed.answer = drip
    const file = packageOf(offered)
    const attempt = fetchPackage({ file, source, folder: folder.packages, signal: never, minuteMs: 150 })
    await expect(attempt).rejects.toMatchObject({ code: 'UPD_FEED' })
    source = feedSource(feed.url, fetch, 150)
    await expect(station.find(source, never)).rejects.toMatchObject({ code: 'UPD_FEED' })
  })

  test('endless package', async () => {
    const offered = await found()
    feed.answer = (request, response) => {
      if (!request.url?.endsWith(NAME)) return false
      response.writeHead(200)
      const more = (): void => void (response.destroyed || response.write(content, more))
      more()
      return true
    }
    await refused('UPD_SIZE', () => station.fetch(offered, never))
  })

  test('endless metadata', async () => {
    feed.answer = (_request, response) => {
      response.writeHead(200)
      const more = (): void => void (response.destroyed || response.write(content, more))
      more()
      return true
    }
    await refused('UPD_LIMIT', () => station.find(source, never))
  })

  test('HTML instead of JSON', async () => {
    feed.answer = (request, response) => {
      if (!request.url?.endsWith('status.json')) return false
      response.writeHead(200).end('<!doctype html><title>Log in to the network</title>')
      return true
    }
    await refused('UPD_SCHEMA', () => station.find(source, never))
  })

  test('redirect to another host', async () => {
    feed.answer = (_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/feed/release.json' }).end()
      return true
    }
    await refused('UPD_FEED', () => station.find(source, never))
  })

  test('altered installer', async () => {
    const offered = await found()
    const other = Buffer.from(content)
    other[17] = (other[17] ?? 0) ^ 1
    feed.files.set(`files/${NAME}`, other)
    await refused('UPD_HASH', () => station.fetch(offered, never))
  })

  test('an older status than the one seen', async () => {
    await found()
    folder.clear()
    putOffer(feed.files, { ...offer, status: statusOf(ceremony, offer.release, { counter: 39 }) })
    await refused('UPD_ROLLBACK', () => station.find(source, never))
  })
})

describe('between the look and the installation', () => {
  test('swapped after verification', async () => {
    const offered = await found()
    const path = await station.fetch(offered, never)
    writeFileSync(path, Buffer.alloc(content.length, 'x'))
    await refused('UPD_HASH', () => station.approve(offered, path, never))
  })

  test('recalled or paused in the meantime: it is not installed, and waits', async () => {
    const offered = await found()
    const path = await station.fetch(offered, never)
    const status = statusOf(ceremony, offer.release, { counter: 41, paused: true })
    putOffer(feed.files, { ...offer, status })
    const left = residue()
    await refused('UPD_HOLD', () => station.approve(offered, path, never), left)
  })

  test('what the step with rights refuses is for the trail too, and a void offer is gone', async () => {
    const offered = await found()
    const approved = await station.approve(offered, await station.fetch(offered, never), never)
    const left = residue()
    await refused('UPD_BUSY', () => station.install(approved, async () => 'UPD_BUSY'), left)
    expect(folder.events().at(-1)).toMatchObject({ what: 'refused', seq: 12, version: '1.2.0', code: 'UPD_BUSY' })
    await station.install(approved, async () => null)
    expect(folder.events().at(-1)).toMatchObject({ what: 'installed', seq: 12 })
    folder.forgetEvents(folder.events().length)
    await refused('UPD_ROLLBACK', () => station.install(approved, async () => 'UPD_ROLLBACK'))
  })

  test('without a link the status in hand decides', async () => {
    const offered = await found()
    const path = await station.fetch(offered, never)
    await feed.close()
    await expect(station.approve(offered, path, never)).resolves.toMatchObject({ update: { release: { seq: 12 } } })
  })
})

describe('a disk without room', () => {
  // The kernel itself refuses to write more than this into a file, in a process of its own.
  const limited = (step: string, ...args: string[]) =>
    spawnSync(
      'sh',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 1000; exec "$0" "$@"`,
        process.execPath,
        join(import.meta.dirname, 'updates-step.child.ts'),
        step,
        ...args,
      ],
      { encoding: 'utf8' },
    )

  test('ends a download with its code; what has come is kept, and the next one goes on', async () => {
    writeDisc(join(home, 'disc'), feed)
    const done = limited('fetch', join(home, 'disc'), folder.packages, NAME, String(content.length), hashOf(content))
    expect([done.stderr, done.stdout]).toEqual(['', 'UPD_SPACE\n'])
    const [part = ''] = readdirSync(folder.packages)
    expect(part).toMatch(/\.part$/)
    expect(statSync(join(folder.packages, part)).size).toBeLessThan(content.length)
    const offered = await found()
    expect(readFileSync(await station.fetch(offered, never)).equals(content)).toBe(true)
  })

  test('ends an installation with its code, and the version that runs stays', () => {
    const root = join(home, 'opt')
    mkdirSync(join(root, 'versions', '11'), { recursive: true })
    writeFileSync(join(root, 'current'), '11\n')
    mkdirSync(join(home, 'packed'))
    writeFileSync(join(home, 'packed', 'beatbook'), content, { mode: 0o755 })
    execFileSync('tar', ['-cf', join(home, 'new.tar'), '-C', join(home, 'packed'), '.'])
    const done = limited('install', root, join(home, 'new.tar'))
    expect([done.stderr, done.stdout]).toEqual(['', 'UPD_SPACE\n'])
    expect(readFileSync(join(root, 'current'), 'utf8')).toBe('11\n')
    expect(readdirSync(join(root, 'versions'))).toEqual(['11'])
  })
})

describe('discs', () => {
  test('without an update', async () => {
    await refused('UPD_DISC', () => station.find(discSource(home), never))
  })

  test('damaged: it cannot be read in the middle', async () => {
    writeDisc(join(home, 'disc'), feed)
    source = discSource(join(home, 'disc'))
    const offered = await found()
    // A folder in place of the file: opened, and then every read fails, as with a scratch (EISDIR in place of EIO).
    rmSync(join(home, 'disc', 'files', NAME))
    mkdirSync(join(home, 'disc', 'files', NAME))
    await expect(station.fetch(offered, never)).rejects.toMatchObject({ code: 'UPD_DISC' })
    expect(residue().filter((name) => name.endsWith(NAME))).toEqual([])
    expect(codes()).toEqual(['UPD_DISC'])
  })

  test('damaged: a bit of the package is another one', async () => {
    writeDisc(join(home, 'disc'), feed)
    source = discSource(join(home, 'disc'))
    const offered = await found()
    const other = Buffer.from(content)
    other[2_000_000] = (other[2_000_000] ?? 0) ^ 8
    writeFileSync(join(home, 'disc', 'files', NAME), other)
    await refused('UPD_HASH', () => station.fetch(offered, never))
  })

  test('damaged: the package ends too early', async () => {
    writeDisc(join(home, 'disc'), feed)
    source = discSource(join(home, 'disc'))
    const offered = await found()
    writeFileSync(join(home, 'disc', 'files', NAME), content.subarray(0, 1_000_000))
    await refused('UPD_SIZE', () => station.fetch(offered, never))
  })
})
