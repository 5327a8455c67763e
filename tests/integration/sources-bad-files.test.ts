import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { badFiles } from '../fixtures/spreadsheets/bad-files.ts'
import { openSourcesStation, stateOf, writeExport, type SourcesStation } from '../support/sources-station.ts'

let station: SourcesStation
let before: Record<string, string>

beforeAll(async () => {
  station = openSourcesStation()
  const held = { personCode: 'R990001', name: '张三甲', status: '登记', updatedAt: '2026-11-01T08:30:05' }
  const file = await writeExport(join(station.dir, 'held.csv'), 'JZ', [held])
  const { importId } = await station.must('clerk', 'sources.preview', {
    fileId: station.shelve(file),
    system: 'JZ',
    declared: 'full',
  })
  await station.must('clerk', 'sources.import', { importId })
  before = stateOf(station.db)
})
afterAll(() => station.close())

test.each(badFiles.map((bad) => [bad.name, bad] as const))(
  '%s is refused with its own code, and nothing has changed',
  async (_, bad) => {
    const file = join(station.dir, bad.file)
    await bad.make(file)
    const result = await station.call('clerk', 'sources.preview', {
      fileId: station.shelve(file),
      system: 'JZ',
      declared: 'full',
    })
    expect(result).toMatchObject({
      ok: false,
      error: { code: bad.code, ...(bad.params ? { params: bad.params } : {}) },
    })
    expect(JSON.stringify(result)).not.toContain(station.dir)
    expect(stateOf(station.db)).toEqual(before)
  },
)
