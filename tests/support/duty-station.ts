import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InputOf, MethodName, OutputOf, ResultOf } from '../../src-contract/contract.ts'
import type { FileId, Instant } from '../../src-contract/ids.ts'
import type { CoreEvent } from '../../src-contract/rpc.ts'
import { dutyHandlers } from '../../src-core/features/duty/duty.handlers.ts'
import { openLog } from '../../src-core/log/log.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { named } from '../../src-core/rpc/handler.ts'
import { writeWorkbook, type WriteColumn } from '../../src-core/spreadsheets/write.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { makeStation } from './sources-station.ts'
import { SetClock, staff, type Who } from './test-context.ts'

export type DutyStation = {
  readonly dir: string
  readonly db: Db
  readonly clock: SetClock
  readonly events: CoreEvent[]
  call<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<ResultOf<N>>
  must<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<OutputOf<N>>
  /** The code of a call that must fail. */
  code<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<string>
  /** Hands a workbook in, as the shell does. */
  sheet(name: string, columns: readonly string[], rows: readonly (readonly string[])[], title?: string): Promise<FileId>
  shelve(path: string): FileId
  close(): Promise<void>
}

/** A station with a real encrypted replica and duty's own methods; its clock stands at 10:00 on 2026-11-20. */
export function openDutyStation(): DutyStation {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-duty-'))
  const key = makeStation(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  const readers = new ReaderPool({ dir, key, size: 1, lazy: true })
  const clock = new SetClock('2026-11-20T02:00:00.000Z')
  const events: CoreEvent[] = []
  const files = new FileShelf()
  const log = openLog({ dir: join(dir, 'logs'), name: 'core' })
  const handlers = new Map(named('duty', dutyHandlers))
  const call: DutyStation['call'] = async (who, method, input) => {
    const { accountId, role, name, staffKind, beats } = staff[who]
    const session = {
      ...{ accountId, login: who, name, role, staffKind, staffNumber: '000001', beats: [...beats] },
      station: { id: 'PS990102', name: '澄湾市公安局东渚分局桂园派出所' },
      county: '',
      since: '2026-11-20T00:00:00.000Z' as Instant,
      idleLockMinutes: 10,
    }
    const open = { db, readers, key, lock: { release: () => undefined }, session }
    const dispatcher = new Dispatcher({
      ...{ session: () => open, files, clock, log, handlers, publicHandlers: new Map(), checkOutput: true },
      emit: (event) => void events.push(event),
    })
    return (await dispatcher.dispatch({ method, input, operationId: uuidv7(clock.ms) })) as never
  }
  const shelve = (path: string): FileId => {
    const fileId = uuidv7(clock.ms) as FileId
    files.put(fileId, path)
    return fileId
  }
  return {
    dir,
    db,
    clock,
    events,
    call,
    must: async (who, method, input) => {
      const result = await call(who, method, input)
      if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
      return result.value
    },
    code: async (who, method, input) => {
      const result = await call(who, method, input)
      return result.ok ? 'ok' : result.error.code
    },
    shelve,
    sheet: async (name, columns, rows, title) => {
      const path = join(dir, name)
      await writeWorkbook(path, {
        sheets: [
          {
            name: 'Sheet1',
            columns: columns.map((header): WriteColumn => ({ header, kind: 'text' })),
            rows: rows.map((row) => [...row]),
            ...(title === undefined ? {} : { titleRows: [title] }),
          },
        ],
      })
      return shelve(path)
    },
    close: async () => {
      await readers.close()
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
