import { afterAll, beforeAll, expect, it } from 'vitest'
import { knownSql } from '../../src-core/features/places/places.queries.ts'
import { openTestStation, type TestStation } from '../support/station.ts'

let station: TestStation
/** Some address of the demo's records that has a building and a room, in normal form. */
let room: string
beforeAll(async () => {
  station = await openTestStation({ people: 300 })
  const all = await suggested('区')
  const found = all.find((place) => /\d栋.*\d室$/.test(place))
  if (found === undefined) throw new Error(`no room among ${all.length} places`)
  room = found
})
afterAll(() => station.close())

async function suggested(text: string, limit = 20): Promise<string[]> {
  const answer = await station.as('clerk', 'places.suggest', { text, limit })
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value.places.map((place) => place.address)
}

it('the beginning of an address is completed with rooms that the records know, nobody named', async () => {
  const start = room.slice(0, room.search(/\d+室$/))
  const places = await suggested(start)
  expect(places).toContain(room)
  expect(new Set(places).size).toBe(places.length)
})

it('another spelling of the same room finds it', async () => {
  expect(await suggested(room.replace(/^.*?[市区县]/, '').replace('栋', '号楼'))).toContain(room)
})

it('3栋 does not suggest 13栋: what was typed as building is so in each', async () => {
  const building = /(\d+)栋/.exec(room)?.[1]
  const estate = room.slice(0, room.search(/\d+栋/))
  for (const place of await suggested(`${estate}${building}栋`)) expect(place).toContain(`${estate}${building}栋`)
})

it('nothing, signs and 5,000 characters give nothing and no failure', async () => {
  expect(await suggested('')).toEqual([])
  expect(await suggested('"*(%')).toEqual([])
  const long = await station.as('clerk', 'places.suggest', { text: '路'.repeat(5000) })
  expect(long.ok ? 'ok' : long.error.code).toBe('rpc/invalid-input')
})

it('the search index is asked, no table is read from end to end', () => {
  const open = station.core.gate.session
  if (open === null) throw new Error('locked')
  const plan = open.db.prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${knownSql}`).all('places : ("幸福")')
  expect(plan.map((row) => row.detail).join('\n')).not.toMatch(/SCAN (?!f VIRTUAL)/)
})
