// `npm run package`, after the bootstrap and the build: what IT installs once (deb, exe) and publishes later (tar.gz), each with its mark.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Arguments, Misuse, needed, readArguments, wholeNumber } from '../../cli/arguments.ts'
import { findElectronRuntime } from '../electron-runtime/find.mjs'
import { cleanCommit } from '../release/working-tree.ts'
import { Refusal } from '../release/refusal.ts'
import { debianPackage } from './debian-package.ts'
import { packagedFolder, type PackageRuntime } from './packaged-folder.ts'
import { checkUpdateSettings } from './update-settings.ts'
import { checkWindows, windowsPackages } from './windows-packages.ts'

const run = promisify(execFile)
const usage = `Usage: npm run package -- --seq N --out DIR [--arch x64|arm64] [--runtime official|fallback] [--formats deb,tar]
  The Linux packages of this commit. What updates are verified against lies in resources/updates.json before (docs/runbook/releases.md).
  --runtime fallback packs the development Electron, for tests: "release sign" refuses such a package.
       npm run package -- --win --seq N --out DIR [--folder DIR] [--sign PROGRAM]
  The Windows packages: the installer (exe) and the update (tar.gz). --folder takes a folder that this tool made of this commit before,
  --sign names a program that signs the program that it is given the path of.
       npm run package -- --check-windows
  Compiles launcher and installer and runs them under Wine (docs/runbook/packages.md).`

/** @param say takes each line that is printed */
async function makePackages(argv: readonly string[], project: string, say: (line: string) => void): Promise<number> {
  const args = readArguments(
    argv,
    ['seq', 'out', 'arch', 'runtime', 'formats', 'folder', 'sign'],
    ['help', 'win', 'check-windows'],
  )
  if (args.options.has('check-windows')) return checkWindows(project)
  if (args.options.has('help')) {
    say(usage)
    return 0
  }
  needed(args, 'seq')
  const seq = wholeNumber(args, 'seq', 0, Number.MAX_SAFE_INTEGER)
  const out = resolve(needed(args, 'out'))
  const kind = args.options.get('runtime') ?? 'official'
  const isForWindows = args.options.has('win')
  const linuxOnly = ['arch', 'runtime', 'formats'].some((name) => args.options.has(name))
  const windowsOnly = ['folder', 'sign'].some((name) => args.options.has(name))
  if (isForWindows ? linuxOnly : windowsOnly) throw new Misuse(usage)
  const commit = await cleanCommit(project)
  const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as { version: string }
  const room = await mkdtemp(join(tmpdir(), 'beatbook-package-'))
  try {
    const made = { project, room, out, seq, version, commit }
    const [folder, sign] = [args.options.get('folder') ?? null, args.options.get('sign') ?? '']
    await mkdir(out, { recursive: true })
    const files = isForWindows
      ? await windowsPackages({ ...made, folder, sign: sign === '' ? '' : resolve(sign) })
      : await linuxPackages({ ...made, kind }, args)
    for (const file of files) {
      await writeFile(`${file}.build.json`, `${JSON.stringify({ version, commit, runtime: kind })}\n`)
      say(`written     ${file}`)
    }
    return 0
  } finally {
    await rm(room, { recursive: true, force: true })
  }
}

type Made = { project: string; room: string; out: string; seq: number; version: string; commit: string; kind: string }

/** @returns the files that were written */
async function linuxPackages(made: Made, args: Arguments): Promise<string[]> {
  const { project, room, out, seq, version, kind } = made
  const arch = args.options.get('arch') ?? 'x64'
  const formats = (args.options.get('formats') ?? 'deb,tar').split(',')
  if ((arch !== 'x64' && arch !== 'arm64') || formats.some((each) => each !== 'deb' && each !== 'tar'))
    throw new Misuse(usage)
  await checkUpdateSettings(project, { platform: 'linux', arch }, seq)
  const folder = await packagedFolder({ project, out: room, arch, version, runtime: await runtimeOf(kind) })
  const files = formats.map((format) =>
    join(out, `beatbook-${version}-linux-${arch}.${format === 'deb' ? 'deb' : 'tar.gz'}`),
  )
  for (const file of files) {
    if (file.endsWith('.deb')) await debianPackage({ project, folder, seq, version, arch, out: file })
    else await run('tar', ['-czf', file, '--owner=0', '--group=0', '--numeric-owner', '-C', folder, '.'])
  }
  return files
}

async function runtimeOf(kind: string): Promise<PackageRuntime> {
  if (kind === 'official') return { kind }
  if (kind !== 'fallback') throw new Misuse(usage)
  const { executable, version, addon } = await findElectronRuntime({ allowInstall: false })
  if (addon === null) throw new Refusal('The Electron on this machine is the official one; use --runtime official.')
  return { kind, executable, version, addon }
}

try {
  process.exitCode = await makePackages(process.argv.slice(2), process.cwd(), (line) =>
    process.stdout.write(`${line}\n`),
  )
} catch (error) {
  if (!(error instanceof Refusal || error instanceof Misuse)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof Misuse ? 2 : 1
}
