import { expect, test } from 'vitest'
import type { ResultOf } from '../../../src-contract/contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { failure } from '../../../src-contract/errors.ts'
import { DraftSaver } from './draft-saver.ts'

type Answer = ResultOf<'ledger.saveDraft'>
const quiet = { saving: () => {}, saved: () => {}, failed: () => {} }
const saved = (revision: number): Answer => ({
  ok: true,
  value: { revision, problems: [], savedAt: '2026-03-10T00:00:00.000Z' as Instant, filled: [] },
})

test('what is typed while a save is under way is saved after it, on the revision that it made', async () => {
  const calls: [string | undefined, number][] = []
  const answers: ((answer: Answer) => void)[] = []
  const saver = new DraftSaver(
    1,
    (fields, revision) => {
      calls.push([fields['name'], revision])
      return new Promise((resolve) => answers.push(resolve))
    },
    quiet,
  )
  saver.type({ name: '张' })
  const first = saver.flush()
  saver.type({ name: '张三' })
  const second = saver.flush()
  answers[0]?.(saved(2))
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.(saved(3))
  expect(await first).toBe(true)
  expect(await second).toBe(true)
  expect(calls).toEqual([
    ['张', 1],
    ['张三', 2],
  ])
})

test('what could not be saved is kept and goes with the next save', async () => {
  const names: (string | undefined)[] = []
  let full = true
  const saver = new DraftSaver(
    1,
    async (fields) => {
      names.push(fields['name'])
      return full ? failure('store/disk-full') : saved(2)
    },
    quiet,
  )
  saver.type({ name: '李四' })
  expect(await saver.flush()).toBe(false)
  full = false
  expect(await saver.flush()).toBe(true)
  expect(names).toEqual(['李四', '李四'])
})

test('a draft that was changed elsewhere goes on from the other revision when the user says so', async () => {
  const revisions: number[] = []
  const saver = new DraftSaver(
    1,
    async (_, revision) => {
      revisions.push(revision)
      return revision === 1 ? failure('ledger/draft-stale', { revision: 7 }) : saved(revision + 1)
    },
    quiet,
  )
  saver.type({ name: '王五' })
  expect(await saver.flush()).toBe(false)
  expect(await saver.continueFrom(7, { name: '王五' })).toBe(true)
  expect(revisions).toEqual([1, 7])
})
