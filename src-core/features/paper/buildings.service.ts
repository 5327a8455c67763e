import type { OutputOf } from '../../../src-contract/contract.ts'
import { buildingKey } from '../../../src-domain/addresses/address-key.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'
import { printAddress } from '../../../src-domain/addresses/print-address.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { valuesOfEntry } from '../ledger/carried.ts'
import { addressesOf } from '../ledger/catalogs.ts'
import { findReachable } from '../ledger/find-entry.ts'
import { registers } from './registers.ts'
import type { Placed } from './order.rules.ts'

const buildingsAtMost = 12
/** A paper of more rows would not be carried. */
export const rowsAtMost = 1_000

/** Index order of `entries_by_address`: the rest of a building's keys begins with `building|`. */
const end = '\u{10ffff}'
const firstFromSql = `SELECT address_key AS key, entry_id AS entryId FROM entries
  WHERE address_key >= ? AND address_key < ? AND address_key IS NOT NULL ORDER BY address_key LIMIT 1`
const openAtSql = `SELECT entry_id AS entryId, address_key AS "key", book FROM entries
  WHERE address_key >= ? AND address_key < ? AND stage = 'filed' AND (${registers
    .map(({ book, states }) => `(book = '${book}' AND state IN (${states.map((state) => `'${state}'`).join(', ')}))`)
    .join(' OR ')}) LIMIT ?`

/** Buildings whose address goes on from what was typed: those of the registers, then those that only other systems know. */
export async function buildings(ctx: Context, text: string): Promise<OutputOf<'paper.buildings'>> {
  if (text.trim().length < 2) return { buildings: [] }
  const found = new Map<string, { place: string; entries: number }>()
  for (const key of keysFrom(ctx.db, prefixOf(ctx.db, text))) {
    const open = openEntries(ctx, key, rowsAtMost)
    const [first] = open
    if (first !== undefined) found.set(key, { place: placeOf(ctx, first.entryId), entries: open.length })
  }
  if (found.size < buildingsAtMost) {
    const { places } = await ctx.read('places.suggest', { text, limit: 20 })
    for (const { address } of places) {
      const parse = parseAddress(address, addressesOf(ctx.db))
      const key = buildingKey(parse)
      if (key === null || found.has(key) || found.size >= buildingsAtMost) continue
      found.set(key, { place: printAddress(parse, 'building'), entries: openEntries(ctx, key, rowsAtMost).length })
    }
  }
  return { buildings: [...found.values()] }
}

/** The key of the building that an address names; null where none can be read. */
export function keyOfBuilding(db: ReadDb, address: string): string | null {
  return buildingKey(parseAddress(address, addressesOf(db)))
}

/** Open entries of the three registers in a building, as far as the caller's reach goes. */
export function openEntries(ctx: Context, building: string, atMost: number): Placed[] {
  return ctx.db
    .prepare<[string, string, number], Placed>(openAtSql)
    .all(`${building}|`, `${building}|${end}`, atMost + 1)
    .filter(({ entryId }) => findReachable(ctx, entryId) !== undefined)
}

/** The building as its entries write it, without unit, floor and room. */
export function placeOf(ctx: Context, entryId: string): string {
  const found = findReachable(ctx, entryId)
  const address = found === undefined ? undefined : valuesOfEntry(ctx.db, found.book, found.entry)['address']
  return address === undefined ? '' : printAddress(parseAddress(address, addressesOf(ctx.db)), 'building')
}

/** The typed address down to where it ends: a road without a door begins the keys of all its doors. */
function prefixOf(db: ReadDb, text: string): string | null {
  return keyOfBuilding(db, text)?.replace(/\|+$/, '') ?? null
}

/** Keys of buildings that begin so, each found by one step in the index. */
function keysFrom(db: ReadDb, prefix: string | null): string[] {
  if (prefix === null) return []
  const first = db.prepare<[string, string], { key: string }>(firstFromSql)
  const keys: string[] = []
  let from = `${prefix}|`
  while (keys.length < buildingsAtMost) {
    const next = first.one(from, `${prefix}|${end}`)
    if (next === undefined) break
    // A key is county, place, door, building, unit, floor, room.
    const building = next.key.split('|').slice(0, 4).join('|')
    keys.push(building)
    from = `${building}|${end}`
  }
  return keys
}
