import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('the list of bundled licences is up to date', () => {
  const check = () =>
    execFileSync(process.execPath, [join(import.meta.dirname, 'licences.ts'), '--check'], { stdio: 'pipe' })
  expect(check).not.toThrow()
})
