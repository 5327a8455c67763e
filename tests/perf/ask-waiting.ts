import type { InputOf, MethodName, ResultOf } from '../../src-contract/contract.ts'
import type { Clock } from '../../src-core/clock.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { lookupHandlers } from '../../src-core/features/lookup/lookup.handlers.ts'
import type { OpenSession } from '../../src-core/open-session.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'

type Parts = {
  readonly db: Db
  readonly dir: string
  readonly key: ReplicaKey
  readonly session: OpenSession
  readonly clock: Clock
}

type Waiting = { readonly idNumber: string; readonly name: string }

/**
 * Asks for people whose records wait for the search index, spread over all that wait: each by ID number and by name, as the lookup page does.
 *
 * @returns ms from each question to the answer that shows somebody
 * @throws when somebody is not found
 */
export async function askWaiting({ db, dir, key, session, clock }: Parts, questions: number): Promise<number[]> {
  const readers = new ReaderPool({ dir, key, size: 2 })
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const open = { ...session, readers }
  const handlers = new Map(Object.entries(lookupHandlers).map(([name, handler]) => [`lookup.${name}`, handler]))
  const dispatcher = new Dispatcher({
    ...{ session: () => open, files: new FileShelf(), clock, newId: uuidv7, log: silent, emit: () => undefined },
    ...{ handlers: handlers as never, publicHandlers: new Map(), checkOutput: false },
  })
  const call = async <N extends MethodName>(method: N, input: InputOf<N>): Promise<ResultOf<N>> =>
    (await dispatcher.dispatch({ method, input, operationId: uuidv7(clock.nowMs()) })) as never
  try {
    const times: number[] = []
    for (const { idNumber, name } of peopleWaiting(db, questions / 2))
      for (const text of [idNumber, name]) {
        const started = performance.now()
        const input = { text, purpose: 'P02' as const }
        const found = await call('lookup.searchUnindexed', input)
        if (!found.ok) throw new Error(`${found.error.code} ${JSON.stringify(found.error.params)}`)
        if (found.value.answer.total === 0) throw new Error('somebody whose records are here was not found')
        times.push(performance.now() - started)
      }
    return times
  } finally {
    await readers.close()
  }
}

function peopleWaiting(db: Db, count: number): Waiting[] {
  const rows = db
    .prepare<[number], { payload: string }>(
      `SELECT payload FROM source_records WHERE record_id IN
         (SELECT record_id FROM source_records WHERE system = 'JZ' ORDER BY abs(record_id * 7919 % 1000003) LIMIT ?)`,
    )
    .all(count * 3)
  const people = rows.map(({ payload }) => JSON.parse(payload) as Partial<Waiting>)
  return people
    .filter((one): one is Waiting => !!one.idNumber && /^\d{17}[\dX]$/.test(one.idNumber) && !!one.name)
    .slice(0, count)
}
