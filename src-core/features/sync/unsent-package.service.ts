import { readFileSync } from 'node:fs'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { CarriedPackage, packageBytes, packageFileBytes } from '../../../src-contract/sync/carried.ts'
import { rowSchema } from '../../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { gatherAll, type Gathering } from './gather.service.ts'
import { mutationOf } from './row-view.ts'
import { sealPackage } from './seal-package.ts'
import { setting, unanswered } from './sync.repo.ts'
import type { SyncEngine } from './sync-engine.ts'

type Refusal = 'sync/not-enrolled' | 'sync/nothing-to-carry' | 'sync/no-contact-yet'

/**
 * Everything that the platform has not answered, in packages that any PC of the station can hand over. This PC keeps it all: it is
 * applied once, whoever brings it first.
 */
export function packUnsent(tx: WriteDb, station: string, gathering: Gathering): Result<CarriedPackage[], Refusal> {
  const device = setting(tx, 'device')
  if (device === undefined) return failure('sync/not-enrolled')
  const sealingKey = setting(tx, 'sealingKey')
  if (sealingKey === undefined) return failure('sync/no-contact-yet')
  gatherAll(tx, gathering)
  const waiting = unanswered(tx, -1)
  const epoch = waiting[0]?.epoch
  if (epoch === undefined) return failure('sync/nothing-to-carry')
  const parts = partsOf(waiting.filter((row) => row.epoch === epoch).map(mutationOf))
  const own = { sealingKey, key: setting(tx, 'key') ?? '', certificate: setting(tx, 'certificate') ?? '' }
  return success(
    parts.map((mutations, at) => {
      const labels = { station, device, madeAt: gathering.now, part: at + 1, parts: parts.length }
      return sealPackage({ epoch, schema: rowSchema, mutations }, labels, own)
    }),
  )
}

/** The packages as files, to be saved wherever a person says. */
export function pack(ctx: Context): Answer<'sync.pack'> {
  const { accountId: actor, station } = ctx.session
  const packed = ctx.commit((tx) => {
    const made = packUnsent(tx, station.id, { now: ctx.now, actor, newId: () => ctx.newId() })
    if (!made.ok) return made
    const count = made.value.reduce((sum, one) => sum + one.count, 0)
    tx.audit({ action: 'sync-pack', detail: { changed: count, part: made.value.length } })
    return made
  })
  if (!packed.ok) return packed
  const files = packed.value.map((one) => ({
    fileName: packageName(ctx.db, one),
    bytes: new TextEncoder().encode(JSON.stringify(one)),
    changes: one.count,
  }))
  ctx.emit({ name: 'data-changed', what: 'sync' })
  return success({ files })
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
  const { deviceName, count, known, accepted, conflicts, rejected } = answered.value
  ctx.commit((tx) => {
    const counts = { changed: count, known, conflicts, rejected: rejected.length }
    tx.audit({ action: 'sync-carry', detail: { device: sent.device, part: sent.part, ...counts } })
    return success({})
  })
  engine.wake()
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

/** Whole transactions, together no larger than a package is meant to be. */
function partsOf(mutations: readonly Mutation[]): Mutation[][] {
  const parts: { bytes: number; mutations: Mutation[] }[] = []
  for (let at = 0; at < mutations.length;) {
    const group = mutations.slice(at, at + (mutations[at]?.txnSize ?? 1))
    at += group.length
    const bytes = JSON.stringify(group).length
    const last = parts.at(-1)
    if (last === undefined || last.bytes + bytes > packageBytes) parts.push({ bytes, mutations: [...group] })
    else {
      last.bytes += bytes
      last.mutations.push(...group)
    }
  }
  return parts.map((part) => part.mutations)
}

/** How an unsent package of this PC's is called: nothing of its content, and which of several it is. */
export function packageName(db: ReadDb, one: CarriedPackage): string {
  const name = (setting(db, 'deviceName') ?? one.device.slice(0, 8)).replace(/[\\/:*?"<>|\s]+/g, '-')
  const day = one.madeAt.slice(0, 16).replace(/[-:T]/g, '')
  const part = one.parts > 1 ? `-${one.part}of${one.parts}` : ''
  return `待发包-${name}-${day}${part}.bbpkg`
}
