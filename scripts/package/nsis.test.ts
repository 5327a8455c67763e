import { expect, test } from 'vitest'
import { isForStations } from './nsis.ts'

test('installers for stations are compiled by 3.12 or newer, or by a build that was looked at', () => {
  for (const good of ['v3.12', 'v3.12-1', 'v3.13', 'v4.0', 'v3.08-3+deb12u1']) expect(isForStations(good)).toBe(true)
  for (const old of ['v3.08', 'v3.08-3', 'v3.11-1', 'v3.1', 'v2.51', '', 'makensis'])
    expect(isForStations(old)).toBe(false)
})
