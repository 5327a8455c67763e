import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { addPeople, newReplica, q, removeFolders } from '../../tests/support/store-fixture.ts'
import { openReplica } from './open.ts'
import { Db, SlicesLost } from './sql.ts'
import { storeFault } from './errors.ts'

afterAll(removeFolders)

const people = q.selectFrom('person').select('id').orderBy('id')

test('queries of the builder run at once and give typed rows', async () => {
  const { db } = await newReplica({ people: 3 })
  expect(db.all(people)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
  expect(db.one(people.where('id', '=', 2).compile())).toEqual({ id: 2 })
  expect(db.one(people.where('id', '=', 9))).toBeUndefined()
  expect([...db.iterate(people.limit(2))]).toEqual([{ id: 1 }, { id: 2 }])
  expect(db.run(q.updateTable('person').set({ note: 'x' }).where('id', '<', 3)).changes).toBe(2)
  expect(db.one(q.insertInto('person').values({ id: 7, name: 'n', note: '' }).returning('id'))).toEqual({ id: 7 })
  expect(db.one(sql<{ two: number }>`select ${2} as two`.compile(q))).toEqual({ two: 2 })
  db.close()
})

test('a limit stands in the text: a bound one would have the statement prepared anew each time', () => {
  const { sql: text, parameters } = people.where('id', '>', 1).limit(7).offset(2).compile()
  expect(text).toBe('select "id" from "person" where "id" > ? order by "id" limit 7 offset ?')
  expect(parameters).toEqual([1, 2])
})

test('a transaction keeps all or nothing, and an inner one can fail alone', async () => {
  const { db } = await newReplica()
  const add = (name: string) => db.run(q.insertInto('person').values({ name, note: '' } as never))
  expect(() =>
    db.transaction(() => {
      add('a')
      throw new Error('changed my mind')
    }),
  ).toThrow('changed my mind')
  expect(db.all(people)).toEqual([])
  db.transaction((tx) => {
    add('b')
    expect(() =>
      tx.transaction(() => {
        add('c')
        throw new Error('only this part')
      }),
    ).toThrow('only this part')
    add('d')
  })
  expect(db.all(q.selectFrom('person').select('name')).map(({ name }) => name)).toEqual(['b', 'd'])
  expect(db.inTransaction).toBe(false)
  db.close()
})

test('slices of a group are committed together, and before anybody else writes', async () => {
  const { db, dir, key } = await newReplica()
  const other = openReplica({ dir, key, readonly: true, headerChecked: true })
  if (!other.ok) throw new Error(other.error.code)
  const seen = (): number => other.value.all(people).length
  const add = (name: string) => db.run(q.insertInto('person').values({ name, note: '' } as never))
  const group = db.group()
  group.slice(() => add('a'))
  group.slice(() => add('b'))
  expect([db.inTransaction, seen()]).toEqual([false, 0])
  group.commit()
  expect(seen()).toBe(2)

  group.slice(() => add('c'))
  // Somebody else's act in between stands by itself, and takes what was there before it along.
  expect(() =>
    db.transaction(() => {
      add('d')
      throw new Error('changed my mind')
    }),
  ).toThrow('changed my mind')
  expect(seen()).toBe(3)

  group.slice(() => add('e'))
  expect(() =>
    group.slice(() => {
      add('f')
      throw new Error('this slice and those since the commit')
    }),
  ).toThrow('since the commit')
  group.slice(() => add('g'))
  group.commit()
  expect(db.all(q.selectFrom('person').select('name')).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'g'])
  other.value.close()
  db.close()
})

test('what slices of a group leave for the end is part of every commit, whoever causes it', async () => {
  const { db } = await newReplica()
  const add = (name: string) => db.run(q.insertInto('person').values({ name, note: '' } as never))
  const names = () => db.all(q.selectFrom('person').select('name')).map(({ name }) => name)
  const waiting: string[] = []
  const group = db.group()
  group.beforeCommit(() => waiting.splice(0).forEach(add))
  group.slice(() => void waiting.push('late'))
  expect(names()).toEqual(['late'])
  group.slice(() => void waiting.push('later'))
  db.transaction(() => add('somebody else'))
  expect(names()).toEqual(['late', 'later', 'somebody else'])

  group.beforeCommit(() => {
    add('half')
    throw new Error('the end failed')
  })
  group.slice(() => add('lost'))
  expect(() => group.commit()).toThrow('the end failed')
  expect(names()).toEqual(['late', 'later', 'somebody else'])
  expect(db.inTransaction).toBe(false)
  db.close()
})

test('slices that were lost because another group failed are told to whoever did them, once', async () => {
  const { db } = await newReplica()
  const add = (name: string) => db.run(q.insertInto('person').values({ name, note: '' } as never))
  const names = () => db.all(q.selectFrom('person').select('name')).map(({ name }) => name)
  const [linking, importing, third] = [db.group(), db.group(), db.group()]
  linking.slice(() => add('a'))
  third.slice(() => add('b'))
  expect(() =>
    importing.slice(() => {
      add('c')
      throw new Error('a bad row')
    }),
  ).toThrow('a bad row')
  expect(names()).toEqual([])
  // It has heard of it; the others hear of it although other transactions came since.
  importing.slice(() => add('d'))
  importing.commit()
  let ran = false
  expect(() => linking.slice(() => void (ran = true))).toThrow(SlicesLost)
  expect(ran).toBe(false)
  expect(() => third.commit()).toThrow(expect.objectContaining({ by: 'other' }))
  linking.slice(() => add('e'))
  linking.commit()
  third.commit()
  expect(names()).toEqual(['d', 'e'])
  db.close()
})

test('a commit that fails while somebody else asks is the loss of who wrote, not of who asked', async () => {
  const { db } = await newReplica()
  const add = (name: string) => db.run(q.insertInto('person').values({ name, note: '' } as never))
  const group = db.group()
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
  group.beforeCommit(() => {
    throw full
  })
  group.slice(() => add('a'))
  expect(db.all(people)).toEqual([])
  let told: unknown
  try {
    group.commit()
  } catch (error) {
    told = error
  }
  expect(told).toMatchObject({ by: 'commit', cause: full })
  expect(storeFault(told)).toBe('store/disk-full')
  group.beforeCommit(() => undefined)
  group.slice(() => add('b'))
  // What is in the present transaction is not lost, and another one's end does not turn it into a loss.
  expect(db.all(people)).toHaveLength(1)
  group.slice(() => add('c'))
  group.commit()
  expect(db.all(people)).toHaveLength(2)
  db.close()
})

test('a transaction that would await is a bug: it throws and keeps nothing', async () => {
  const { db } = await newReplica()
  const insert = () => db.run(q.insertInto('person').values({ id: 1, name: 'a', note: '' }))
  const asyncFunction = (async () => void insert()) as never
  const promising = (() => {
    insert()
    return Promise.resolve()
  }) as never
  expect(() => db.transaction(asyncFunction)).toThrow(TypeError)
  expect(() => db.transaction(promising)).toThrow(TypeError)
  expect(() => db.snapshot(asyncFunction)).toThrow(TypeError)
  expect(db.all(people)).toEqual([])
  expect(db.inTransaction).toBe(false)
  db.close()
})

test('the same statement may run again while its rows are still being read', async () => {
  const { db } = await newReplica({ people: 4 })
  const seen: number[][] = []
  const outer = db.iterate(people)
  for (const { id } of outer) {
    seen.push([id, db.all(people).length])
    for (const inner of db.iterate(people)) if (inner.id === 2) break
  }
  expect(seen).toEqual([1, 2, 3, 4].map((id) => [id, 4]))
  db.close()
})

test('a slow query is reported as its text with placeholders, without what was asked for', async () => {
  const { db } = await newReplica({ people: 2 })
  const slow: { sql: string; ms: number }[] = []
  const watched = new Db(db.connection, { onSlow: (query) => slow.push(query), slowMs: -1 })
  watched.all(people.where('name', '=', '王小明'))
  watched.prepare<[string], unknown>('SELECT 1 WHERE ? = 1').all('王小明')
  expect(slow.map((query) => query.sql)).toEqual([
    'select "id" from "person" where "name" = ? order by "id"',
    'SELECT 1 WHERE ? = 1',
  ])
  expect(JSON.stringify(slow)).not.toContain('王小明')
  db.close()
})

test('many different statements do not pile up', async () => {
  const { db } = await newReplica({ people: 1 })
  for (let n = 0; n < 1200; n += 1) db.prepare<[], unknown>(`SELECT ${n} AS n`).one()
  expect(db.prepare<[], unknown>('SELECT 5 AS n').one()).toEqual({ n: 5 })
  db.close()
})

test('a failure of the disk has a code for the user, a bug has none', async () => {
  const { db } = await newReplica()
  const failureOf = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return storeFault(error)
    }
  }
  expect(failureOf(() => db.exec('SELECT nonsense'))).toBeUndefined()
  db.connection.pragma('max_page_count = 1')
  expect(failureOf(() => addPeople(db, 2000))).toBe('store/disk-full')
  db.connection.pragma('query_only = ON')
  expect(failureOf(() => db.exec('DELETE FROM person'))).toBe('store/read-only')
  expect(storeFault(Object.assign(new Error(), { code: 'ENOSPC' }))).toBe('store/disk-full')
  expect(storeFault(new TypeError('bug'))).toBeUndefined()
  db.close()
})
