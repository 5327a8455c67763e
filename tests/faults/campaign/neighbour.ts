import { endpoints } from '../../../src-contract/sync/endpoints.ts'
import { rowSchema } from '../../../src-contract/sync/protocol.ts'
import { keyOf } from '../../../platform/sync/station-draft.ts'
import type { ReadDb } from '../../../src-core/store/sql.ts'
import { staff } from '../../support/test-context.ts'
import type { Dice } from './dice.ts'
import { everythingIn } from './replica-checks.ts'
import type { SimulatedPlatform } from './simulated-platform.ts'
import type { StationRow } from './station-rows.ts'

// A station beside the one of the schedule, at the same platform. What is made at either can be told by how it looks, wherever it turns up.

export const neighbourStation = 'S02'

/** What people write at a station, each text once. */
export function tokenOf(station: string, nth: number): string {
  return `${markOf(station)}〔${nth}〕`
}

/** The id as it looks at the station. */
export function idOf(station: string, id: string): string {
  return station === neighbourStation ? `${neighbourIds}${id.slice(neighbourIds.length)}` : id
}

const neighbourIds = 'fefefefe-'
const markOf = (station: string): string => (station === neighbourStation ? '邻' : '值')

/** Where an exchange brings something: rows, what is shown of entries, conflicts, refusals, drafts, receipts. */
const brought = ['sync_rows', 'entries', 'sync_conflicts', 'sync_rejected', 'drafts', 'sync_receipts']

/** What a PC of the one station has of the other one; null: nothing. @param whole any of its tables is looked through */
export function foreignIn(db: ReadDb, station: string, whole: boolean): string | null {
  const other = station === neighbourStation ? 'S01' : neighbourStation
  const text = everythingIn(db, whole ? undefined : brought)
  const marks = [`${markOf(other)}〔`, ...(other === neighbourStation ? [neighbourIds] : [])]
  for (const mark of marks) {
    const at = text.indexOf(mark)
    if (at >= 0) return text.slice(Math.max(0, at - 60), at + 60)
  }
  return null
}

/** Everything that a station has at the platform: another one's doing leaves it as it is. */
export function stateOf(platform: SimulatedPlatform): string {
  const rows = platform.rows.values().map(({ table, id, seq, row }) => `${table} ${id} ${seq} ${row.ver} ${row.hash}`)
  const held = platform.held.map(({ mutation, state }) => `${mutation.mid} ${state}`)
  return [platform.lineage, platform.head, platform.changes.length, ...held, ...rows].join('\n')
}

/**
 * A PC of the station sends a change of a row of another one: with all that is right about it but whose it is, as one would that has seen
 * what it must not. It asks for the row, too.
 *
 * @returns what it was given that is not its station's
 */
export async function forge(own: SimulatedPlatform, other: SimulatedPlatform, dice: Dice): Promise<string[]> {
  const rows = other.rows.values().filter((row) => !row.row.deleted && own.rows.get(keyOf(row)) === undefined)
  if (rows.length === 0) return []
  const open = rows.filter(({ table, row }) => table === 'conflicts' && row.fields['status'] === 'open')
  const { table, id, row } = dice.pick(open.length > 0 && dice.chance(0.5) ? open : rows)
  const newId = (): string => own.newId()
  const about = { seq: 1, mid: newId(), txn: newId(), txnSize: 1, table, id, baseVer: row.ver }
  const by = { at: '2026-03-05T06:30:00.000Z', actor: staff.clerk.accountId }
  const mutation = { ...about, ...changed({ table, id, row }, dice), ...by }
  const request = { epoch: 1, lineage: own.lineage, schema: rowSchema, mutations: [mutation] }
  const { results } = await own.push(own.enrol(), endpoints.push.body.parse(request), false)
  const asked = own.rowsNow({ table, ids: [id] }) as { readonly operations: readonly { readonly op: string }[] }
  return [
    ...results
      .filter(({ status }) => status !== 'rejected')
      .map(({ status }) => `${mutation.op} of ${table} ${id} is ${status}`),
    ...asked.operations.filter(({ op }) => op !== 'evict').map(({ op }) => `${table} ${id} is given as ${op}`),
  ]
}

function changed({ table, id, row }: Omit<StationRow, 'seq'>, dice: Dice) {
  if (table === 'conflicts')
    return {
      op: 'resolve',
      fields: {},
      conflict: id,
      choice: dice.pick(['mine', 'theirs']),
      reason: tokenOf(neighbourStation, 0),
    }
  if (dice.chance(0.3)) return { op: 'delete', fields: {} }
  const field = dice.pick(Object.keys(row.fields))
  return { op: 'put', fields: { [field]: { base: row.fields[field] ?? null, value: tokenOf(neighbourStation, 0) } } }
}
