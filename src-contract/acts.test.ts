import { expect, test } from 'vitest'
import { syncedTables } from '../src-core/features/sync/synced-tables.ts'
import { actsOnTables, rolesThatMay, settlingConflicts } from './acts.ts'
import { methods } from './contract.ts'

const all = Object.entries(actsOnTables).flatMap(([table, { makes, changes, named = {} }]) =>
  [makes, changes, ...Object.values(named).map(({ acts }) => acts)].map((acts) => ({ table, acts })),
)

test('rows come about by methods that write and that somebody may call', () => {
  for (const { table, acts } of all) {
    expect(acts.length, table).toBeGreaterThan(0)
    for (const name of acts) expect(methods.get(name), `${table}: ${name}`).toMatchObject({ writes: true })
    expect(rolesThatMay(acts).size, table).toBeGreaterThan(0)
  }
  expect([...rolesThatMay(settlingConflicts)].toSorted()).toEqual(['chief', 'clerk', 'officer'])
})

test('every table that PCs exchange says by which methods, but for what is one person’s own, and who is who', () => {
  const named = new Set(Object.keys(actsOnTables))
  const others = syncedTables.map(({ name }) => name).filter((name) => !named.has(name))
  expect(others.toSorted()).toEqual(['account_keys', 'accounts', 'sealed_drafts'])
  expect([...named].filter((name) => !syncedTables.some((table) => table.name === name))).toEqual([])
})

test('nobody but clerk and officer files, and no auditor writes anything of the ledger', () => {
  expect([...rolesThatMay(actsOnTables['entries']?.makes ?? [])].toSorted()).toEqual(['clerk', 'officer'])
  for (const { table, acts } of all) expect(rolesThatMay(acts).has('auditor'), table).toBe(false)
})
