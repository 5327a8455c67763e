import { afterAll, expect, test } from 'vitest'
import { newReplica, removeFolders } from '../../tests/support/store-fixture.ts'
import { Bulk } from './bulk.ts'

afterAll(removeFolders)

test('the big page cache is kept while anybody works in bulk and given back by the last, in whatever order they end', async () => {
  const { db, key } = await newReplica()
  const settings = (): unknown[] =>
    ['cache_size', 'wal_autocheckpoint'].map(
      (name) => Object.values(db.prepare<[], Record<string, number>>(`PRAGMA ${name}`).one() ?? {})[0],
    )
  const before = settings()
  const linking = new Bulk(db, key)
  const whileWorking = settings()
  expect(whileWorking).not.toEqual(before)
  const importing = new Bulk(db, key)
  await linking.end()
  expect(settings()).toEqual(whileWorking)
  const checking = new Bulk(db, key)
  await checking.end()
  expect(settings()).toEqual(whileWorking)
  await importing.end()
  expect(settings()).toEqual(before)
  db.close()
})
