import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { newFolder, removeFolders } from '../../tests/support/store-fixture.ts'
import { clean, openLog, type LogFields } from './log.ts'

afterAll(removeFolders)

const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('a line says when, how bad, what, and the fields that are allowed', () => {
  const dir = newFolder()
  const log = openLog({ dir, name: 'core', now: () => new Date('2026-03-01T00:00:00Z') })
  const traceId = '018f0000-0000-7000-8000-000000000000'
  log.info('call-failed', { code: 'store/damaged', method: 'lookup.search', ms: 12, traceId })
  log.error('disk', { code: 'ENOSPC', pid: 4 })
  expect(lines(join(dir, 'core.log'))).toEqual([
    {
      at: '2026-03-01T00:00:00.000Z',
      level: 'info',
      event: 'call-failed',
      code: 'store/damaged',
      method: 'lookup.search',
      ms: 12,
      traceId,
    },
    { at: '2026-03-01T00:00:00.000Z', level: 'error', event: 'disk', code: 'ENOSPC', pid: 4 },
  ])
})

test('whatever a careless caller puts into it, no free text, name or number gets through', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.constant('张三丰'),
    fc.constant('990101199001010018'),
    fc.constant('13800000000'),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anything), anything, (extra, text) => {
      const fields = { ...extra, code: `${text}/张`, method: `查 ${text}`, traceId: '990101199001010018' } as LogFields
      const kept = JSON.stringify(
        clean('event', { ...fields, sql: `SELECT '${'张三丰'}', 990101199001010018 FROM t WHERE a = ?` }),
      )
      expect(kept).not.toMatch(/[\u4e00-\u9fff]/)
      expect(kept).not.toMatch(/\d{11}/)
    }),
  )
  expect(clean('call failed for 张三', { name: '张三' } as LogFields)).toEqual({ event: 'unnamed' })
})

test('an error leaves its class and where it happened, never its message', () => {
  const kept = clean('internal', { error: new TypeError('cannot read 张三 13800000000') })
  expect(kept['error']).toBe('TypeError')
  expect(kept['frames']).toEqual(expect.arrayContaining([expect.stringMatching(/^log\.test\.ts:\d+:\d+$/)]))
  expect(JSON.stringify(kept)).not.toContain('张三')
  expect(JSON.stringify(kept)).not.toContain('/')
  expect(clean('internal', { stack: 'Error: 张三\n    at run (/home/zhangsan/core.js:7:1)' })).toEqual({
    event: 'internal',
    frames: ['core.js:7:1'],
  })
})

test('the log does not grow without end', () => {
  const dir = newFolder()
  const log = openLog({ dir, name: 'core', maxBytes: 500, keep: 2 })
  for (let n = 0; n < 100; n += 1) log.info('tick', { count: n })
  expect(readdirSync(dir).sort()).toEqual(['core.log', 'core.log.1', 'core.log.2'])
  expect(lines(join(dir, 'core.log')).at(-1)).toMatchObject({ count: 99 })
  for (const file of readdirSync(dir)) expect(readFileSync(join(dir, file)).length).toBeLessThanOrEqual(500)
})

test('a log that cannot be written does not stop the work', () => {
  const file = join(newFolder(), 'a-file')
  writeFileSync(file, '')
  const log = openLog({ dir: join(file, 'logs'), name: 'core' })
  expect(() => log.info('tick')).not.toThrow()
})
