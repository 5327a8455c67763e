import { describe, expect, test } from 'vitest'
import { daysUntilFull, sharedLine } from './diagnostics.rules.ts'

describe('when the disk is full', () => {
  const at = (day: number, bytes: number) => ({ at: `2026-11-${String(day).padStart(2, '0')}T02:00:00Z`, bytes })

  test('follows from the growth of the backups, for every copy on the disk', () => {
    expect(daysUntilFull([at(1, 100), at(11, 200)], 1000, 1)).toBe(100)
    expect(daysUntilFull([at(11, 200), at(5, 0), at(1, 100)], 1000, 4)).toBe(25)
  })

  test('is not guessed from a few days, from one backup or from none, or where nothing grows', () => {
    for (const sizes of [
      [],
      [at(1, 100)],
      [at(1, 100), at(4, 900)],
      [at(1, 100), at(20, 100)],
      [at(1, 100), at(20, 50)],
    ])
      expect(daysUntilFull(sizes, 1000, 1)).toBeNull()
  })
})

describe('a line of a log leaves the PC', () => {
  test('with its codes, names of events and numbers', () => {
    const line = { at: '2026-11-22T08:00:00.000Z', level: 'warn', event: 'query-slow', ms: 112, code: 'store/damaged' }
    expect(sharedLine(JSON.stringify(line))).toEqual(line)
    const start = { at: '2026-11-22T08:00:00Z', event: 'started', version: '1.2.0', runtime: '33.2.1' }
    expect(sharedLine(JSON.stringify(start))).toEqual(start)
  })

  test('without anything else that somebody wrote into it', () => {
    const line = {
      event: 'call-failed',
      what: '测试甲',
      code: '990101199003071234',
      sql: "SELECT '测试甲'",
      name: 'x',
      ms: '12',
    }
    expect(sharedLine(JSON.stringify(line))).toEqual({ event: 'call-failed' })
    for (const none of ['', '{', '[]', 'null', '"测试甲"', '{"event":"测试甲"}', '{"__proto__":{"event":"a"}}'])
      expect(sharedLine(none)).toBeNull()
  })
})
