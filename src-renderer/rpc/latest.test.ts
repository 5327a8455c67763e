import { expect, test } from 'vitest'
import { latest, oneAtATime } from './latest.ts'

test('an older answer never arrives after a newer question', async () => {
  const answers = new Map<string, (value: string) => void>()
  const stopped: string[] = []
  const search = latest((signal: AbortSignal, text: string) => {
    signal.addEventListener('abort', () => stopped.push(text))
    return new Promise<string>((resolve) => answers.set(text, resolve))
  })
  const first = search.ask('张')
  const second = search.ask('张三')
  answers.get('张三')?.('newer')
  answers.get('张')?.('older')
  expect(await first).toBeUndefined()
  expect(await second).toBe('newer')
  expect(stopped).toEqual(['张'])
})

test('typing on while a search runs asks once more after it, not once for each key', async () => {
  const finish: (() => void)[] = []
  let over = 0
  const ask = oneAtATime(async () => {
    await new Promise<void>((resolve) => finish.push(resolve))
    over += 1
  })
  ask()
  ask()
  ask()
  ask()
  expect(finish.length).toBe(1)
  finish[0]?.()
  await expect.poll(() => finish.length).toBe(2)
  finish[1]?.()
  await expect.poll(() => over).toBe(2)
  ask()
  expect(finish.length).toBe(3)
})
