import { expect, test } from 'vitest'
import { systemIds } from '../../../src-contract/systems.ts'
import { nativeIdOf, systems } from './catalog.ts'

test('all seven systems are in the catalog, in the order of their ids', () => {
  expect([...systems.keys()]).toEqual([...systemIds])
})

test('every key and time column of a system is one of its fields, and no heading means two fields', () => {
  for (const system of systems.values()) {
    const keys = system.fields.map((field) => field.key)
    expect(new Set(keys).size, system.id).toBe(keys.length)
    expect(keys, system.id).toEqual(expect.arrayContaining(system.nativeKey))
    expect(keys, system.id).toContain(system.sourceTime)
    const labels = system.fields.map((field) => field.label.zh)
    expect(new Set(labels).size, system.id).toBe(labels.length)
    const headings = system.fields.flatMap((field) => [field.label.zh, ...field.aliases])
    expect(
      headings.filter((heading, i) => headings.indexOf(heading) !== i),
      system.id,
    ).toEqual([])
  }
})

test('ethnicity, religion, biometrics and benefit details are no field of any system', () => {
  for (const system of systems.values()) {
    for (const field of system.fields) {
      const headings = [field.label.zh, ...field.aliases].join(' ')
      expect(headings).not.toMatch(/民族|宗教|信仰|指纹|人像|照片|金额|补助|低保/)
    }
  }
})

test('lags are those that the station works with', () => {
  const lags = Object.fromEntries([...systems.values()].map((system) => [system.id, system.lagHours]))
  expect(lags).toEqual({ JZ: 24, JCJ: 1, MZ: 720, WG: 72, WY: 168, YJ: 72, ZJ: 360 })
})

test('a record keeps its identity by the system’s own key, and has none when a required part is missing', () => {
  const wy = systems.get('WY')
  if (wy === undefined) throw new Error('WY')
  expect(nativeIdOf(wy, { estate: '金桂花园', building: '3', unit: '2', room: ' 1203 ' })).toBe('金桂花园|3|2|1203')
  expect(nativeIdOf(wy, { estate: '金桂花园', building: '3', room: '1203' })).toBe('金桂花园|3||1203')
  expect(nativeIdOf(wy, { estate: '金桂花园', building: '3', unit: '2' })).toBeNull()
  expect(nativeIdOf(wy, { estate: '金|桂', building: '3', room: '1' })).toBe('金¦桂|3||1')
})
