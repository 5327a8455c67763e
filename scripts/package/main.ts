// `npm run package`, after the bootstrap and the build: what IT installs once (deb) and publishes later (tar.gz), each with its mark.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Misuse, needed, readArguments, wholeNumber } from '../../cli/arguments.ts'
import { findElectronRuntime } from '../electron-runtime/find.mjs'
import { cleanCommit } from '../release/working-tree.ts'
import { Refusal } from '../release/refusal.ts'
import { debianPackage } from './debian-package.ts'
import { packagedFolder, type PackageRuntime } from './packaged-folder.ts'

const run = promisify(execFile)
const usage = `Usage: npm run package -- --seq N --out DIR [--arch x64|arm64] [--runtime official|fallback] [--formats deb,tar]
  The Linux packages of this commit. What updates are verified against lies in resources/updates.json before (docs/runbook/releases.md).
  --runtime fallback packs the development Electron, for tests: "release sign" refuses such a package.`

/** @param say takes each line that is printed */
async function makePackages(argv: readonly string[], project: string, say: (line: string) => void): Promise<void> {
  const args = readArguments(argv, ['seq', 'out', 'arch', 'runtime', 'formats'], ['help'])
  if (args.options.has('help')) return say(usage)
  needed(args, 'seq')
  const seq = wholeNumber(args, 'seq', 0, Number.MAX_SAFE_INTEGER)
  const out = resolve(needed(args, 'out'))
  const arch = args.options.get('arch') ?? 'x64'
  const kind = args.options.get('runtime') ?? 'official'
  const formats = (args.options.get('formats') ?? 'deb,tar').split(',')
  if ((arch !== 'x64' && arch !== 'arm64') || formats.some((each) => each !== 'deb' && each !== 'tar'))
    throw new Misuse(usage)
  const commit = await cleanCommit(project)
  const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as { version: string }
  const room = await mkdtemp(join(tmpdir(), 'beatbook-package-'))
  try {
    const options = { project, out: room, arch, version, runtime: await runtimeOf(kind) } as const
    const folder = await packagedFolder(options).catch((error: unknown) => {
      throw new Refusal(`electron-builder made no package. It said last:\n${lastWords(error)}`)
    })
    await mkdir(out, { recursive: true })
    const name = `beatbook-${version}-linux-${arch}`
    for (const format of formats) {
      const file = join(out, format === 'deb' ? `${name}.deb` : `${name}.tar.gz`)
      if (format === 'deb') await debianPackage({ project, folder, seq, version, arch, out: file })
      else await run('tar', ['-czf', file, '--owner=0', '--group=0', '--numeric-owner', '-C', folder, '.'])
      await writeFile(`${file}.build.json`, `${JSON.stringify({ version, commit, runtime: kind })}\n`)
      say(`written     ${file}`)
    }
  } finally {
    await rm(room, { recursive: true, force: true })
  }
}

function lastWords(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /[a-z]/i.test(line))
  return lines.length === 0 ? String(error) : lines.slice(-6).join('\n')
}

async function runtimeOf(kind: string): Promise<PackageRuntime> {
  if (kind === 'official') return { kind }
  if (kind !== 'fallback') throw new Misuse(usage)
  const { executable, version, addon } = await findElectronRuntime({ allowInstall: false })
  if (addon === null) throw new Refusal('The Electron on this machine is the official one; use --runtime official.')
  return { kind, executable, version, addon }
}

try {
  await makePackages(process.argv.slice(2), process.cwd(), (line) => process.stdout.write(`${line}\n`))
} catch (error) {
  if (!(error instanceof Refusal || error instanceof Misuse)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof Misuse ? 2 : 1
}
