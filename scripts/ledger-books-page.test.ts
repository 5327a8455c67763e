import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('the page of the twelve books says what their definitions say', () => {
  const check = () =>
    execFileSync(process.execPath, [join(import.meta.dirname, 'ledger-books-page.ts'), '--check'], { stdio: 'pipe' })
  expect(check).not.toThrow()
})
