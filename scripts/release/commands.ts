import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createHash } from 'node:crypto'
import { verdictOf } from '../../src-updates/codes.ts'
import { readTrust, type Release, type Ring, type Status } from '../../src-updates/documents.ts'
import { readEnvelope, type Envelope } from '../../src-updates/envelope.ts'
import { roles, type Role } from '../../src-updates/roles.ts'
import { isoSecond } from '../../src-updates/state.ts'
import { verifyUpdate, type Build, type Station } from '../../src-updates/verify-update.ts'
import { readBuildFile } from './build-file.ts'
import { readDraft, refuseLower } from './draft.ts'
import { checkFile, keep, publishedReleases, put, putFile, readFeed, releaseIn, statusIn, type Feed } from './feed.ts'
import type { Passphrase } from './passphrase.ts'
import { releaseLines, signerLines, statusLines, trustLines } from './print.ts'
import { Refusal } from './refusal.ts'
import { addSignature, sealedBytes } from './seal.ts'
import { openSigningKey, type SigningKey } from './signing-key.ts'

export type KeyFiles = { readonly p12: string; readonly passphrase: Passphrase }
type Common = { readonly at: Date; readonly dryRun: boolean; readonly say: (line: string) => void }

const DAY = 86_400_000

/** The first officer signs a draft. */
export async function signDraft(options: Common & KeyFiles & { draft: string; out: string }): Promise<void> {
  const { payload, release } = await readDraft(options.draft)
  for (const line of releaseLines(release)) options.say(line)
  await addOwn('release', { payload, signatures: [] }, options)
}

/** The other officer signs the same bytes. */
export async function countersign(options: Common & KeyFiles & { envelope: string; out: string }): Promise<void> {
  const bytes = await readFile(options.envelope)
  for (const line of releaseLines(releaseIn(bytes))) options.say(line)
  await addOwn('release', readEnvelope(bytes, 'release'), options)
}

/** A change of trust: begun with its document, then signed by each of the old and new signers in turn. */
export async function rotateTrust(
  options: Common & KeyFiles & { document?: string; envelope?: string; out: string },
): Promise<void> {
  const source = options.envelope ?? options.document
  if (source === undefined) throw new Refusal('Say which document to begin with, or which envelope to sign as well.')
  const bytes = await readFile(source)
  const envelope =
    options.envelope === undefined
      ? { payload: compactJson(bytes, source), signatures: [] }
      : readEnvelope(bytes, 'trust')
  const read = verdictOf(() => readTrust(envelope.payload))
  if (!read.ok) throw new Refusal(`No station would take this trust document (${read.code}).`)
  for (const line of trustLines(read.value)) options.say(line)
  await addOwn('trust', envelope, options)
}

function compactJson(bytes: Buffer, path: string): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(bytes.toString('utf8'))), 'utf8')
  } catch {
    throw new Refusal(`${path} is not what "release next-trust" writes.`)
  }
}

async function addOwn(role: Role, envelope: Envelope, options: Common & KeyFiles & { out: string }): Promise<void> {
  const key = await openSigningKey(options.p12, options.passphrase, role, options.at)
  const signed = addSignature(role, envelope, key)
  for (const line of signerLines(signed)) options.say(line)
  if (options.dryRun) return options.say('dry run     nothing was written')
  await writeFile(options.out, sealedBytes(role, signed))
  options.say(`written     ${options.out}`)
}

type FeedOptions = Common & KeyFiles & { feed: string; build: string; days: number }

/** A release with its package goes into the feed, with the first status that says where it may run. */
export async function publish(
  options: FeedOptions & { release: string; package: string; trust: readonly string[]; rings: readonly Ring[] },
): Promise<void> {
  const build = await readBuildFile(options.build)
  const feed = await readFeed(options.feed)
  const bytes = await readFile(options.release)
  const release = releaseIn(bytes)
  if (feed.release !== null && !feed.release.equals(bytes)) refuseLower(releaseIn(feed.release), release)
  if (feed.status !== null && statusIn(feed.status).recalled.includes(release.seq))
    throw new Refusal(`Sequence ${release.seq} was recalled, and no station would take it again; choose another one.`)
  const file = release.files[0]
  if (file === undefined || file.name !== basename(options.package))
    throw new Refusal(`The release names ${file?.name}, not ${basename(options.package)}.`)
  await checkFile(options.package, file)
  const trust = [...feed.trust, ...(await Promise.all(options.trust.map((path) => readFile(path))))]
  const next = { trust, release: bytes, status: feed.status }
  for (const line of releaseLines(release)) options.say(line)
  const status = await newStatus(options, build, next, { rings: options.rings, paused: false })
  if (options.dryRun) return options.say('dry run     nothing was written')
  await putFile(options.feed, file.name, options.package)
  for (const envelope of trust)
    await put(options.feed, `trust-${readTrust(readEnvelope(envelope, 'trust').payload).version}.json`, envelope)
  await keep(options.feed, release.seq, bytes)
  await put(options.feed, 'release.json', bytes)
  await put(options.feed, 'status.json', status)
  options.say(`published   ${options.feed}`)
}

/** Rings, a pause, a recall, or only a fresh date: whatever is not named stays as the status before said it. */
export async function changeStatus(
  options: FeedOptions & { change: Partial<Pick<Status, 'rings' | 'paused'>> & { recall?: readonly number[] } },
): Promise<void> {
  const build = await readBuildFile(options.build)
  const feed = await readFeed(options.feed)
  for (const seq of options.change.recall ?? []) await refuseUnknown(seq, options.feed, build, feed)
  const status = await newStatus(options, build, feed, options.change)
  if (options.dryRun) return options.say('dry run     nothing was written')
  await put(options.feed, 'status.json', status)
  options.say(`published   ${join(options.feed, 'status.json')}`)
}

/** A recall is for ever: a slip of the finger would use up a number that a release is going to have. */
async function refuseUnknown(seq: number, dir: string, build: Build, { release, status }: Feed): Promise<void> {
  const published = await publishedReleases(dir)
  const wayBack = release === null ? [] : releaseIn(release).rollbackFrom
  const others = [...wayBack, ...(status === null ? [] : statusIn(status).recalled)]
  if (seq === build.floor.seq || others.includes(seq) || published.some((each) => each.seq === seq)) return
  const names = published.map((each) => `${each.seq} (${each.version})`)
  const known = [...names, `${build.floor.seq} (of the build file)`]
  throw new Refusal(`Sequence ${seq} was never published here; there are ${known.join(', ')}.`)
}

/** Signs the next status and shows it to the verifier before anybody else sees it. */
async function newStatus(
  options: FeedOptions,
  build: Build,
  { trust, release, status }: Feed,
  change: Partial<Pick<Status, 'rings' | 'paused'>> & { recall?: readonly number[] },
): Promise<Buffer> {
  if (release === null) throw new Refusal(`There is no release in ${options.feed}; publish one first.`)
  const before = status === null ? null : statusIn(status)
  const recalled = [...new Set([...(before?.recalled ?? []), ...(change.recall ?? [])])]
  const document = {
    counter: Math.max(before?.counter ?? 0, build.floor.counter) + 1,
    trust: build.trust.version + trust.length,
    issued: isoSecond(options.at.getTime()),
    expires: isoSecond(options.at.getTime() + options.days * DAY),
    release: createHash('sha256').update(release).digest('hex'),
    rings: change.rings ?? before?.rings ?? [],
    paused: change.paused ?? before?.paused ?? false,
    recalled,
  }
  const key: SigningKey = await openSigningKey(options.p12, options.passphrase, 'status', options.at)
  const payload = Buffer.from(JSON.stringify(document), 'utf8')
  const sealed = sealedBytes('status', addSignature('status', { payload, signatures: [] }, key))
  for (const line of statusLines(statusIn(sealed), releaseIn(release).seq)) options.say(line)
  const station = inspector(build, releaseIn(release), statusIn(sealed), options.at)
  const said = verifyUpdate({ trust, release, status: sealed }, build, station)
  // On hold is what a pause, a recall and a ring are for; it is said only when everything else is good.
  if (!said.ok && said.code !== 'UPD_HOLD')
    throw new Refusal(`Stations would refuse this with ${said.code}; nothing was published.${hintFor(said.code)}`)
  return sealed
}

function hintFor(code: string): string {
  return code === 'UPD_TRUST' ? ' Who signed it is not in the trust that they follow; is --trust missing?' : ''
}

/** A station as the offer is meant for: of this build, or running what was recalled where the release is the way back from it. */
function inspector(build: Build, { rollbackFrom }: Release, { recalled }: Status, at: Date): Station {
  const left = rollbackFrom.filter((seq) => recalled.includes(seq))
  const running = Math.max(build.floor.seq, ...left)
  return { id: 'inspection', at, running, database: null, state: null, stateKey: Buffer.alloc(32) }
}

/** The feed as a folder for a disc or an approved carrier, verified on the way. */
export async function makeBundle(options: Common & { feed: string; out: string; build: string }): Promise<void> {
  const build = await readBuildFile(options.build)
  const { trust, release, status } = await readFeed(options.feed)
  if (release === null || status === null) throw new Refusal(`There is nothing published in ${options.feed}.`)
  const station = inspector(build, releaseIn(release), statusIn(status), options.at)
  const said = verifyUpdate({ trust, release, status }, build, station)
  if (!said.ok && said.code !== 'UPD_HOLD') throw new Refusal(`Stations would refuse this feed with ${said.code}.`)
  const files = releaseIn(release).files
  for (const file of files) await checkFile(join(options.feed, 'files', file.name), file)
  for (const line of [...releaseLines(releaseIn(release)), ...statusLines(statusIn(status), releaseIn(release).seq)])
    options.say(line)
  if (options.dryRun) return options.say('dry run     nothing was written')
  await mkdir(join(options.out, 'files'), { recursive: true })
  for (const file of files)
    await copyFile(join(options.feed, 'files', file.name), join(options.out, 'files', file.name))
  for (const [i, envelope] of trust.entries())
    await put(options.out, `trust-${build.trust.version + 1 + i}.json`, envelope)
  await put(options.out, 'release.json', release)
  await put(options.out, 'status.json', status)
  for (const file of files) await checkFile(join(options.out, 'files', file.name), file)
  options.say(`written     ${options.out}`)
}

/** What an envelope says and who signed it; it is not verified. */
export async function inspect(options: Pick<Common, 'say'> & { envelope: string }): Promise<void> {
  const bytes = await readFile(options.envelope)
  const role = roles.find((each) => verdictOf(() => readEnvelope(bytes, each)).ok)
  if (role === undefined) throw new Refusal(`${options.envelope} is no envelope of trust, release or status.`)
  const envelope = readEnvelope(bytes, role)
  const lines = {
    release: () => releaseLines(releaseIn(bytes)),
    status: () => statusLines(statusIn(bytes), null),
    trust: () => [envelope.payload.toString('utf8')],
  }
  for (const line of [...lines[role](), ...signerLines(envelope)]) options.say(line)
}
