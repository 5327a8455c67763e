import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InputOf, MethodName, ResultOf } from '../../src-contract/contract.ts'
import type { FileId, Instant } from '../../src-contract/ids.ts'
import type { CoreEvent, Progress } from '../../src-contract/rpc.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { systems } from '../../src-core/features/sources/catalog.ts'
import { sourcesHandlers } from '../../src-core/features/sources/sources.handlers.ts'
import { openLog } from '../../src-core/log/log.ts'
import { q } from '../../src-core/query.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { named } from '../../src-core/rpc/handler.ts'
import type { CellValue } from '../../src-core/spreadsheets/write.ts'
import { writeCsv } from '../../src-core/spreadsheets/write-csv.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { makeReplica, SetClock, staff, type Who } from './test-context.ts'

type Extra = { signal?: AbortSignal; progress?: (progress: Progress) => void; operationId?: string }
type ValueOf<N extends MethodName> = Extract<ResultOf<N>, { ok: true }>['value']

export type SourcesStation = {
  readonly dir: string
  readonly key: ReplicaKey
  readonly db: Db
  readonly clock: SetClock
  readonly events: CoreEvent[]
  /** Hands a file in, as the shell does. */
  shelve(path: string): FileId
  call<N extends MethodName>(who: Who, method: N, input: InputOf<N>, extra?: Extra): Promise<ResultOf<N>>
  must<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<ValueOf<N>>
  close(): Promise<void>
}

/** A station with a real encrypted replica; `given` opens one that is there, and leaves its folder. */
export function openSourcesStation(given?: { dir: string; key: ReplicaKey }): SourcesStation {
  const dir = given?.dir ?? mkdtempSync(join(tmpdir(), 'beatbook-sources-'))
  const key = given?.key ?? makeStation(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  const readers = new ReaderPool({ dir, key, size: 1 })
  const clock = new SetClock('2026-11-21T02:00:00.000Z')
  const events: CoreEvent[] = []
  const files = new FileShelf()
  const log = openLog({ dir: join(dir, 'logs'), name: 'core' })
  const dispatcherOf = (who: Who): Dispatcher => {
    const { accountId, role, name, staffKind, beats } = staff[who]
    const session = {
      accountId,
      login: who,
      name,
      role,
      staffKind,
      staffNumber: '000001',
      beats: [...beats],
      station: { id: 'PS990102', name: '澄湾市公安局东渚分局桂园派出所' },
      county: '',
      since: '2026-11-21T00:00:00.000Z' as Instant,
      idleLockMinutes: 10,
    }
    const open = { db, readers, key, lock: { release: () => undefined }, session }
    return new Dispatcher({
      session: () => open,
      files,
      clock,
      log,
      emit: (event) => void events.push(event),
      handlers: new Map(named('sources', sourcesHandlers)),
      publicHandlers: new Map(),
      checkOutput: true,
    })
  }
  const call: SourcesStation['call'] = async (who, method, input, extra = {}) =>
    (await dispatcherOf(who).dispatch({ method, input, operationId: uuidv7(clock.ms), ...extra })) as never
  return {
    dir,
    key,
    db,
    clock,
    events,
    call,
    shelve: (path) => {
      const fileId = uuidv7(clock.ms) as FileId
      files.put(fileId, path)
      return fileId
    },
    must: async (who, method, input) => {
      const result = await call(who, method, input)
      if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
      return result.value as never
    },
    close: async () => {
      await readers.close()
      db.close()
      if (given === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** An encrypted replica with the staff and a station id whose county the addresses of the tests are in; left closed. */
export function makeStation(dir: string): ReplicaKey {
  const key = makeReplica(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  opened.value.run(q.insertInto('settings').values({ key: 'station.id', value: 'PS990102' }))
  opened.value.close()
  return key
}

/** Rows under the headings of the system's own export, columns in the catalog's order. */
export function exportOf(system: SystemId, records: readonly Readonly<Record<string, string>>[]) {
  const { fields } = systems.get(system) as NonNullable<ReturnType<typeof systems.get>>
  return {
    columns: fields.map((field) => ({ header: field.label.zh, kind: 'text' as const })),
    rows: records.map((record) => fields.map((field): CellValue => record[field.key])),
  }
}

export async function writeExport(
  path: string,
  system: SystemId,
  records: readonly Readonly<Record<string, string>>[],
): Promise<string> {
  await writeCsv(path, { ...exportOf(system, records), encoding: 'utf-8-bom', inert: false })
  return path
}

const watched = [
  'source_records',
  'source_record_versions',
  'source_status',
  'source_mappings',
  'import_staging',
  'index_queue',
  'subjects',
  'subject_keys',
] as const

/** What an import may change, as one hash per table: two equal states have equal fingerprints. */
export function stateOf(db: Db): Record<string, string> {
  return Object.fromEntries(
    watched.map((table) => {
      const digest = createHash('sha256')
      for (const row of db.all(q.selectFrom(table).selectAll())) digest.update(JSON.stringify(row))
      return [table, digest.digest('hex').slice(0, 16)]
    }),
  )
}

export function countOf(db: Db, table: (typeof watched)[number]): number {
  return db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
}

/** ID number of division 990102 with a right checksum. */
export { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
