import { readFileSync } from 'node:fs'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { CarriedPackage, packageBytes, packageFileBytes, type RefusedWork } from '../../../src-contract/sync/carried.ts'
import { rowSchema } from '../../../src-contract/sync/protocol.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { gatherAll } from './gather.service.ts'
import { mutationOf } from './row-view.ts'
import { takeOverRefused } from './rejected.service.ts'
import { sealPackage } from './seal-package.ts'
import { allOpenRejected, setting, unanswered, unansweredBetween, unansweredSizes } from './sync.repo.ts'
import type { SyncEngine } from './sync-engine.ts'

/** Files that somebody can be asked to save one by one; a PC with more has to reach the platform itself. */
const mostParts = 20

type Refusal = 'sync/not-enrolled' | 'sync/nothing-to-carry' | 'sync/no-contact-yet'

/** A run of mutations that makes one package: whole transactions; and some of what was refused. */
type Part = { readonly from: number; to: number; count: number; bytes: number; refused: readonly RefusedWork[] }

/**
 * Everything that the platform has not answered, and what it refused and nobody has settled, in packages that any PC of the station can hand over; to be numbered before
 * (`gatherAll`). This PC keeps it all: it is applied once, whoever brings it first. One package at a time is in memory.
 */
export function packUnsent(
  db: ReadDb,
  station: string,
  madeAt: string,
): Result<{ parts: number; packages: Iterable<CarriedPackage> }, Refusal> {
  const device = setting(db, 'device')
  if (device === undefined) return failure('sync/not-enrolled')
  const epoch = unanswered(db, 1)[0]?.epoch ?? Number(setting(db, 'epoch') ?? 1)
  const parts = partsOf(db, epoch)
  if (parts.length === 0) return failure('sync/nothing-to-carry')
  const sealingKey = setting(db, 'sealingKey')
  if (sealingKey === undefined) return failure('sync/no-contact-yet')
  const own = { sealingKey, key: setting(db, 'key') ?? '', certificate: setting(db, 'certificate') ?? '' }
  function* packages(): Generator<CarriedPackage> {
    for (const [at, { from, to, refused }] of parts.entries()) {
      const mutations = unansweredBetween(db, epoch, from, to).map(mutationOf)
      const labels = { station, device: device ?? '', madeAt, part: at + 1, parts: parts.length }
      yield sealPackage({ epoch, schema: rowSchema, mutations, refused: [...refused] }, labels, own)
    }
  }
  return success({ parts: parts.length, packages: packages() })
}

function partsOf(db: ReadDb, epoch: number): Part[] {
  const parts: Part[] = []
  let before = ''
  for (const { seq, txn, bytes } of unansweredSizes(db, epoch)) {
    const last = parts.at(-1)
    if (last === undefined || (txn !== before && last.bytes + bytes > packageBytes))
      parts.push({ from: seq, to: seq, count: 1, bytes, refused: [] })
    else {
      last.to = seq
      last.count += 1
      last.bytes += bytes
    }
    before = txn
  }
  for (const [at, refused] of refusedGroups(db).entries()) {
    const part = parts[at]
    if (part === undefined) parts.push({ from: 0, to: -1, count: 0, bytes: 0, refused })
    else part.refused = refused
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
export async function pack(ctx: Context): Promise<Answer<'sync.pack'>> {
  const { accountId: actor, station } = ctx.session
  await gatherAll(ctx.bulk, { now: ctx.now, actor, newId: () => ctx.newId() })
  const packed = packUnsent(ctx.db, station.id, ctx.now)
  if (!packed.ok) return packed
  if (packed.value.parts > mostParts) return failure('sync/too-much-to-carry')
  const files: { fileName: string; bytes: Uint8Array<ArrayBuffer>; changes: number }[] = []
  const refused = allOpenRejected(ctx.db).length
  for (const one of packed.value.packages) {
    const bytes = new TextEncoder().encode(JSON.stringify(one))
    files.push({ fileName: packageName(ctx.db, one), bytes, changes: one.count })
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  ctx.commit((tx) => {
    const changed = files.reduce((sum, one) => sum + one.changes, 0)
    tx.audit({ action: 'sync-pack', detail: { changed, part: files.length } })
    return success({})
  })
  ctx.emit({ name: 'data-changed', what: 'sync' })
  return success({ files, refused })
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
  const { deviceName, count, known, accepted, conflicts, rejected, refused } = answered.value
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
