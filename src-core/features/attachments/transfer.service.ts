import { createHash } from 'node:crypto'
import { limits } from '../../../src-contract/sync/protocol.ts'
import { instantOf, type Clock } from '../../clock.ts'
import type { BlobStore } from '../../crypto/blob-store.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { CallProblem, Platform } from '../sync/transport.ts'
import { contentKind, isPicture } from './content-kind.rules.ts'
import { pictureSize, thumbnailer, tooManyPixels } from './thumbnailer.ts'
import {
  dropParts,
  dropTransfer,
  keepPart,
  keepThumbnail,
  nextTransfers,
  noteTry,
  ownersOf,
  partsOf,
  turnTransfer,
  type Transfer,
  type TransferProblem,
} from './transfers.repo.ts'

/** Contents of another feature, which do not lie among the files. */
export type OtherContents = {
  get(db: ReadDb, sha256: string): Buffer | undefined
  /** Whether a row of the feature names a content that is not here. */
  expects(db: ReadDb, sha256: string): boolean
  /** Keeps a content, whose SHA-256 is right, for every row that names it. False: it is not what the rows say. */
  take(db: WriteDb, sha256: string, content: Buffer): Promise<boolean>
  /** Every content that a row names. */
  all(db: ReadDb): { sha256: string; size: number; at: string }[]
}

export type TransferParts = {
  readonly db: WriteDb
  readonly platform: Pick<Platform, 'blobState' | 'putBlobPart' | 'blobPart'>
  readonly blobs: BlobStore
  readonly others: OtherContents
  readonly clock: Clock
  /** The session is still the one that this began in. */
  isOpen(): boolean
}

/** `done`: it is at both. Otherwise why not; it stays in the list. A call problem: there is no way to the platform now. */
type Outcome = 'done' | TransferProblem | { readonly unreached: CallProblem }

export type Transferred = {
  /** Contents that came here. */
  readonly came: number
  /** There is more that can be tried at once. */
  readonly more: boolean
  readonly unreached: CallProblem | null
}

/** Small enough for a slow line to answer in time. */
const partBytes = Math.min(512 * 1024, limits.blobPart)
/** Of each direction: what goes wrong in one does not keep the other waiting. */
const perRun = 20
/** A content that was tried waits so long behind the others, so that a run that follows at once does not begin with it again. */
const restMs = 60_000
/** What was refused or is damaged will hardly be otherwise soon. */
const hopelessRestMs = 3_600_000

/**
 * Sends contents that the platform does not have and fetches those that this PC does not have, in turns, piece by piece, for about
 * `mostMs`: what is interrupted goes on with the piece at which it stopped, after a restart too.
 */
export async function transferBlobs(parts: TransferParts, mostMs: number): Promise<Transferred> {
  const until = parts.clock.monotonicMs() + mostMs
  const waiting = inTurns(nextOf(parts, 'up', 0), nextOf(parts, 'down', 0))
  let came = 0
  let answered = waiting.length === 0
  let failed: CallProblem | null = null
  for (const [at, transfer] of waiting.entries()) {
    if (at > 0 && parts.clock.monotonicMs() > until) return { came, more: true, unreached: null }
    const outcome = await moveBlob(parts, transfer)
    if (!parts.isOpen()) return { came, more: false, unreached: null }
    if (typeof outcome === 'object') {
      if (!ofOneOnly(outcome.unreached)) return { came, more: false, unreached: outcome.unreached }
      failed ??= outcome.unreached
    } else {
      answered = true
      if (outcome === 'done' && transfer.way === 'down') came += 1
    }
  }
  const more = (['up', 'down'] as const).some((way) => nextOf(parts, way, restMs).length > 0)
  // Where none was answered, it is not about one of them.
  return answered ? { came, more, unreached: null } : { came, more: false, unreached: failed }
}

function nextOf({ db, clock }: TransferParts, way: Transfer['way'], rest: number): Transfer[] {
  const now = clock.nowMs()
  return nextTransfers(db, way, perRun, {
    any: rest === 0 ? later : instantOf(now - rest),
    hopeless: instantOf(now - hopelessRestMs),
  })
}

/** Behind every instant. */
const later = '~'

function inTurns(ups: readonly Transfer[], downs: readonly Transfer[]): Transfer[] {
  return Array.from({ length: Math.max(ups.length, downs.length) }, (_, at) => [ups[at], downs[at]])
    .flat()
    .filter((one) => one !== undefined)
}

/** A fault of the platform with one content; an answer to a question without a body says no more than that it is none. */
function ofOneOnly({ code }: CallProblem): boolean {
  return code === 'internal' || code === 'unreadable'
}

/** Brings one content to where it is missing. Two at a time of the same one do each other no harm. */
export async function moveBlob(parts: TransferParts, transfer: Transfer): Promise<Outcome> {
  const outcome = transfer.way === 'up' ? await send(parts, transfer) : await fetch(parts, transfer)
  if (!parts.isOpen() || (typeof outcome === 'object' && !ofOneOnly(outcome.unreached))) return outcome
  const now = instantOf(parts.clock.nowMs())
  parts.db.transaction((tx) => {
    if (outcome === 'done') dropTransfer(tx, transfer.sha256)
    else noteTry(tx, transfer.sha256, now, typeof outcome === 'object' ? 'failed' : outcome)
  })
  return outcome
}

async function send(parts: TransferParts, { sha256 }: Transfer): Promise<Outcome> {
  const { db, platform, isOpen } = parts
  const there = await platform.blobState(sha256)
  if (!there.ok && there.problem.code !== 'sync/not-found') return ended(there.problem)
  if (!isOpen()) return 'missing'
  if (there.ok && there.value.complete) {
    if (isHere(parts, sha256)) return 'done'
    db.transaction((tx) => turnTransfer(tx, sha256, 'down'))
    return 'missing'
  }
  const content = contentHere(parts, sha256)
  if (content === undefined) return 'damaged'
  let start = there.ok ? there.value.have : 0
  // A gap is answered with where to go on; an end that does not come would be asked for ever.
  for (let calls = 0; calls < 2 * Math.ceil(content.length / partBytes) + 4; calls += 1) {
    const body = content.subarray(start, start + partBytes)
    const answer = await platform.putBlobPart(sha256, { start, size: content.length, body })
    if (!isOpen()) return 'missing'
    if (answer.ok) {
      if (answer.value.complete) return 'done'
      start = answer.value.have
    } else if (answer.problem.code === 'sync/blob-gap') start = answer.problem.expected ?? 0
    // What another PC had begun under this name was something else, and is gone now.
    else if (answer.problem.code === 'sync/blob-mismatch') start = 0
    else return ended(answer.problem)
  }
  return 'untrue'
}

async function fetch(parts: TransferParts, { sha256, size }: Transfer): Promise<Outcome> {
  const { db, platform, blobs, isOpen } = parts
  // The same file was added here meanwhile: whether the platform has it is to be asked.
  if (isHere(parts, sha256)) {
    await shareContent(parts, sha256)
    if (!isOpen()) return 'missing'
    const there = await platform.blobState(sha256)
    if (there.ok && there.value.complete) return 'done'
    if (!there.ok && there.problem.code !== 'sync/not-found') return ended(there.problem)
    db.transaction((tx) => turnTransfer(tx, sha256, 'up'))
    return 'missing'
  }
  if (size > limits.blob) return 'untrue'
  const pieces: Buffer[] = []
  let have = 0
  for (const { start, part } of partsOf(db, sha256)) {
    const piece = start === have ? blobs.get(part) : undefined
    if (piece === undefined) break
    pieces.push(piece)
    have += piece.length
  }
  while (have < size) {
    const answer = await platform.blobPart(sha256, have, Math.min(size, have + partBytes))
    if (!isOpen()) return 'missing'
    if (!answer.ok) return answer.problem.code === 'sync/not-found' ? 'missing' : ended(answer.problem)
    const start = have
    if (answer.value.length !== Math.min(size, start + partBytes) - start) break
    pieces.push(answer.value)
    have += answer.value.length
    if (have < size) {
      const part = blobs.put(answer.value)
      db.transaction((tx) => keepPart(tx, sha256, start, part))
    }
  }
  const content = Buffer.concat(pieces)
  const said = createHash('sha256').update(content).digest('hex') === sha256 && content.length === size
  // Whoever named it may have lied about what it is: nothing is shown that would not have been accepted here.
  const taken = said && (await keepContent(parts, sha256, content))
  if (!isOpen()) return 'missing'
  if (!taken) {
    db.transaction((tx) => dropParts(tx, sha256))
    return 'untrue'
  }
  return 'done'
}

function contentHere({ db, blobs, others }: TransferParts, sha256: string): Buffer | undefined {
  return blobs.get(sha256) ?? others.get(db, sha256)
}

function isHere({ db, blobs, others }: TransferParts, sha256: string): boolean {
  return blobs.has(sha256) || others.get(db, sha256) !== undefined
}

/** What one feature has and another one waits for. */
async function shareContent(parts: TransferParts, sha256: string): Promise<void> {
  const { db, blobs, others } = parts
  const wanted = others.expects(db, sha256) || (!blobs.has(sha256) && ownersOf(db, sha256).length > 0)
  const content = wanted ? contentHere(parts, sha256) : undefined
  if (content !== undefined) await keepContent(parts, sha256, content)
}

/** For everything that names it and does not have it. @returns whether any of it has it now */
async function keepContent(parts: TransferParts, sha256: string, content: Buffer): Promise<boolean> {
  const { db, blobs, others } = parts
  const kinds = ownersOf(db, sha256).map(({ kind }) => kind)
  const isFile = kinds.includes(contentKind(content) ?? '')
  if (isFile && !blobs.has(sha256)) {
    blobs.put(content)
    await drawThumbnails(parts, sha256, content)
  }
  const isOther = parts.isOpen() && others.expects(db, sha256) && (await others.take(db, sha256, content))
  return isFile || isOther
}

async function drawThumbnails({ db, isOpen }: TransferParts, sha256: string, content: Buffer): Promise<void> {
  const kind = contentKind(content)
  const size = kind !== null && isPicture(kind) ? pictureSize(content) : undefined
  if (size === undefined || tooManyPixels(size)) return
  const jpeg = await thumbnailer.draw(content, size.orientation)
  if (jpeg === null || !isOpen()) return
  db.transaction((tx) => {
    for (const { attachment_id } of ownersOf(tx, sha256)) keepThumbnail(tx, attachment_id, jpeg)
  })
}

/** The PC itself is refused, whatever it asks for. */
const turnedAway: ReadonlySet<CallProblem['code']> = new Set([
  'sync/revoked',
  'sync/quarantined',
  'sync/certificate-expired',
  'sync/no-certificate',
])

/** A refusal of this content alone is its own; everything else ends the exchange. */
function ended(problem: CallProblem): Outcome {
  return problem.retryable || turnedAway.has(problem.code) ? { unreached: problem } : 'refused'
}
