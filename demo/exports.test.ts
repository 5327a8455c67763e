import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systems } from '../src-core/features/sources/catalog.ts'
import { readSpreadsheet } from '../src-core/spreadsheets/read.ts'
import type { SystemDefinition, SystemId } from '../src-contract/systems.ts'
import type { DemoRecord } from './demo.types.ts'
import { exportFormats, writeHandImports, writeSystemExport } from './exports.ts'
import { generateStation } from './station.ts'
import { writeTruth } from './truth-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-exports-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What an importer sees of a file: payloads by field key. */
async function payloadsOf(path: string, system: SystemDefinition): Promise<Record<string, string>[]> {
  const opened = await readSpreadsheet(path)
  if (!opened.ok) throw new Error(opened.error.code)
  const header = await opened.value.header()
  if (!header.ok) throw new Error(header.error.code)
  const keys = header.value.columns.map(
    (column) => system.fields.find((field) => field.label.zh === column.name)?.key ?? '',
  )
  expect(keys).toEqual(system.fields.map((field) => field.key))
  const times = new Set(system.fields.filter((field) => field.meaning === 'time').map((field) => field.key))
  const payloads: Record<string, string>[] = []
  for await (const page of opened.value.rows()) {
    if (!page.ok) throw new Error(page.error.code)
    for (const row of page.value.rows) {
      const payload: Record<string, string> = {}
      row.cells.forEach((cell, i) => {
        const key = keys[i] as string
        const text = cell.iso ?? cell.text
        if (text !== '') payload[key] = times.has(key) ? text.replace(' ', 'T') : text
      })
      payloads.push(payload)
    }
  }
  await opened.value.close()
  return payloads
}

test.each(exportFormats)('a system’s export as %s is read back as the records that went in', async (format) => {
  const station = generateStation({ people: 120 })
  const bySystem = new Map<SystemId, DemoRecord[]>()
  for (const record of station.records()) bySystem.set(record.system, [...(bySystem.get(record.system) ?? []), record])
  for (const [id, records] of bySystem) {
    const system = systems.get(id) as SystemDefinition
    const path = join(
      folder,
      `${id}-${format}.${format === 'csv-gb18030' ? 'csv' : format === 'html' ? 'xls' : format}`,
    )
    await writeSystemExport(path, system, records, format)
    expect(await payloadsOf(path, system), id).toEqual(records.map((record) => record.payload))
  }
})

test('one file per system lies ready to be imported by hand', async () => {
  const station = generateStation({ people: 2000 })
  const files = await writeHandImports(station, join(folder, 'hand'))
  expect(files.map((file) => file.system)).toEqual([...systems.keys()])
  for (const file of files) {
    const system = systems.get(file.system) as SystemDefinition
    expect(file.rows).toBe(300)
    expect(await payloadsOf(file.path, system)).toHaveLength(300)
  }
})

test.each(['truth.jsonl', 'truth.jsonl.gz'])('%s has one line a record', async (name) => {
  const station = generateStation({ people: 900 })
  const path = join(folder, name)
  const file = writeTruth(path)
  for (const row of station.truth()) file.add(row)
  file.close()
  const bytes = await readFile(path)
  const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n')
  expect(lines.join('\n')).toBe([...station.truth()].map((row) => JSON.stringify(row)).join('\n'))
})
