import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileNsis } from '../../scripts/package/nsis.ts'
import { windowsIcon } from '../../scripts/package/windows-icon.ts'
import { windowsLauncher } from '../../scripts/package/windows-launcher.ts'
import { launcherCases, type LauncherBench } from '../support/launcher-cases.ts'
import { windowsPc, type WindowsPc } from './wine.ts'

const project = join(import.meta.dirname, '../..')
const FOLDER = 'Program Files/Beatbook'

let room: string
let pc: WindowsPc
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'beatbook-windows-'))
  const at = (name: string): string => join(room, name)
  await windowsIcon(join(project, 'build/icon.png'), at('icon.ico'))
  await windowsLauncher({ project, version: '1.2.0', icon: at('icon.ico'), out: at('beatbook.exe') })
  await compileNsis(join(import.meta.dirname, 'program.nsi'), { OUT: at('program.exe') })
  pc = await windowsPc()
})
afterAll(async () => {
  await pc.close()
  await rm(room, { recursive: true })
})

async function open(): Promise<LauncherBench> {
  const root = (...names: string[]): string => pc.drive(FOLDER, ...names)
  const data = (...names: string[]): string => pc.roaming('Beatbook', ...names)
  await mkdir(root())
  await copyFile(join(room, 'beatbook.exe'), root('beatbook.exe'))
  return {
    root,
    data,
    async install(seq, deed) {
      const folder = root('versions', String(seq))
      await mkdir(folder, { recursive: true })
      await copyFile(join(room, 'program.exe'), join(folder, 'beatbook.exe'))
      await writeFile(join(folder, 'deed.txt'), deed)
    },
    async start(...args) {
      await rm(root('said'), { force: true })
      const { code, err } = await pc.start(`${FOLDER}/beatbook.exe`, args)
      // A program that is known to be good is not waited for by the launcher.
      while (code === 0 && !existsSync(root('said'))) await setTimeout(50)
      const out = existsSync(root('said')) ? await readFile(root('said'), 'utf8') : ''
      return { code, err, out: out.replaceAll('"', '').trim() }
    },
    async close() {
      await rm(root(), { recursive: true, maxRetries: 10, retryDelay: 200 })
      await rm(data(), { recursive: true, force: true })
    },
  }
}

describe('as on Linux', () => launcherCases(open))

test('an offer is handed to the program of the version that runs, and counts as no start', async () => {
  const bench = await open()
  try {
    await bench.install(11, 'runs')
    await bench.install(12, 'fails')
    await writeFile(bench.root('current'), '12\n')
    await writeFile(bench.root('previous'), '11\n')
    const offer = '--install-update=C:\\users\\an officer\\offer'
    expect(await bench.start(offer)).toMatchObject({ code: 0, out: `version 12 ${offer}` })
    expect(existsSync(bench.data('launcher', 'starts'))).toBe(false)
    const wrong = ['\\\\server\\share', '\\\\?\\C:\\x', 'offer', '', 'C:\\x\\']
    const starts = [...wrong.map((folder) => [`--install-update=${folder}`]), [offer, '--gpu-launcher=C:\\x.exe']]
    for (const args of starts) expect(await bench.start(...args)).toMatchObject({ code: 2, out: '' })
    await mkdir(bench.data('launcher'), { recursive: true })
    await writeFile(bench.data('launcher', 'held'), '12\n')
    expect(await bench.start(offer)).toMatchObject({ code: 0, out: `version 11 ${offer}` })
  } finally {
    await bench.close()
  }
})
