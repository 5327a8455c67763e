import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { textRows, writeRawXlsx } from '../../tests/fixtures/spreadsheets/raw-xlsx.ts'
import type { OpenSpreadsheet } from './spreadsheet.types.ts'
import { type OpenOptions, openSpreadsheet } from './spreadsheets.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-sheets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function csvFile(rows: number): string {
  const path = join(folder, 'people.csv')
  const lines = Array.from({ length: rows }, (_, index) => `测试${index},${index},某某路${index}号`)
  writeFileSync(path, `姓名,序号,地址\n${lines.join('\n')}\n`)
  return path
}

async function opened(path: string, options?: OpenOptions): Promise<OpenSpreadsheet> {
  const result = await openSpreadsheet(path, options)
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}

function isOpen(path: string): boolean {
  if (process.platform !== 'linux') return false
  return readdirSync('/proc/self/fd').some((handle) => {
    try {
      return readlinkSync(`/proc/self/fd/${handle}`) === path
    } catch {
      return false
    }
  })
}

describe('a spreadsheet read in its own thread', () => {
  it('gives the rows page by page, and from the start again', async () => {
    const file = await opened(csvFile(25))
    const first = await file.nextPage(10)
    expect(first).toMatchObject({ ok: true, value: { done: false, readSoFar: 10 } })
    const rest = await file.nextPage(100)
    expect(rest).toMatchObject({ ok: true, value: { done: true, readSoFar: 25, progress: 1 } })
    await file.startRows()
    const again = await file.nextPage(1)
    expect(again.ok && again.value.rows[0]?.cells.map((cell) => cell.text)).toEqual(['测试0', '0', '某某路0号'])
    await file.close()
  })

  it('delivers every row of a large file once and in order', async () => {
    const file = await opened(csvFile(20_000))
    const numbers: number[] = []
    for await (const page of file.rows(undefined, 700)) {
      if (!page.ok) throw new Error(page.error.code)
      numbers.push(...page.value.rows.map((row) => Number(row.cells[1]?.text)))
    }
    expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, index) => index))
    await file.close()
  })

  it('stops at once when cancelled and lets go of the file', async () => {
    const path = csvFile(200_000)
    const controller = new AbortController()
    const file = await opened(path, { signal: controller.signal })
    await file.nextPage(10)
    expect(isOpen(path)).toBe(process.platform === 'linux')
    const pending = file.nextPage(150_000)
    controller.abort()
    expect(await pending).toMatchObject({ ok: false, error: { code: 'file/cancelled' } })
    expect(isOpen(path)).toBe(false)
    expect(await file.nextPage()).toMatchObject({ ok: false, error: { code: 'file/cancelled' } })
  })

  it('answers file/cancelled after it was closed, and may be closed twice', async () => {
    const path = csvFile(10)
    const file = await opened(path)
    const pending = file.header()
    await file.close()
    await file.close()
    expect(await pending).toMatchObject({ ok: false, error: { code: 'file/cancelled' } })
    expect(isOpen(path)).toBe(false)
  })

  it('says file/cancelled without starting when it was cancelled before', async () => {
    const result = await openSpreadsheet(csvFile(1), { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ ok: false, error: { code: 'file/cancelled' } })
  })

  it('ends only its thread when a file needs more memory than it may have', { timeout: 60_000 }, async () => {
    const path = join(folder, 'strings.xlsx')
    const sharedStrings = Array.from({ length: 400_000 }, (_, index) => `<t>测试字符串${index}</t>`)
    await writeRawXlsx(path, {
      sharedStrings,
      sheets: [
        {
          body: textRows([
            ['姓名', '性别'],
            ['测试甲', '男'],
          ]),
        },
      ],
    })
    const file = await opened(path, { limits: { heapMegabytes: 24 } })
    const header = await file.header()
    expect(header).toMatchObject({ ok: false, error: { code: 'file/too-large', params: { limit: 'memory', max: 24 } } })
    expect(isOpen(path)).toBe(false)
  })

  it('refuses a workbook that unpacks to more than the limit, by what really comes out', async () => {
    const path = join(folder, 'large.xlsx')
    const rows = Array.from({ length: 20_000 }, (_, index) => [`测试${index}`, `某某路${index * 7919}号`])
    await writeRawXlsx(path, { sheets: [{ body: textRows([['姓名', '地址'], ...rows]) }] })
    const file = await opened(path, { limits: { inflatedBytes: 1024 * 1024 } })
    expect(await file.header()).toMatchObject({
      ok: false,
      error: { code: 'file/too-large', params: { limit: 'unpacked', max: 1 } },
    })
    await file.close()
  })

  it('gives up on a file that takes too long', async () => {
    const file = await openSpreadsheet(csvFile(300_000), { timeoutMs: 1 })
    expect(file).toMatchObject({ ok: false, error: { code: 'file/unreadable' } })
  })
})
