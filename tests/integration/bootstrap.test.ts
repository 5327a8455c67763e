import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fingerprint } from '../../scripts/bootstrap/build.mjs'
import { missingAmong } from '../../scripts/bootstrap/debian-packages.mjs'
import { nodeIsNewEnough } from '../../scripts/bootstrap/ensure.mjs'
import { whyNpmFailed } from '../../scripts/bootstrap/packages.mjs'
import { environmentForNpm } from '../../scripts/bootstrap/run.mjs'
import { hashOf } from '../../scripts/bootstrap/stamps.mjs'
import { missingOptional, platformOf } from '../../scripts/lockfile-rules.mjs'

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
let room = ''

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'beatbook-bootstrap-test-'))
})
afterEach(() => rm(room, { recursive: true, force: true }))

/** A project folder as after a clone, whose command line only repeats what it was given; its own HOME and caches. */
async function freshClone(options: { installed: boolean }): Promise<string> {
  const clone = join(room, 'project')
  await mkdir(join(clone, 'cli'), { recursive: true })
  for (const file of ['package.json', 'package-lock.json', '.npmrc', 'scripts'])
    await cp(join(project, file), join(clone, file), { recursive: true })
  const echo = 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = Number(process.argv.at(-1))'
  await writeFile(join(clone, 'cli', 'main.ts'), echo)
  if (options.installed) await pretendInstalled(clone)
  return clone
}

/** Node 24 and the fonts are the project's; the folder is the clone's own, so that nothing done to it reaches the project's. */
async function pretendInstalled(clone: string): Promise<void> {
  const stamps = join(clone, 'node_modules', '.beatbook-bootstrap')
  await mkdir(stamps, { recursive: true })
  for (const part of ['node', '@expo-google-fonts'])
    await symlink(join(project, 'node_modules', part), join(clone, 'node_modules', part))
  await writeFile(join(stamps, 'packages'), await hashOf(join(clone, 'package-lock.json')))
}

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function bootstrap(clone: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const home = { HOME: room, XDG_CACHE_HOME: join(room, 'cache'), npm_config_cache: join(room, 'npm') }
  return ended([join(clone, 'scripts', 'bootstrap.mjs'), ...args], { ...home, ...env })
}

function ended(args: string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...said }))
  })
}

it('without a network one sentence says so and names a command, and stdout stays empty', async () => {
  const clone = await freshClone({ installed: false })
  const nobody = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' }
  const { code, stdout, stderr } = await bootstrap(clone, ['cli', 'methods', '--json'], nobody)
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('the package registry cannot be reached; check the network with `npm ping`')
  expect(stderr).not.toMatch(/^ {4}at /m)
})

it('stdout carries only what the command line prints, and its exit code is passed on', async () => {
  const clone = await freshClone({ installed: true })
  const { code, stdout } = await bootstrap(clone, ['cli', 'call', '{"name":"a b"}', '7'])
  expect(stdout).toBe('["call","{\\"name\\":\\"a b\\"}","7"]\n')
  expect(code).toBe(7)
})

it('a task that does not exist is misuse, and the others are named', async () => {
  const { code, stderr } = await bootstrap(project, ['satrt'])
  expect(code).toBe(2)
  expect(stderr).toBe(
    'There is no task "satrt"; use one of: start, test, build, cli, platform, package, release, bench, faults, check, exec.\n',
  )
})

it('a tool of another name is refused in one sentence', async () => {
  const { code, stderr } = await bootstrap(project, ['exec', 'pretier'])
  expect(code).toBe(1)
  expect(stderr.trim()).toBe(
    'There is no tool "pretier" among the project\'s packages; `ls node_modules/.bin` lists them.',
  )
})

it('two runs at the same time install one after the other', async () => {
  const log = join(room, 'log')
  const lock = join(room, 'locks', 'one.lock')
  const module = join(project, 'scripts', 'bootstrap', 'lock.mjs')
  const work = `
    import { appendFileSync, readFileSync } from 'node:fs'
    const { withLock } = await import(${JSON.stringify(module)})
    await withLock(${JSON.stringify(lock)}, async () => {
      for (let i = 0; i < 20; i++) { appendFileSync(${JSON.stringify(log)}, process.pid + '\\n'); await new Promise(setImmediate) }
    })`
  const runs = [1, 2, 3].map(() => ended(['--input-type=module', '-e', work], {}))
  for (const { code, stderr } of await Promise.all(runs))
    expect({ code, stderr: said(stderr) }).toEqual({ code: 0, stderr: '' })
  const turns = (await readFile(log, 'utf8')).trim().split('\n')
  expect(turns).toHaveLength(60)
  expect(turns.filter((pid, index) => pid !== turns[index - 1])).toHaveLength(3)
})

/** What a run complained about, less the line that tells a person why it waits. */
function said(stderr: string): string {
  return stderr.replace('- Waiting for another start or test run that is installing …\n', '')
}

it('the lock of a run that died is taken over at once', async () => {
  const lock = join(room, 'one.lock')
  const module = join(project, 'scripts', 'bootstrap', 'lock.mjs')
  const die = `
    const { withLock } = await import(${JSON.stringify(module)})
    await withLock(${JSON.stringify(lock)}, async () => process.exit(9))`
  expect((await ended(['--input-type=module', '-e', die], {})).code).toBe(9)
  const next = `
    const { withLock } = await import(${JSON.stringify(module)})
    console.log(await withLock(${JSON.stringify(lock)}, async () => 'done'))`
  expect((await ended(['--input-type=module', '-e', next], {})).stdout).toBe('done\n')
})

it('the app is built again after its source changed, not after a test did', async () => {
  await mkdir(join(room, 'src-core'))
  await writeFile(join(room, 'src-core', 'a.ts'), 'one')
  await writeFile(join(room, 'src-core', 'a.test.ts'), 'one')
  const before = await fingerprint(room)
  await writeFile(join(room, 'src-core', 'a.test.ts'), 'changed')
  expect(await fingerprint(room)).toBe(before)
  await utimes(join(room, 'src-core', 'a.ts'), 1, 1)
  expect(await fingerprint(room)).not.toBe(before)
})

it('only the system packages that are missing are asked for, under the names of older and newer releases', () => {
  const listing = 'libgtk-3-0t64 install ok installed\nlibnss3 deinstall ok config-files\n'
  const wanted = [['libgtk-3-0', 'libgtk-3-0t64'], ['libnss3'], ['xvfb']]
  expect(missingAmong(wanted, listing)).toEqual([['libnss3'], ['xvfb']])
})

it('each way in which npm fails has a sentence of its own, with a command', () => {
  const outputs = [
    'npm error code EAI_AGAIN',
    'npm error code SELF_SIGNED_CERT_IN_CHAIN',
    'ENOSPC: no space left',
    'EACCES: permission denied',
    'EINTEGRITY',
    'are in sync.',
    '?',
  ]
  const sentences = outputs.map(whyNpmFailed)
  expect(new Set(sentences).size).toBe(outputs.length)
  for (const sentence of sentences) expect(sentence).toMatch(/^The npm packages .* `.+`.*\.$/)
})

it('a nested npm does not take over where the outer one was started, and keeps what the person configured', () => {
  const env = {
    npm_config_local_prefix: '/a',
    npm_package_name: 'b',
    npm_config_cache: '/c',
    INIT_CWD: '/d',
    PATH: '/e',
  }
  expect(environmentForNpm(env)).toEqual({ npm_config_cache: '/c', PATH: '/e' })
})

it('an old Node is told apart', () => {
  expect(nodeIsNewEnough('18.20.4')).toBe(false)
  expect(nodeIsNewEnough('20.0.0')).toBe(true)
})

it('package-lock.json has the packages of every platform, or npm ci would refuse it', async () => {
  const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, object>
  }
  expect(missingOptional(lock.packages)).toEqual([])
  expect(platformOf('@oxlint/binding-linux-arm-musleabihf')).toEqual({ cpu: ['arm'], libc: ['musl'], os: ['linux'] })
  expect(platformOf('@oxlint/binding-win32-x64-msvc')).toEqual({ cpu: ['x64'], os: ['win32'] })
})
