import { blockingKeys, largestBlock } from '../../../src-domain/linkage/blocking.ts'
import type { FrequencyTable } from '../../../src-domain/linkage/frequency-table.ts'
import { linkRecord, type LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import { judge } from '../../../src-domain/linkage/verdict.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { inTurn } from '../sources/in-turn.ts'
import { parsePayload } from '../subjects/payload.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { factsOf } from './facts.rules.ts'
import { keyHash } from './key-hash.rules.ts'
import {
  addKey,
  countQueued,
  dequeue,
  factsOfRecord,
  queued,
  recordsUnder,
  removeKey,
  sourceRow,
  writeFacts,
} from './linkage.repo.ts'
import { relink } from './relink.service.ts'
import { isReady, runState, tableOf } from './run-state.ts'
import { StoredRecords } from './stored-records.ts'

export type FollowHost = {
  readonly db: ReadDb
  /** A short transaction of its own. */
  bulk(slice: (tx: WriteDb) => number): number
  goOn(): boolean
}

/**
 * Links the records that came since, one after the other in short transactions; what each leaves is what a full run over all of them
 * would leave. Does nothing before the first full run, nor while one is under way.
 *
 * @returns how many records were linked
 */
export async function followLinks(host: FollowHost): Promise<number> {
  let done = 0
  let last = false
  while (!last && host.goOn() && isReady(runState(host.db)) && countQueued(host.db) > 0) {
    await inTurn(host.db, async () => {
      if (!host.goOn()) return
      const table = tableOf(host.db)
      const [recordId] = queued(host.db, 1)
      last = table === null || recordId === undefined
      if (table === null || recordId === undefined) return
      host.bulk((tx) => {
        linkOne(tx, table, recordId)
        return 1
      })
      done += 1
      await new Promise<void>((resolve) => setImmediate(resolve))
    })
  }
  return done
}

function linkOne(tx: WriteDb, table: FrequencyTable, recordId: number): void {
  dequeue(tx, recordId)
  const row = sourceRow(tx, recordId)
  if (!row) return
  const facts = factsOf(
    { system: row.system, nativeId: row.native_id, payload: parsePayload(row.payload) },
    homeCounty(tx),
  )
  const old = factsOfRecord(tx, recordId)
  const dirty = new Set([recordId])
  const before = old && linkRecord(old)
  if (before) {
    collect(new StoredRecords(tx), before, table, dirty)
    for (const key of blockingKeys(before)) {
      if (isFull(tx, key, 1)) markBlock(tx, key, dirty)
      removeKey(tx, keyHash(key), recordId)
    }
  }
  const after = linkRecord(facts)
  writeFacts(tx, recordId, facts)
  for (const key of blockingKeys(after)) {
    if (isFull(tx, key, 0)) markBlock(tx, key, dirty)
    addKey(tx, keyHash(key), recordId)
  }
  const records = new StoredRecords(tx)
  collect(records, after, table, dirty)
  relink(tx, records, table, [...dirty])
}

/** Whoever the record is, or was, a candidate for: its coming or going can turn their links. */
function collect(records: StoredRecords, record: LinkRecord, table: FrequencyTable, dirty: Set<number>): void {
  for (const other of records.neighbours(record))
    if (judge(record, other, table).verdict.link !== 'none') dirty.add(records.idOf(other))
}

/** One record more (or, with `over` 1, one fewer) and the key is dropped, or used again: then everybody under it has other neighbours. */
function isFull(tx: WriteDb, key: string, over: 0 | 1): boolean {
  const most = largestBlock(key) + over
  return recordsUnder(tx, keyHash(key), most + 1).length === most
}

function markBlock(tx: WriteDb, key: string, dirty: Set<number>): void {
  for (const id of recordsUnder(tx, keyHash(key), largestBlock(key) + 1)) dirty.add(id)
}
