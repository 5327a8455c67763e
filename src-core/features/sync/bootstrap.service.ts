import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { SnapshotRow, type BootstrapResponse } from '../../../src-contract/sync/bootstrap.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { nextSlice, slice } from '../../../src-domain/sync/back-off.rules.ts'
import { canonicalFields, hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import { instantOf } from '../../clock.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { cameIn } from './came-in.ts'
import { isSigned } from './directory.service.ts'
import { applyOperations, keepPosition, Untrue, writtenByPlatform } from './pull.service.ts'
import { finishRestoration } from './finish-restoration.ts'
import { keepNewer, noteRegained, sendAgain, type Restoration } from './regain.service.ts'
import { isRestored, lineageOf } from './restored.service.ts'
import { RunEnded, valueOf, type RunParts } from './run-parts.ts'
import { byTable, heldRows, nameOf, TableSums } from './row-writer.ts'
import {
  dropSetting,
  keepRow,
  keepSetting,
  outboxOfRows,
  rootOf,
  rootTables,
  setting,
  whileApplying,
} from './sync.repo.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

const unzip = promisify(gunzip)

/** A chunk after decompression. */
const mostBytes = 64 * 1024 * 1024

type Key = { readonly table: string; readonly id: string }

/** How far a bootstrap has come; what is before `after` is stored. */
type Progress = { readonly snapshot: string; readonly chunks: number; readonly after: Key }

const beginning: Key = { table: '', id: '' }

/** A row with its canonical text, checked against its hash. */
type Checked = SnapshotRow & { readonly text: string }

export function isBootstrapping(db: ReadDb): boolean {
  return setting(db, 'bootstrap') !== undefined
}

/**
 * Takes over all rows of the station as they were at one sequence, from where pulls go on. Chunk by chunk, each checked against its hash
 * and stored with how far it is: whatever interrupts it, it goes on there. The position is kept only when the rows add up to what the
 * platform signed. What is unsent here stays, on top of what comes below it; what a platform that was restored from a backup has lost
 * becomes unsent. Rows that are new here are stored first and shown
 * afterwards (`show-waiting.service.ts`).
 *
 * @returns rows of the snapshot
 * @throws Untrue, RunEnded
 */
export async function bootstrap(parts: RunParts): Promise<number> {
  const { db } = parts.open
  const before = progressOf(db)
  const answer = valueOf(
    await parts.platform.call('bootstrap', { resume: before?.snapshot ?? null, fresh: isRestored(db) }),
    parts,
  )
  if (!isSigned(db, 'roots', answer.roots)) throw new Untrue('signature')
  if (answer.roots.seq !== answer.position.seq || answer.roots.lineage !== answer.position.lineage)
    throw new Untrue('position')
  // Restored since it was greeted: what it has lost is found out first.
  if (answer.position.lineage !== lineageOf(db)) throw new RunEnded('sync/start-over')
  let progress =
    before?.snapshot === answer.snapshot ? before : { snapshot: answer.snapshot, chunks: 0, after: beginning }
  db.transaction((tx) => {
    dropSetting(tx, 'proven')
    keepProgress(tx, progress)
  })
  const restoration = restorationOf(parts, answer)
  for (const { number, sha256 } of answer.chunks.slice(progress.chunks)) {
    const asked = await parts.platform.chunk(answer.snapshot, number)
    // The platform keeps it no longer: the next try begins with another one.
    if (!asked.ok && asked.problem.code === 'sync/snapshot-gone') db.transaction((tx) => dropSetting(tx, 'bootstrap'))
    const body = valueOf(asked, parts)
    if (createHash('sha256').update(body).digest('hex') !== sha256) throw new Untrue('hash')
    progress = await storeChunk(parts, body, progress, restoration)
  }
  finish(parts, answer, progress.after, restoration)
  parts.changed()
  return answer.rows
}

/** Undefined: the platform was not restored since the last exchange. */
function restorationOf({ open, clock, newId }: RunParts, { lineageFrom }: BootstrapResponse): Restoration | undefined {
  if (!isRestored(open.db)) return undefined
  return { now: instantOf(clock.nowMs()), actor: open.session.accountId, newId, from: lineageFrom }
}

function progressOf(db: ReadDb): Progress | undefined {
  const text = setting(db, 'bootstrap')
  return text === undefined ? undefined : (JSON.parse(text) as Progress)
}

function keepProgress(tx: WriteDb, progress: Progress): void {
  keepSetting(tx, 'bootstrap', JSON.stringify(progress))
}

async function storeChunk(
  parts: RunParts,
  body: Buffer,
  from: Progress,
  restoration: Restoration | undefined,
): Promise<Progress> {
  const { db } = parts.open
  const text = await unzip(body, { maxOutputLength: mostBytes }).catch(() => {
    throw new Untrue('hash')
  })
  const lines = text.toString('utf8').split('\n')
  let progress = from
  let most: number = slice.largest
  for (let at = 0, end = 0; at < lines.length; at = end) {
    const started = parts.clock.monotonicMs()
    end = at + most
    const rows = lines
      .slice(at, end)
      .filter((line) => line !== '')
      .map(checked)
    // Of an interrupted chunk, what is stored already comes again.
    const fresh = rows.filter((row) => isAfter(row, progress.after))
    const newest = fresh.at(-1)
    if (newest === undefined) continue
    const next = { ...progress, after: { table: newest.table, id: newest.id } }
    const { after } = progress
    most = db.transaction((tx) => {
      cameIn(tx, parts, storeSlice(tx, fresh, after, restoration))
      keepProgress(tx, next)
      return nextSlice(most, parts.clock.monotonicMs() - started)
    })
    progress = next
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
  }
  const done = { ...progress, chunks: progress.chunks + 1 }
  db.transaction((tx) => keepProgress(tx, done))
  return done
}

function checked(line: string): Checked {
  const row = SnapshotRow.safeParse(jsonOf(line))
  if (!row.success) throw new Untrue('hash')
  const { table, id, ver, fields, hash } = row.data
  const text = canonicalJson(canonicalFields(fields))
  if (hashOfCanonical(table, id, ver, text) !== hash) throw new Untrue('hash')
  return { ...row.data, text }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** In the order of the snapshot: by the bytes of table and id. */
function isAfter(one: Key, other: Key): boolean {
  const tables = Buffer.compare(Buffer.from(one.table, 'utf8'), Buffer.from(other.table, 'utf8'))
  return tables > 0 || (tables === 0 && Buffer.compare(Buffer.from(one.id, 'utf8'), Buffer.from(other.id, 'utf8')) > 0)
}

/** @returns how many rows that are shown here it changed or took away; what is new is shown afterwards */
function storeSlice(tx: WriteDb, rows: readonly Checked[], after: Key, restoration: Restoration | undefined): number {
  const last = rows.at(-1)
  if (last === undefined) return 0
  const named = new Set(rows.map(({ table, id }) => `${table} ${id}`))
  const gone = heldBetween(tx, after, last).filter(({ table, id }) => !named.has(`${table} ${id}`))
  takeAway(tx, gone, restoration)
  const known: Checked[] = []
  const fresh: Checked[] = []
  const heldRow = heldRows(tx, rows)
  const sending = unansweredIn(tx, rows)
  for (const row of rows) {
    const held = heldRow.get(nameOf(row))
    if (held?.hash === row.hash) continue
    if (restoration !== undefined && held !== undefined && keepNewer(tx, held, row, restoration)) continue
    // What is new here has nothing of this PC's own on it.
    if (held === undefined && (isTogether(row) ? !sending.has(nameOf(row)) : !isHere(tx, row))) fresh.push(row)
    else known.push(row)
  }
  if (restoration !== undefined) noteRegained(tx, [...fresh, ...known])
  storeNew(tx, fresh)
  const operations = known.map((row) => ({ ...row, op: 'upsert' as const }))
  applyOperations(tx, operations, { upTo: 0, retry: false })
  return gone.length + known.length
}

/** Whether this PC shows such a row already, or the row is of those that are only read when they come. */
function isHere(tx: ReadDb, { table, id }: Key): boolean {
  if (writtenByPlatform.has(table)) return true
  return syncedTable(table)?.read(tx, id, peopleIn(tx)) !== undefined
}

/** Rows of tables that write many at once compare what comes with what is here themselves. */
const isTogether = ({ table }: Key): boolean => syncedTable(table)?.writeTogether !== undefined

/** Names of rows of such tables that this PC has sent, or is going to. */
function unansweredIn(tx: ReadDb, rows: readonly Key[]): Set<string> {
  const names = new Set<string>()
  for (const [table, ids] of byTable(rows.filter(isTogether)))
    for (const { row_id } of outboxOfRows(tx, table, ids)) names.add(nameOf({ table, id: row_id }))
  return names
}

/** Stores rows and moves each table's root once. What refers to nothing is shown with it, all else afterwards. */
function storeNew(tx: WriteDb, rows: readonly Checked[]): void {
  const sums = new TableSums(tx)
  for (const table of new Set(rows.map((row) => row.table))) {
    const all = rows.filter((row) => row.table === table)
    const synced = syncedTable(table)
    const waiting = whileApplying(tx, () => synced?.writeTogether?.(tx, all))
    for (const { id, ver, text, hash } of all) {
      const shown = synced === undefined || waiting?.has(id) === false ? 1 : 0
      keepRow(tx, { tbl: table, row_id: id, ver, fields: text, hash, shown })
      sums.move(table, undefined, hash)
    }
  }
  sums.end()
}

function heldBetween(tx: ReadDb, after: Key, upTo: Key | null): Key[] {
  const end = upTo === null ? '' : 'AND (tbl, row_id) <= (?, ?)'
  const values = upTo === null ? [after.table, after.id] : [after.table, after.id, upTo.table, upTo.id]
  return tx
    .prepare<string[], { table: string; id: string }>(
      `SELECT tbl AS "table", row_id AS id FROM sync_rows WHERE (tbl, row_id) > (?, ?) ${end} ORDER BY tbl, row_id`,
    )
    .all(...values)
}

/** Rows that the platform has no longer; what is unsent of them stays. */
function takeAway(tx: WriteDb, keys: readonly Key[], restoration: Restoration | undefined): void {
  if (keys.length === 0) return
  if (restoration !== undefined) {
    sendAgain(tx, keys, restoration)
    return
  }
  const operations = keys.map((key) => ({ ...key, op: 'delete' as const, ver: 0, fields: {} }))
  applyOperations(tx, operations, { upTo: 0, retry: false })
}

function finish(
  parts: RunParts,
  { position, roots }: BootstrapResponse,
  after: Key,
  restoration: Restoration | undefined,
): void {
  const good = parts.open.db.transaction((tx) => {
    const gone = heldBetween(tx, after, null)
    takeAway(tx, gone, restoration)
    cameIn(tx, parts, gone.length)
    dropSetting(tx, 'bootstrap')
    const names = new Set([...Object.keys(roots.tables), ...rootTables(tx)])
    const same = [...names].every((table) => {
      const [mine, theirs] = [rootOf(tx, table), roots.tables[table]]
      return mine.count === (theirs?.count ?? 0) && (mine.count === 0 || mine.sum === theirs?.sum)
    })
    if (!same) return false
    keepPosition(tx, position)
    if (restoration !== undefined) finishRestoration(tx, restoration)
    dropSetting(tx, 'restored')
    // What was taken by then is in these rows.
    applyOperations(tx, [], { upTo: position.seq, retry: false })
    return true
  })
  // Rows that are here and not as the platform signed them: the next bootstrap goes through all of them again.
  if (!good) throw new Untrue('hash')
}
