import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { DemoRecord } from '../../demo/demo.types.ts'
import { generateStation } from '../../demo/station.ts'
import { insertDelivered, replaceDelivered } from '../../src-core/features/sources/delivered.repo.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { noteOddity } from '../../src-core/features/sources/odd-records.repo.ts'
import { definition, memberOf } from '../../src-core/features/subjects/describe-subject.rules.ts'
import { assignSubject, refreshSubjects } from '../../src-core/features/subjects/subjects.service.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { deliveredOf, differences, halfDone, indexOf, queuedIn } from '../support/index-state.ts'
import { makeReplica } from '../support/test-context.ts'

// A queue that is long enough is grouped and described in a thread before anything is written. What comes out is what comes out of the
// ordinary way, record by record, which is taken here without a key for the thread.

type Pc = { readonly dir: string; readonly key: ReplicaKey; db: Db }
const pcs: Pc[] = []

function opened(dir: string, key: ReplicaKey): Db {
  const replica = openReplica({ dir, key })
  if (!replica.ok) throw new Error(replica.error.code)
  return replica.value
}

function pc(): Pc {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-long-'))
  const key = makeReplica(dir)
  const made = { dir, key, db: opened(dir, key) }
  pcs.push(made)
  return made
}

afterEach(() => {
  for (const { db, dir } of pcs.splice(0)) {
    db.close()
    rmSync(dir, { recursive: true, force: true })
  }
})

const demo = [...generateStation({ people: 300 }).records()]
const later = (record: DemoRecord, payload: DemoRecord['payload']): DemoRecord => ({
  ...{ ...record, payload },
  sourceTime: '2026-11-19T00:00:00.000Z',
})
/** Some who were given one number that nobody can have: they are as many, and so is whoever comes later with it. */
const sameMistake = demo
  .filter(({ system }) => system === 'JZ' || system === 'MZ' || system === 'ZJ')
  .filter((_, n) => n % 40 === 0)
  .map((record) => ({
    ...{ ...record, nativeId: `${record.nativeId}-2` },
    payload: { ...record.payload, idNumber: '990102199001011230' },
  }))
const from = (system: SystemId): DemoRecord[] => demo.filter((record) => record.system === system)

function deliver({ db }: Pc, records: readonly DemoRecord[]): void {
  db.transaction((tx) => insertDelivered(tx, records.map(deliveredOf)))
}

type Held = { record_id: number; system: SystemId; payload: string; subject_id: number | null }
const heldSql = 'SELECT record_id, system, payload, subject_id FROM source_records WHERE system = ? AND native_id = ?'

function replace({ db }: Pc, record: DemoRecord): void {
  db.transaction((tx) => {
    const held = tx.prepare<[string, string], Held>(heldSql).one(record.system, record.nativeId)
    if (held === undefined) throw new Error('no such record')
    replaceDelivered(tx, held.record_id, deliveredOf(record), false)
  })
}

/** Somebody asks for a record that is still queued, and it is made findable before all others. */
function indexAtOnce({ db }: Pc, { system, nativeId }: DemoRecord): void {
  db.transaction((tx) => {
    const held = tx.prepare<[string, string], Held>(heldSql).one(system, nativeId)
    if (held === undefined) throw new Error('no such record')
    const before = tx
      .prepare<[number], { subject_before: number | null }>('DELETE FROM index_queue WHERE record_id = ? RETURNING *')
      .one(held.record_id)
    const subject = assignSubject(tx, memberOf(held).found, held.subject_id)
    tx.prepare<[number, number], never>('UPDATE source_records SET subject_id = ? WHERE record_id = ?').run(
      subject,
      held.record_id,
    )
    noteOddity(tx, definition(system), held.record_id, held.payload)
    const touched = [subject, held.subject_id, before?.subject_before ?? null]
    refreshSubjects(tx, new Set(touched.filter((one) => one !== null)))
  })
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const long = ({ db, key }: Pc): Promise<number> => finishIndexing(db, { key, longFrom: 1, subjectsAtOnce: 150 })

/** As the linkage does it. */
function putTogether({ db }: Pc, [one, other]: readonly [DemoRecord, DemoRecord]): void {
  db.transaction((tx) => {
    const held = [one, other].map(({ system, nativeId }) =>
      tx.prepare<[string, string], Held>(heldSql).one(system, nativeId),
    )
    const [a = 0, b = 0] = held.map((record) => record?.subject_id ?? 0)
    tx.prepare<[number, number], never>('UPDATE source_records SET subject_id = ? WHERE subject_id = ?').run(a, b)
    refreshSubjects(tx, [a, b])
  })
}

/** Two PCs to which the same happens; the second one knows no long queue. */
async function both(happens: (one: Pc) => void, two: readonly [Pc, Pc]): Promise<void> {
  for (const one of two) happens(one)
  const queued = queuedIn(two[0].db)
  expect(await long(two[0])).toBe(queued)
  await finishIndexing(two[1].db)
  expect([queuedIn(two[0].db), queuedIn(two[1].db)]).toEqual([0, 0])
  expect(differences(two[0].db, two[1].db)).toEqual([])
}

test('a station’s records, then another system’s, then changes of all kinds are found as if they had come one by one', async () => {
  const two = [pc(), pc()] as const
  await both(
    (one) =>
      deliver(
        one,
        [...demo, ...sameMistake].filter(({ system }) => system !== 'ZJ'),
      ),
    two,
  )
  expect(indexOf(two[0].db).length).toBeGreaterThan(1_000)
  // Records are linked from here on: what comes or changes is looked at again.
  const numbered = from('JZ').filter(({ payload }) => /^\d{17}[\dX]$/.test(payload['idNumber'] ?? ''))
  const changes = [...numbered.slice(0, 40), ...from('WG').slice(0, 20), ...from('WY').slice(0, 20)]
  await both((one) => {
    one.db.exec(`INSERT INTO linkage_state (name, value) VALUES ('phase', 'done')`)
    deliver(one, [...from('ZJ'), ...sameMistake.filter(({ system }) => system === 'ZJ')])
    const [, , together, other] = sameMistake.filter(({ system }) => system === 'JZ')
    if (together === undefined || other === undefined) throw new Error('no records')
    const { idNumber: _, ...without } = other.payload
    putTogether(one, [together, other])
    replace(one, later(together, { ...together.payload, idNumber: '990102199002021230' }))
    replace(one, later(other, { ...without, phone: '12900000002' }))
    for (const record of sameMistake.filter(({ system }) => system === 'JZ').slice(0, 2))
      replace(one, later(record, { ...record.payload, phone: '12900000000' }))
    changes.forEach((record, n) => {
      const { idNumber: _, ...nobody } = record.payload
      const { idNumber: another = '' } = numbered.at(-1 - n)?.payload ?? {}
      const kinds = [
        { ...record.payload, phone: `1290000${String(n).padStart(4, '0')}` },
        { ...record.payload, name: '欧阳某某', idNumber: another },
        nobody,
        { ...record.payload, idNumber: '99010219900101123' },
        { ...record.payload, idNumber: (record.payload['idNumber'] ?? '').toLowerCase(), extra: '无人认得' },
      ]
      replace(one, later(record, kinds[n % kinds.length] ?? {}))
    })
    one.db.exec(
      `UPDATE source_records SET payload = '{"name":"破' WHERE record_id IN (SELECT record_id FROM index_queue ORDER BY record_id LIMIT 3)`,
    )
  }, two)
  expect(indexOf(two[0].db).at(-1)).toMatch(/broken.*unknown-fields.*"linking":\[\{.*"n":0/)
})

test('what somebody changes or asks for meanwhile counts, and nobody finds anything that is half done', async () => {
  const [one, other] = [pc(), pc()]
  for (const each of [one, other]) deliver(each, demo)
  const changed: DemoRecord[] = []
  const change = (record: DemoRecord | undefined): DemoRecord => {
    if (record === undefined) throw new Error('no record')
    const phone = `129${String(changed.length).padStart(8, '0')}`
    const newer = later(record, { ...record.payload, phone, contactPhone: phone })
    replace(one, newer)
    changed.push(newer)
    return newer
  }
  const rowsOf = (table: string): number =>
    one.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
  // More than those that were asked for make.
  const moments = [
    { table: 'subjects', rows: 300 },
    { table: 'subject_keys', rows: 6_000 },
  ]
  let [turns, worst, isDone] = [0, 0, false]
  const running = long(one).then(() => (isDone = true))
  for (; !isDone; await turn()) {
    turns += 1
    // In the middle of the rows, and in the middle of the keys: many at once, of which some are asked for.
    const [moment] = moments
    if (moment !== undefined && rowsOf(moment.table) > moment.rows) {
      const first = 20 * moments.length
      from('JZ')
        .slice(first, first + 20)
        .forEach((record, n) => {
          const newer = change(record)
          if (n % 2 === 0) indexAtOnce(one, newer)
        })
      moments.shift()
    }
    if (turns % 20 !== 0) continue
    worst = Math.max(worst, halfDone(one.db))
    indexAtOnce(one, demo[(turns * 37) % demo.length] as DemoRecord)
    change(demo[(turns * 53) % demo.length])
  }
  await running
  expect([worst, moments]).toEqual([0, []])
  await finishIndexing(one.db)
  for (const record of changed) replace(other, record)
  await finishIndexing(other.db)
  expect(differences(one.db, other.db)).toEqual([])
})

test('locked in the middle, it goes on at the next log-in', async () => {
  const [one, other] = [pc(), pc()]
  for (const each of [one, other]) deliver(each, demo)
  for (const rows of [1, 400, 900]) {
    const running = long(one)
    while (one.db.isOpen) {
      await turn()
      const described = one.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM subjects').one()?.n ?? 0
      if (described >= rows) one.db.close()
    }
    await running
    one.db = opened(one.dir, one.key)
    expect(halfDone(one.db)).toBe(0)
  }
  await long(one)
  await finishIndexing(other.db)
  expect(queuedIn(one.db)).toBe(0)
  expect(differences(one.db, other.db)).toEqual([])
})

test('where the thread cannot read the replica, the records are made findable without it', async () => {
  const [one, other] = [pc(), pc()]
  for (const each of [one, other]) deliver(each, demo.slice(0, 500))
  const said: string[] = []
  const wrong = { ...one.key, dek: Buffer.alloc(one.key.dek.length, 7) }
  const log = { warn: (event: string) => void said.push(event) }
  expect(await finishIndexing(one.db, { key: wrong, longFrom: 1, log })).toBe(500)
  expect(said).toEqual(['index-thread-failed'])
  await finishIndexing(other.db)
  expect(differences(one.db, other.db)).toEqual([])
})
