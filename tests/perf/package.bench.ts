import { spawn } from 'node:child_process'
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findElectronRuntime } from '../../scripts/electron-runtime/find.mjs'
import { packagedFolder } from '../../scripts/package/packaged-folder.ts'
import { launchCommand, projectFolder } from '../e2e/support/launch.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'

const starts = 7
/** Of an installed version, MB (ux.md: a station's disk is small). */
const mostMegabytes = 350

/**
 * The app as it is installed, against the same build from its folder: from a new process to the moment at which the log-in form has said
 * that it is usable (the shell starts core then, and its log says so). With the size on the disc, by part.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder({ ...options, people: Math.min(options.people, 1000) })
  const room = mkdtempSync(join(tmpdir(), 'beatbook-package-bench-'))
  try {
    options.say('Packaging …')
    const { executable, version, addon } = await findElectronRuntime({ allowInstall: false })
    const runtime = { kind: 'fallback', executable, version, addon: addon ?? '' } as const
    const folder = await packagedFolder({ project: projectFolder, out: room, arch: 'x64', version: '1.0.0', runtime })
    const unpacked = await launchCommand({ dir: demo.replica })
    const config = join(room, 'config')
    const installed = join(config, 'Beatbook/replica')
    mkdirSync(join(config, 'Beatbook'), { recursive: true })
    cpSync(demo.replica, installed, { recursive: true })
    const packaged = {
      executable: join(folder, 'beatbook'),
      args: unpacked.args.filter((word) => word !== projectFolder),
      env: { ...unpacked.env, XDG_CONFIG_HOME: config, XDG_CACHE_HOME: join(room, 'cache') },
    }
    const times: number[] = []
    const bare: number[] = []
    // The first start of each fills the disk cache and does not count.
    for (let i = 0; i <= starts; i++) {
      const ours = await timed(packaged, installed)
      const theirs = await timed(unpacked, demo.replica)
      if (i === 0) continue
      times.push(ours)
      bare.push(theirs)
    }
    const sizes = sizeByPart(folder)
    if (sizes.installedMB > mostMegabytes)
      throw new Error(`${sizes.installedMB} MB are installed, ${mostMegabytes} at most`)
    const reference = { name: 'the same build, unpacked', times: bare }
    const medianRatio = round(spread(times).p50 / spread(bare).p50)
    const detail = { ...sizes, mostMB: mostMegabytes, medianRatio }
    return result(
      'package',
      `${sizes.installedMB} MB installed, start to usable log-in`,
      'ms',
      times,
      reference,
      detail,
    )
  } finally {
    rmSync(room, { recursive: true, force: true, maxRetries: 5 })
    demo.remove()
  }
}

type Command = Awaited<ReturnType<typeof launchCommand>>

/** From spawning to the log's word; then it is ended, and the next start waits until it is gone. */
function timed({ executable, args, env }: Command, replica: string): Promise<number> {
  const log = join(replica, 'logs/shell.log')
  rmSync(log, { force: true })
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { env, stdio: 'ignore' })
    let usable = 0
    const watch = setInterval(() => {
      const late = performance.now() - started > 60_000
      if (usable === 0 && isUsable(log)) usable = performance.now() - started
      if (usable === 0 && !late) return
      clearInterval(watch)
      child.kill()
    }, 4)
    child.once('error', reject)
    child.once('close', () => {
      clearInterval(watch)
      if (usable > 0) resolve(usable)
      else reject(new Error('the app ended without a usable log-in form'))
    })
  })
}

function isUsable(log: string): boolean {
  try {
    return readFileSync(log, 'utf8').includes('"core-started"')
  } catch {
    return false
  }
}

function sizeByPart(folder: string) {
  const bytes = (path: string): number => {
    const found = lstatSync(path)
    if (!found.isDirectory()) return found.size
    return readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0)
  }
  const megabytes = (size: number): number => Math.round(size / 100_000) / 10
  const all = bytes(folder)
  const resources = join(folder, 'resources')
  return {
    installedMB: megabytes(all),
    electronMB: megabytes(all - bytes(resources)),
    archiveMB: megabytes(bytes(join(resources, 'app.asar'))),
    nativeMB: megabytes(bytes(join(resources, 'app.asar.unpacked'))),
    fontsAndCatalogsMB: megabytes(bytes(join(resources, 'resources'))),
  }
}
