import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPlatform } from '../../platform/platform.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let dir: string

beforeAll(async () => {
  platform = await openTestPlatform()
  dir = mkdtempSync(join(tmpdir(), 'beatbook-database-'))
})
afterAll(async () => {
  await platform.close()
  rmSync(dir, { recursive: true, force: true })
})

async function urlOf(name: string, locale: string): Promise<string> {
  await sql.raw(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' ${locale}`).execute(platform.db)
  const url = new URL(platform.databaseUrl)
  url.pathname = `/${name}`
  return url.href
}

it('a database that sorts as people do is refused, with what to do', async () => {
  const databaseUrl = await urlOf('sorted', `LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'`)
  await expect(startPlatform({ dir, port: 0, databaseUrl })).rejects.toThrow(
    /The database sorted does not sort texts by their bytes.*LOCALE 'C'/,
  )
})

it('one that sorts by bytes is taken', async () => {
  const databaseUrl = await urlOf('bytes', `LOCALE 'C'`)
  const started = await startPlatform({ dir, port: 0, databaseUrl })
  expect(started.port).toBeGreaterThan(0)
  await started.stop()
})
