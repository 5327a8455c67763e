import { expect, test } from 'vitest'
import { keysOf, SortedKeys } from './sorted-keys.ts'

test('keys come kind after kind in the order of their values, however they were gathered and packed', () => {
  const keys = new SortedKeys()
  const added: [string, string, number][] = []
  for (let n = 0; n < 3_000; n += 1) {
    const key: [string, string, number] = [
      n % 3 === 0 ? 'phone' : 'name',
      `${'张三𠮷12'.charAt(n % 5)}${(n * 7_919) % 1_000}`,
      n,
    ]
    added.push(key)
    keys.add(...key)
    if (n % 700 === 0) keys.pack()
  }
  keys.pack()
  const pieces = [...keys.take()]
  const taken = pieces.flatMap((piece) =>
    keysOf(piece).map(({ value, place }): [string, string, number] => [piece.kind, value, place]),
  )
  const names = taken.filter(([kind]) => kind === 'name')
  expect(taken.slice(0, names.length)).toEqual(names)
  for (const kind of ['name', 'phone']) {
    const values = taken.filter((key) => key[0] === kind).map(([, value]) => value)
    expect(values).toEqual([...values].sort())
  }
  const plain = (all: [string, string, number][]): string[] => all.map((key) => key.join(' ')).sort()
  expect(plain(taken)).toEqual(plain(added))
  expect([...keys.take()]).toEqual([])
})

test('keys that are added after others were taken are taken by themselves', () => {
  const keys = new SortedKeys()
  keys.add('plate', '宁A12345', 1)
  keys.pack()
  expect([...keys.take()].flatMap(keysOf)).toEqual([{ value: '宁A12345', place: 1 }])
  keys.add('plate', '宁A00001', 0)
  keys.pack()
  expect([...keys.take()].flatMap(keysOf)).toEqual([{ value: '宁A00001', place: 0 }])
})
