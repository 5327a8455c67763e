import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verdictOf } from '../../src-updates/codes.ts'
import { readRelease, readStatus, type Release, type Status, type UpdateFile } from '../../src-updates/documents.ts'
import { readEnvelope } from '../../src-updates/envelope.ts'
import { fileCheck } from '../../src-updates/update-file.ts'
import { Refusal } from './refusal.ts'

/** The folder that stations read: trust-N.json, release.json, status.json and files/; releases/ is for IT. A bundle on a disc is the same folder. */
export type Feed = {
  readonly trust: readonly Buffer[]
  readonly release: Buffer | null
  readonly status: Buffer | null
}

export async function readFeed(dir: string): Promise<Feed> {
  const names = existsSync(dir) ? await readdir(dir) : []
  const versions = names.flatMap((name) => /^trust-([1-9]\d{0,5})\.json$/.exec(name)?.[1] ?? []).map(Number)
  versions.sort((a, b) => a - b)
  const optional = async (name: string): Promise<Buffer | null> =>
    names.includes(name) ? readFile(join(dir, name)) : null
  return {
    trust: await Promise.all(versions.map((version) => readFile(join(dir, `trust-${version}.json`)))),
    release: await optional('release.json'),
    status: await optional('status.json'),
  }
}

/** What the feed's release says. It was verified before it came there. */
export function releaseIn(bytes: Uint8Array): Release {
  const read = verdictOf(() => readRelease(readEnvelope(bytes, 'release').payload))
  if (!read.ok) throw new Refusal(`This is no envelope of a release (${read.code}).`)
  return read.value
}

export function statusIn(bytes: Uint8Array): Status {
  const read = verdictOf(() => readStatus(readEnvelope(bytes, 'status').payload))
  if (!read.ok) throw new Refusal(`This is no envelope of a status (${read.code}).`)
  return read.value
}

/** Every release that was published here, lowest sequence first. */
export async function publishedReleases(dir: string): Promise<Release[]> {
  const kept = join(dir, 'releases')
  const names = existsSync(kept) ? await readdir(kept) : []
  const files = names.filter((name) => /^\d+\.json$/.test(name)).map((name) => join(kept, name))
  if (existsSync(join(dir, 'release.json'))) files.push(join(dir, 'release.json'))
  const all = await Promise.all(files.map(async (path) => releaseIn(await readFile(path))))
  return [...new Map(all.map((each) => [each.seq, each])).values()].sort((a, b) => a.seq - b.seq)
}

/** The envelope of a release stays when the next one replaces it. */
export async function keep(dir: string, seq: number, envelope: Uint8Array): Promise<void> {
  await put(join(dir, 'releases'), `${seq}.json`, envelope)
}

/** A reader sees the old file or the new one. */
export async function put(dir: string, name: string, content: Uint8Array): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, `.${name}.new`), content)
  await rename(join(dir, `.${name}.new`), join(dir, name))
}

export async function putFile(dir: string, name: string, from: string): Promise<void> {
  await mkdir(join(dir, 'files'), { recursive: true })
  await copyFile(from, join(dir, 'files', `.${name}.new`))
  await rename(join(dir, 'files', `.${name}.new`), join(dir, 'files', name))
}

/** @throws Refusal when the file is not the one that was signed */
export async function checkFile(path: string, expected: UpdateFile): Promise<void> {
  const check = fileCheck(expected)
  let wrong: string | null = null
  for await (const bytes of createReadStream(path)) if ((wrong = check.take(bytes as Buffer)) !== null) break
  wrong ??= check.end()
  if (wrong !== null) throw new Refusal(`${path} is not the file that was signed as ${expected.name} (${wrong}).`)
}

export async function describeFile(path: string, name: string): Promise<UpdateFile> {
  const hash = createHash('sha512')
  let size = 0
  for await (const bytes of createReadStream(path)) {
    hash.update(bytes as Buffer)
    size += (bytes as Buffer).length
  }
  return { name, size, sha512: hash.digest('hex') }
}
