import type { SetHash } from '../../../src-contract/sync/digest.ts'
import { bucketOf, noRows, SetSum } from '../../../src-domain/sync/set-hash.ts'
import { instantOf } from '../../clock.ts'
import type { ReadDb } from '../../store/sql.ts'
import { cameIn } from './came-in.ts'
import { isSigned } from './signature.ts'
import { positionOf, repairRows, Untrue } from './pull.service.ts'
import { takeAway } from './not-at-platform.ts'
import { valueOf, type RunParts } from './run-parts.ts'
import { allRoots, dropSetting, hashesOf, keepRoot, keepSetting } from './sync.repo.ts'

const bucketsAtOnce = 64
const rowsAtOnce = 500

/**
 * Compares the signed roots of all tables with this PC's, at the same position; what differs is narrowed to rows and repaired. Only
 * this makes "synced" true.
 *
 * @returns whether both sides are the same, and nobody has changed anything since
 */
export async function compareDigests(parts: RunParts): Promise<boolean> {
  const { db } = parts.open
  const asked = valueOf(await parts.platform.call('digest', { level: 'roots' }), parts)
  if (asked.level !== 'roots') throw new Untrue('signature')
  const { roots } = asked
  const position = positionOf(db)
  if (!isSigned(db, 'roots', roots)) throw new Untrue('signature')
  if (roots.station !== parts.open.session.station.id) throw new Untrue('scope')
  if (position === null || roots.lineage !== position.lineage) throw new Untrue('position')
  if (roots.seq < position.seq) throw new Untrue('history')
  if (roots.seq > position.seq) return false
  const mine = allRoots(db)
  const names = new Set([...Object.keys(roots.tables), ...mine.keys()])
  const differing = [...names].filter((table) => !same(mine.get(table) ?? noRows, roots.tables[table]))
  if (differing.length === 0) {
    const at = instantOf(parts.clock.nowMs())
    db.transaction((tx) => keepSetting(tx, 'proven', JSON.stringify({ lineage: roots.lineage, seq: roots.seq, at })))
    return true
  }
  // Compared at this position before, they were the same; until they are again, nothing is proven.
  db.transaction((tx) => dropSetting(tx, 'proven'))
  for (const table of differing) await repair(parts, table)
  return false
}

function same(mine: SetHash, theirs: SetHash | undefined): boolean {
  return mine.count === (theirs?.count ?? 0) && (mine.count === 0 || mine.sum === theirs?.sum)
}

async function repair(parts: RunParts, table: string): Promise<void> {
  const { db } = parts.open
  const mine = bucketsOf(db, table)
  db.transaction((tx) => keepRoot(tx, table, totalOf(mine)))
  const asked = valueOf(await parts.platform.call('digest', { level: 'buckets', table }), parts)
  if (asked.level !== 'buckets') return
  const theirs = new Map(asked.buckets.map((one) => [one.bucket, one]))
  const differing = [...new Set([...mine.keys(), ...theirs.keys()])].filter(
    (bucket) => !same(mine.get(bucket)?.value() ?? { count: 0, sum: '' }, theirs.get(bucket)),
  )
  let repaired = 0
  for (let at = 0; at < differing.length; at += bucketsAtOnce) {
    repaired += await repairBuckets(parts, table, differing.slice(at, at + bucketsAtOnce))
  }
  parts.log.warn('sync-repaired', { count: repaired })
}

async function repairBuckets(parts: RunParts, table: string, buckets: number[]): Promise<number> {
  const { db } = parts.open
  const asked = valueOf(await parts.platform.call('digest', { level: 'rows', table, buckets }), parts)
  if (asked.level !== 'rows') return 0
  const wanted = new Set(buckets)
  const mine = new Map<string, string>()
  for (const { row_id, hash } of hashesOf(db, table)) if (wanted.has(bucketOf(row_id))) mine.set(row_id, hash)
  const theirs = new Map(asked.rows.map(({ id, hash }) => [id, hash]))
  const wrong = [...theirs].filter(([id, hash]) => mine.get(id) !== hash).map(([id]) => id)
  for (let at = 0; at < wrong.length; at += rowsAtOnce) {
    const rows = valueOf(await parts.platform.call('rows', { table, ids: wrong.slice(at, at + rowsAtOnce) }), parts)
    db.transaction((tx) => {
      repairRows(tx, rows.operations)
      cameIn(tx, parts, rows.operations.length)
    })
  }
  const extra = [...mine.keys()].filter((id) => !theirs.has(id))
  db.transaction((tx) => {
    takeAway(tx, table, extra, instantOf(parts.clock.nowMs()))
    cameIn(tx, parts, extra.length)
  })
  return wrong.length + extra.length
}

function bucketsOf(db: ReadDb, table: string): Map<number, SetSum> {
  const sums = new Map<number, SetSum>()
  for (const { row_id, hash } of hashesOf(db, table)) {
    const bucket = bucketOf(row_id)
    const sum = sums.get(bucket) ?? new SetSum()
    sum.add(hash)
    sums.set(bucket, sum)
  }
  return sums
}

function totalOf(buckets: ReadonlyMap<number, SetSum>): SetHash {
  const total = new SetSum()
  for (const sum of buckets.values()) {
    total.count += sum.count
    total.sum = (total.sum + sum.sum) % (1n << 256n)
  }
  return total.value()
}
