import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildFile, holdCeremony } from '../../tests/support/update-signing.ts'
import { checkUpdateSettings } from './update-settings.ts'

let project: string
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'beatbook-settings-'))
  await mkdir(join(project, 'resources'))
})
afterEach(() => rm(project, { recursive: true }))

const put = (content: string): Promise<void> => writeFile(join(project, 'resources/updates.json'), content)
const build = buildFile(holdCeremony())
const { platform, arch } = build.scope as { platform: 'linux' | 'win32'; arch: 'x64' | 'arm64' }
const { seq } = build.floor

test('a package with the settings of its own target and number is made, and one without any', async () => {
  await expect(checkUpdateSettings(project, { platform, arch }, seq)).resolves.toBeUndefined()
  await put(JSON.stringify(build))
  await expect(checkUpdateSettings(project, { platform, arch }, seq)).resolves.toBeUndefined()
})

test('settings of another target, of a later number, and what is none are refused', async () => {
  await put(JSON.stringify(build))
  const other = platform === 'linux' ? 'win32' : 'linux'
  await expect(checkUpdateSettings(project, { platform: other, arch }, seq)).rejects.toThrow(/is for/)
  const turned = arch === 'x64' ? 'arm64' : 'x64'
  await expect(checkUpdateSettings(project, { platform, arch: turned }, seq)).rejects.toThrow(/is for/)
  await expect(checkUpdateSettings(project, { platform, arch }, seq - 1)).rejects.toThrow(/floor\.seq/)
  for (const wrong of ['', '{}', JSON.stringify({ ...build, trust: {} })]) {
    await put(wrong)
    await expect(checkUpdateSettings(project, { platform, arch }, seq)).rejects.toThrow(/first-build/)
  }
})
