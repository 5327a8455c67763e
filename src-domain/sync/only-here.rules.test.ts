import { expect, test } from 'vitest'
import { roles } from '../../src-contract/roles.ts'
import { tellAt } from './only-here.rules.ts'

test('a clerk is told after a day, the chief after three, nobody else, and nobody of nothing', () => {
  const since = '2026-03-01T08:00:00.000Z'
  expect(Object.fromEntries(roles.map((role) => [role, tellAt(role, since)]))).toEqual({
    clerk: '2026-03-02T08:00:00.000Z',
    chief: '2026-03-04T08:00:00.000Z',
    ...{ officer: null, auxiliary: null, auditor: null, it: null },
  })
  for (const role of roles) expect(tellAt(role, null)).toBeNull()
})
