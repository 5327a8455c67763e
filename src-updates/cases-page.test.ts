import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8')

/** Tests that show what is taken, not what is refused. */
const taken = /^(?:a good offer is taken|a change signed by the old|a station that was away)/

test('docs/updates.md lists every refused case by the name of its test', () => {
  const tests = [
    ...`${read('refused-cases.test.ts')}${read('refused-trust.test.ts')}`.matchAll(/^ *test\(\s*(['"])(.+?)\1, /gm),
  ].map((found) => String(found[2]))
  const cases = tests.filter((name) => !taken.test(name))
  const listed = [...read('../docs/updates.md').matchAll(/^\| (.+?) +\| UPD_/gm)].map((found) => String(found[1]))
  expect(cases.length).toBeGreaterThan(45)
  expect([...listed].sort()).toEqual([...cases].sort())
})

test('docs/updates.md names no test that is not there', () => {
  const project = join(import.meta.dirname, '..')
  const files = ['tests', 'scripts', 'src-updates', 'src-main'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true }).map((name) => join(project, folder, String(name))),
  )
  const named = [...read('../docs/updates.md').matchAll(/`([\w.-]+\.ts)`, "([^"]+)"/g)]
  expect(named.length).toBeGreaterThan(12)
  const missing = named.filter(([, file, name]) => {
    const path = files.find((each) => basename(each) === file)
    return path === undefined || !readFileSync(path, 'utf8').includes(String(name))
  })
  expect(missing.map(([whole]) => whole)).toEqual([])
})
