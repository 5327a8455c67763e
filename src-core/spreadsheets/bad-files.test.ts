import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { badFiles } from '../../tests/fixtures/spreadsheets/bad-files.ts'
import type { FileError } from './spreadsheet.types.ts'
import { openSpreadsheet } from './spreadsheets.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-sheets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The error met by reading everything there is, as an import would. */
async function firstError(path: string): Promise<FileError | undefined> {
  const opened = await openSpreadsheet(path)
  if (!opened.ok) return opened.error
  try {
    for await (const page of opened.value.rows()) if (!page.ok) return page.error
    return undefined
  } finally {
    await opened.value.close()
  }
}

/** Handles of this process on files of the folder (systems without /proc prove it by deleting the folder). */
function handlesInFolder(): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((handle) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${handle}`)
      return target.startsWith(folder) ? [target] : []
    } catch {
      return []
    }
  })
}

describe('a file that cannot be imported says why and leaves nothing open', () => {
  for (const bad of badFiles) {
    it(`${bad.name}: ${bad.code}`, { timeout: 60_000 }, async () => {
      const path = join(folder, bad.file)
      await bad.make(path)
      const error = await firstError(path)
      expect(error).toEqual({ code: bad.code, params: bad.params ?? {}, retryable: false })
      // A stream closes its file in another thread, a moment after it was given up.
      await expect.poll(handlesInFolder, { timeout: 10_000 }).toEqual([])
    })
  }

  it('a file that is not there, and a folder in its place', async () => {
    expect((await firstError(join(folder, 'missing.xlsx')))?.code).toBe('file/not-found')
    expect((await firstError(folder))?.code).toBe('file/not-found')
  })
})
