import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tellHealthy } from './launch-health.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-health-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const healthy = (): string => readFileSync(join(folder, 'launcher', 'healthy'), 'utf8')

test('a version that somebody logged in to is named to the launcher', () => {
  tellHealthy(folder, '/opt/beatbook/versions/12/beatbook')
  expect(healthy()).toBe('12\n')
  tellHealthy(folder, '/opt/beatbook/versions/13/beatbook')
  expect(healthy()).toBe('13\n')
  expect(readdirSync(join(folder, 'launcher'))).toEqual(['healthy'])
})

test('a program that was not installed by versions tells nothing', () => {
  for (const path of ['/usr/bin/electron', '/opt/versions/beatbook', '/opt/versions/x/beatbook'])
    tellHealthy(folder, path)
  expect(readdirSync(folder)).toEqual([])
})
