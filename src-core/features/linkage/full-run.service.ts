import type { Progress } from '../../../src-contract/rpc.ts'
import { blockingKeys, largestBlock } from '../../../src-domain/linkage/blocking.ts'
import { engineVersion, linkRecord, type LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import type { FrequencyTable } from '../../../src-domain/linkage/frequency-table.ts'
import { TableBuilder } from '../../../src-domain/linkage/table-builder.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { inTurn } from '../sources/in-turn.ts'
import { parsePayload } from '../subjects/payload.ts'
import { homeCounty, refreshSubjects } from '../subjects/subjects.service.ts'
import { factsOf } from './facts.rules.ts'
import { keyHash } from './key-hash.rules.ts'
import {
  countRecords,
  dropDerived,
  factsAfter,
  factsOfRecord,
  recordsUnder,
  sourceRowsAfter,
  unlinkedAfter,
  writeFacts,
  writeState,
} from './linkage.repo.ts'
import { KeyBatch } from './key-batch.ts'
import { regroupAround } from './relink.service.ts'
import { runState, tableOf, type Phase } from './run-state.ts'
import { StoredRecords } from './stored-records.ts'

/** What a full run needs of whoever starts it; `Bulk` of the store writes for it. */
export type RunHost = {
  readonly db: ReadDb
  /** How long a slice may take, about: nobody else is answered meanwhile. */
  readonly sliceMs: number
  /** How many records are kept at hand (some kB each); default: what core has room for. */
  readonly mostRecords?: number
  /** A short piece of writing; several share a commit, and what was not committed never happened. */
  slice(slice: (tx: WriteDb) => number): number
  /** At the end of each turn: a turn of somebody else's never has slices of this one in its transaction. */
  commit(): void
  /** Runs at the end of every commit's transaction, also of one that somebody else causes. */
  beforeCommit(work: (tx: WriteDb) => void): void
  /** Between two slices: others get in. */
  rest(): Promise<void>
  progress(progress: Progress): void
  /** False: the run stops after the present slice, and can be gone on with later. */
  goOn(): boolean
}

/** After so long, imports that wait get their turn. */
const turnMs = 400
/** About so many phones and homes are looked at for the frequency table. */
const sampled = 20_000

/**
 * Links every record, from the beginning or where an interrupted run stopped: every slice leaves the replica whole and says how far it
 * came. Records that come meanwhile are queued and follow afterwards.
 *
 * @param again starts over, with a new frequency table, also when everything is linked
 * @returns records linked by this call, or null when it was stopped
 */
export async function fullRun(host: RunHost, again: boolean): Promise<number | null> {
  const state = runState(host.db)
  if (state.phase === null || again || (state.phase === 'done' && state.engine !== engineVersion)) enter(host, 'clear')
  const total = countRecords(host.db)
  let done = 0
  for (;;) {
    if (!host.goOn()) return null
    const { phase, cursor } = runState(host.db)
    if (phase === null || phase === 'done') return done
    if (phase === 'clear') await inSlices(host, () => host.slice((tx) => (dropDerived(tx, 500) ? 0 : -1)))
    else if (phase === 'profiles') await profiles(host, total)
    else if (phase === 'table') await estimate(host, total)
    else done += await files(host, cursor, total)
    if (host.goOn()) enter(host, next[phase])
  }
}

const next: Record<Exclude<Phase, 'done'>, Phase> = {
  clear: 'profiles',
  profiles: 'table',
  table: 'files',
  files: 'done',
}

function enter(host: RunHost, phase: Phase): void {
  host.slice((tx) => {
    writeState(tx, 'phase', phase)
    writeState(tx, 'cursor', '0')
    if (phase !== 'done') writeState(tx, 'done', '0')
    if (phase === 'clear') {
      writeState(tx, 'engine', String(engineVersion))
      writeState(tx, 'finished', '')
    }
    return 0
  })
  host.commit()
}

/** Runs slices until one says that it is the last (-1); others get their turn between them. */
async function inSlices(host: RunHost, slice: () => number): Promise<number> {
  let done = 0
  let last = false
  while (!last && host.goOn()) {
    await inTurn(host.db, async () => {
      const started = performance.now()
      while (!last && host.goOn() && performance.now() - started < turnMs) {
        const step = slice()
        if (step < 0) last = true
        else done += step
        await host.rest()
      }
      host.commit()
    })
  }
  return done
}

async function profiles(host: RunHost, total: number): Promise<void> {
  const home = homeCounty(host.db)
  const waiting = new KeyBatch()
  let { cursor, done: count } = runState(host.db)
  await inSlices(host, () =>
    host.slice((tx) => {
      const ends = performance.now() + host.sliceMs
      // What waits goes in before the run says how far it came: stopped in between, it reads those records again.
      if (waiting.isLeaving) {
        if (!waiting.leave(tx, ends)) return 0
        writeState(tx, 'cursor', String(cursor))
        writeState(tx, 'done', String(count))
        return 0
      }
      while (performance.now() < ends && !waiting.isLeaving) {
        const rows = sourceRowsAfter(tx, cursor, 20)
        for (const row of rows) {
          const facts = factsOf(
            { system: row.system, nativeId: row.native_id, payload: parsePayload(row.payload) },
            home,
          )
          writeFacts(tx, row.record_id, facts)
          for (const key of blockingKeys(linkRecord(facts))) waiting.add(keyHash(key), row.record_id)
          cursor = row.record_id
        }
        count += rows.length
        if (rows.length === 0 && waiting.isEmpty) return -1
        if (rows.length === 0) waiting.close()
      }
      host.progress({ phase: 'profiles', done: count, total })
      return 0
    }),
  )
}

/** Names of all records; phones and homes by a sample that depends on the records alone. Reads only, so it starts over when stopped. */
async function estimate(host: RunHost, total: number): Promise<void> {
  const builder = new TableBuilder()
  const distinct = {
    ids: new Set<number>(),
    ph: new Set<number>(),
    rooms: new Set<number>(),
    houses: new Set<number>(),
  }
  const buildings = new Set<number>()
  const every = Math.max(1, Math.floor(total / sampled))
  let cursor = 0
  let count = 0
  await inSlices(host, () => {
    const rows = factsAfter(host.db, cursor, 40)
    for (const { recordId, facts } of rows) {
      cursor = recordId
      const record = linkRecord(facts)
      if (record.about === 'organisation') continue
      builder.addRecord(record)
      if (record.id !== null) distinct.ids.add(keyHash(record.id))
      for (const building of record.buildings) buildings.add(keyHash(building))
      const blocks: ['phone' | 'home', Set<number>, string][] = [
        ...record.phones.map((phone): ['phone', Set<number>, string] => ['phone', distinct.ph, `ph ${phone}`]),
        ...record.rooms.map((room): ['home', Set<number>, string] => ['home', distinct.rooms, `rm ${room}`]),
        ...record.houses.map((house): ['home', Set<number>, string] => ['home', distinct.houses, `rm ${house}`]),
      ]
      for (const [kind, seen, key] of blocks) {
        const hash = keyHash(key)
        if (seen.has(hash)) continue
        seen.add(hash)
        if (hash % every === 0) builder.addBlock(kind, blockOf(host.db, key))
      }
    }
    count += rows.length
    host.progress({ phase: 'table', done: count, total })
    return rows.length === 0 ? -1 : 0
  })
  if (!host.goOn()) return
  const version = (runState(host.db).tableVersion ?? 0) + 1
  const table = builder.finish(version, {
    ids: distinct.ids.size,
    phones: distinct.ph.size,
    rooms: distinct.rooms.size,
    houses: distinct.houses.size,
    buildings: buildings.size,
  })
  host.slice((tx) => {
    writeState(tx, 'table', JSON.stringify(table))
    writeState(tx, 'table-version', String(version))
    return 0
  })
  host.commit()
}

function blockOf(db: ReadDb, key: string): LinkRecord[] {
  const most = largestBlock(key)
  const ids = recordsUnder(db, keyHash(key), most + 1)
  if (ids.length > most) return []
  return ids.flatMap((id) => {
    const facts = factsOfRecord(db, id)
    return facts ? linkRecord(facts) : []
  })
}

async function files(host: RunHost, from: number, total: number): Promise<number> {
  const table = tableOf(host.db) as FrequencyTable
  const records = new StoredRecords(host.db, host.mostRecords)
  const changed = new Set<number>()
  const refresh = (tx: WriteDb): void => {
    refreshSubjects(tx, changed)
    changed.clear()
  }
  host.beforeCommit(refresh)
  let cursor = from
  let count = runState(host.db).done
  return inSlices(host, () =>
    host.slice((tx) => {
      // One subject takes about half a millisecond.
      if (changed.size >= 2 * host.sliceMs) {
        refresh(tx)
        return 0
      }
      const ends = performance.now() + host.sliceMs
      const before = count
      let last = false
      records.trim()
      while (!last && changed.size < 2 * host.sliceMs && performance.now() < ends) {
        const seed = unlinkedAfter(tx, cursor)
        last = seed === undefined
        if (seed === undefined) break
        cursor = seed
        count += regroupAround(tx, records, table, [seed], changed)
      }
      writeState(tx, 'cursor', String(cursor))
      writeState(tx, 'done', String(count))
      host.progress({ phase: 'files', done: count, total })
      return last ? -1 : count - before
    }),
  )
}
