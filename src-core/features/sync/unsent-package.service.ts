import { readFileSync } from 'node:fs'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { CarriedPackage, packageBytes, packageFileBytes, type RefusedWork } from '../../../src-contract/sync/carried.ts'
import { limits, rowSchema } from '../../../src-contract/sync/protocol.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { UnsentContents } from '../attachments/unsent-contents.ts'
import { restoredAs } from './own-backup.acts.ts'
import { gatherAll } from './gather.service.ts'
import { mutationOf } from './row-view.ts'
import { takeOverRefused } from './rejected.service.ts'
import { sealPackage } from './seal-package.ts'
import { allOpenRejected, setting, unanswered, unansweredBetween, unansweredSizes } from './sync.repo.ts'
import { countUnsent } from '../sources/unsent-records.ts'
import { waitingFor } from './standing.queries.ts'
import type { SyncEngine } from './sync-engine.ts'

/** Packages that somebody can be asked to save one by one; a PC with more has to reach the platform itself. */
const mostParts = 20
/** Of a file, at once. */
const pieceBytes = Math.min(512 * 1024, limits.blobPart)

type Refusal = 'sync/not-enrolled' | 'sync/nothing-to-carry' | 'sync/no-contact-yet'

type Content = { readonly sha256: string; readonly size: number }
type Piece = { readonly content: Content; readonly start: number; readonly end: number }
/** A run of mutations that makes one package: whole transactions; some of what was refused; and pieces of files. */
type Part = {
  readonly from: number
  to: number
  count: number
  bytes: number
  refused: readonly RefusedWork[]
  readonly pieces: Piece[]
}

export type Packing = {
  readonly station: string
  readonly madeAt: string
  readonly contents: UnsentContents
  /** Files that do not fit in so many packages stay here. Changes are never left out. */
  readonly mostParts: number
}
export type Packed = {
  readonly parts: number
  readonly packages: AsyncIterable<CarriedPackage>
  /** Once the packages were taken: files in them, and files that are not, because there are too many or the disk is damaged. */
  readonly files: { packed: number; left: number }
}

/**
 * Everything that the platform has not answered, what it refused and nobody has settled, and files that it does not have, in packages that any PC
 * of the station can hand over; to be numbered before (`gatherAll`). This PC keeps it all: it is applied once, whoever brings it first. One package
 * at a time is in memory.
 */
export function packUnsent(db: ReadDb, packing: Packing): Result<Packed, Refusal> {
  const { station, madeAt, contents } = packing
  const device = setting(db, 'device')
  if (device === undefined) return failure('sync/not-enrolled')
  const epoch = unanswered(db, 1)[0]?.epoch ?? Number(setting(db, 'epoch') ?? 1)
  const parts = partsOf(db, epoch)
  const all = contents.all(db)
  const fitting = addPieces(parts, all, packing.mostParts)
  if (parts.length === 0) {
    // Drafts whose author has no key here cannot be sealed; imported records are never carried, any PC can import their file.
    const { drafts, records } = waitingFor(db)
    if (drafts > 0) return failure('sync/nothing-to-carry', { drafts })
    return failure('sync/nothing-to-carry', records === 0 ? {} : { records })
  }
  const sealingKey = setting(db, 'sealingKey')
  if (sealingKey === undefined) return failure('sync/no-contact-yet')
  const own = { sealingKey, key: setting(db, 'key') ?? '', certificate: setting(db, 'certificate') ?? '' }
  const files = { packed: fitting, left: all.length - fitting }
  async function* packages(): AsyncGenerator<CarriedPackage> {
    const read = onceEach((sha256) => contents.read(db, sha256))
    for (const [at, { from, to, refused, pieces }] of parts.entries()) {
      const mutations = unansweredBetween(db, epoch, from, to).map(mutationOf)
      const labels = { station, device: device ?? '', madeAt, part: at + 1, parts: parts.length }
      const filled = pieces.flatMap(({ content, start, end }) => {
        const whole = read(content.sha256)
        if (whole !== undefined) return [{ ...content, start, body: whole.subarray(start, end).toString('base64') }]
        if (start === 0) {
          files.packed -= 1
          files.left += 1
        }
        return []
      })
      const content = { epoch, schema: rowSchema, mutations, refused: [...refused], pieces: filled }
      yield sealPackage(content, labels, own)
    }
  }
  return success({ parts: parts.length, packages: packages(), files })
}

/** Behind what there is, in packages of their own where that is full. @returns how many files fit, each with all of its pieces */
function addPieces(parts: Part[], all: readonly Content[], most: number): number {
  let fitting = 0
  for (const { sha256, size } of all) {
    if (size > roomIn(parts, most)) continue
    fitting += 1
    for (let start = 0; start < size; start += pieceBytes) {
      const end = Math.min(size, start + pieceBytes)
      let part = parts.at(-1)
      if (part === undefined || part.bytes + end - start > packageBytes) parts.push((part = emptyPart()))
      part.bytes += end - start
      part.pieces.push({ content: { sha256, size }, start, end })
    }
  }
  return fitting
}

/** At least so much: of each package a piece can leave a rest. */
function roomIn(parts: readonly Part[], most: number): number {
  const last = parts.at(-1)
  const rest = last === undefined ? 0 : Math.max(0, packageBytes - last.bytes - pieceBytes)
  return rest + Math.max(0, most - parts.length) * (packageBytes - pieceBytes)
}

function emptyPart(): Part {
  return { from: 0, to: -1, count: 0, bytes: 0, refused: [], pieces: [] }
}

/** Of the file that is being cut up only. */
function onceEach(read: (sha256: string) => Buffer | undefined): (sha256: string) => Buffer | undefined {
  let last: { readonly sha256: string; readonly content: Buffer | undefined } | undefined
  return (sha256) => {
    if (last?.sha256 !== sha256) last = { sha256, content: read(sha256) }
    return last.content
  }
}

function partsOf(db: ReadDb, epoch: number): Part[] {
  const parts: Part[] = []
  let before = ''
  for (const { seq, txn, bytes } of unansweredSizes(db, epoch)) {
    const last = parts.at(-1)
    if (last === undefined || (txn !== before && last.bytes + bytes > packageBytes))
      parts.push({ ...emptyPart(), from: seq, to: seq, count: 1, bytes })
    else {
      last.to = seq
      last.count += 1
      last.bytes += bytes
    }
    before = txn
  }
  for (const [at, refused] of refusedGroups(db).entries()) {
    const part = parts[at] ?? emptyPart()
    if (parts[at] === undefined) parts.push(part)
    part.refused = refused
    part.bytes += refused.reduce((sum, { mutation }) => sum + JSON.stringify(mutation).length, 0)
  }
  return parts
}

/** As much at once as a package may hold. */
function refusedGroups(db: ReadDb): RefusedWork[][] {
  const groups: RefusedWork[][] = []
  let room = 0
  for (const row of allOpenRejected(db)) {
    if (room < row.mutation.length) {
      groups.push([])
      room = packageBytes
    }
    room -= row.mutation.length
    groups.at(-1)?.push({ mutation: mutationOf(row), reason: row.reason, field: row.field, at: row.at })
  }
  return groups
}

/** The packages as files, to be saved wherever a person says. */
export async function pack(ctx: Context, contents: UnsentContents): Promise<Answer<'sync.pack'>> {
  const { accountId: actor, station } = ctx.session
  // The numbers of the backup may have been used since, for something else.
  if (restoredAs(ctx.db) !== undefined) return failure('sync/no-contact-yet')
  await gatherAll(ctx.bulk, { now: ctx.now, actor, newId: () => ctx.newId() })
  const packed = packUnsent(ctx.db, { station: station.id, madeAt: ctx.now, contents, mostParts })
  if (!packed.ok) return packed
  if (packed.value.parts > mostParts) return failure('sync/too-much-to-carry')
  const files: { fileName: string; bytes: Uint8Array<ArrayBuffer>; changes: number }[] = []
  const refused = allOpenRejected(ctx.db).length
  for await (const one of packed.value.packages) {
    const bytes = new TextEncoder().encode(JSON.stringify(one))
    files.push({ fileName: packageName(ctx.db, one), bytes, changes: one.count })
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  ctx.commit((tx) => {
    const changed = files.reduce((sum, one) => sum + one.changes, 0)
    const { packed: attachments, left } = packed.value.files
    tx.audit({ action: 'sync-pack', detail: { changed, part: files.length, attachments, left } })
    return success({})
  })
  ctx.emit({ name: 'data-changed', what: 'sync' })
  return success({ files, refused, attached: packed.value.files, records: countUnsent(ctx.db) })
}

/** Hands over another PC's package; what it changed comes here with the next exchange, which begins at once. */
export async function carryPackage(
  ctx: Context,
  engine: Pick<SyncEngine, 'carry' | 'wake'>,
  fileId: FileId,
): Promise<Awaited<Answer<'sync.carry'>>> {
  const file = ctx.files.get(fileId)
  if (file === undefined) return failure('file/not-found')
  const sent = file.size > packageFileBytes ? null : packageIn(readFileSync(file.path, 'utf8'))
  if (sent === null) return failure('sync/package-damaged')
  if (sent.station !== ctx.session.station.id) return failure('sync/package-foreign')
  const answered = await engine.carry(sent)
  if (!answered.ok) return answered
  const { deviceName, count, known, accepted, conflicts, rejected, refused, files, filesWhole } = answered.value
  ctx.commit((tx) => {
    takeOverRefused(tx, refused)
    const counts = { changed: count, known, conflicts, rejected: rejected.length }
    tx.audit({ action: 'sync-carry', detail: { device: sent.device, part: sent.part, ...counts } })
    return success({})
  })
  engine.wake()
  if (refused.length > 0) ctx.emit({ name: 'data-changed', what: 'ledger' })
  const reasons = [...new Set(rejected.map(({ reason }) => reason))]
  const { part, parts } = sent
  return success({
    deviceName,
    part,
    parts,
    changes: count,
    known,
    accepted,
    conflicts,
    rejected: rejected.length,
    refused: refused.length,
    reasons,
    attached: { packed: files, whole: filesWhole },
  })
}

function packageIn(text: string): CarriedPackage | null {
  try {
    return CarriedPackage.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** How an unsent package of this PC's is called: nothing of its content, and which of several it is. */
export function packageName(db: ReadDb, one: CarriedPackage): string {
  const name = (setting(db, 'deviceName') ?? one.device.slice(0, 8)).replace(/[\\/:*?"<>|\s]+/g, '-')
  const day = one.madeAt.slice(0, 16).replace(/[-:T]/g, '')
  const part = one.parts > 1 ? `-${one.part}of${one.parts}` : ''
  return `待发包-${name}-${day}${part}.bbpkg`
}
