import { expect, test } from 'vitest'
import { waitingKinds, type SyncStatus } from '../../../src-contract/features/sync.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { refusalReasons } from '../../../src-contract/sync/push.ts'
import { sync as en } from '../../text/en/sync.ts'
import { sync as zh } from '../../text/zh-CN/sync.ts'
import { indicatorWords, meansWords, onlyHereWords, toldWords } from './sync-words.ts'

const since = '2026-03-01T08:00:00.000Z' as Instant
const after = (hours: number): number => Date.parse(since) + hours * 3_600_000
const status: SyncStatus = {
  ...{ state: 'synced', onlyHere: 0, others: [], oldest: null, tellAt: null, draftsWithoutKey: 0 },
  ...{ conflicts: 0, rejected: 0, filesUp: 0, filesDown: 0, draftsLocked: false },
  ...{ lastSuccess: null, lastContact: null, provenAt: null, problem: null, platform: 'https://p', skewMs: 0 },
  ...{ records: 0, lease: null },
}
const here: SyncStatus = { ...status, state: 'waiting', onlyHere: 3, oldest: since }
const frame = (of: SyncStatus, hours = 50) => indicatorWords(zh, String, of, after(hours))

test('the frame says every fact that holds: none hides another', () => {
  expect(frame(status)).toBe('已同步')
  expect(frame(here)).toBe('有待上报 · 仅存本机 3 条，最早 50 小时')
  expect(frame({ ...here, state: 'offline', conflicts: 1 })).toBe(
    '连不上平台 · 待处理 1 项 · 仅存本机 3 条，最早 50 小时',
  )
  expect(frame({ ...here, state: 'attention', rejected: 2 })).toBe('待处理 2 项 · 仅存本机 3 条，最早 50 小时')
  expect(frame({ ...status, state: 'attention', rejected: 2 })).toBe('待处理 2 项')
  expect(frame({ ...here, state: 'not-enrolled' })).toBe('未入网，仅存本机 3 条，最早 50 小时')
  expect(frame({ ...here, state: 'not-enrolled' }, 800)).toBe('未入网，仅存本机 3 条，最早 33 天')
})

test('what is no entry is counted too, alone and beside entries', () => {
  const others = [
    { kind: 'roster', n: 2 },
    { kind: 'draft', n: 1 },
  ] as const
  const say = (of: Partial<SyncStatus>) => onlyHereWords(zh, String, { ...here, others: [...others], ...of }, after(2))
  expect(say({})).toBe('仅存本机 3 条、另 3 项，最早 2 小时')
  expect(say({ onlyHere: 0 })).toBe('仅存本机 3 项，最早 2 小时')
  expect(say({ onlyHere: 0, others: [] })).toBeNull()
})

test('an outage and what is to be decided are both explained; who cannot decide is not sent looking for it', () => {
  const both = meansWords(zh, String, { ...here, state: 'offline', conflicts: 1 }, true)
  expect(both).toContain('连不上平台')
  expect(both).toContain('需要您决定')
  expect(both).not.toContain('照常同步')
  expect(meansWords(zh, String, { ...here, state: 'attention', conflicts: 1 }, false)).toBe(zh.also.decideElsewhere)
})

test('drafts without a key are not said to go by themselves', () => {
  const drafts = { ...here, onlyHere: 0, others: [{ kind: 'draft' as const, n: 2 }], draftsWithoutKey: 2 }
  expect(meansWords(zh, String, drafts, true)).not.toContain('程序会自行上报')
  expect(meansWords(zh, String, drafts, true)).toContain('在本机登录一次')
  // With others that do, both are said.
  const mixed = meansWords(zh, String, { ...drafts, onlyHere: 1 }, true)
  expect(mixed).toContain('程序会自行上报')
  expect(mixed).toContain('2 份草稿')
})

test('what has been only here for long is told with what to do, from the hour on and not before', () => {
  const tell = { ...here, tellAt: new Date(after(24)).toISOString() as Instant }
  const say = (of: SyncStatus, hours: number) => toldWords(zh, String, of, after(hours))
  expect(say(tell, 23)).toBeNull()
  expect(say(tell, 24)).toMatch(/^3 条记录仅存本机已 24 小时。.*连上网络同步.*导出待发包/)
  expect(say({ ...tell, state: 'stopped' }, 30)).toMatch(/联系运维/)
  const drafts = { ...tell, onlyHere: 0, others: [{ kind: 'draft' as const, n: 1 }], draftsWithoutKey: 1 }
  expect(say(drafts, 30)).toMatch(/^1 份草稿仅存本机已 30 小时。.*作者在本机登录一次/)
  expect(say({ ...tell, tellAt: null }, 500)).toBeNull()
  expect(toldWords(en, String, tell, after(24))).toMatch(/^For 24 h 3 records have existed only on this PC\./)
})

test('every reason for a refusal that the platform or this PC can give has words in both languages, and no words are for none', () => {
  for (const { rejected } of [zh, en])
    expect(Object.keys(rejected.reasons).toSorted()).toEqual([...refusalReasons].toSorted())
  for (const { kinds } of [zh, en]) expect(Object.keys(kinds).toSorted()).toEqual([...waitingKinds].toSorted())
})
