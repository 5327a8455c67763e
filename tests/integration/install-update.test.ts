import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installArguments } from '../../src-main/install-option.ts'

// The script that pkexec starts, without pkexec: it needs no rights of its own.
const script = join(import.meta.dirname, '../../build/launcher/install-update.sh')
const ANSWER = '{"ok":true,"seq":13,"version":"1.3.0"}'

let home: string
const at = (...names: string[]): string => join(home, ...names)
const offer = (): string => at('an officer', 'offer')

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'beatbook-step-'))
  await mkdir(at('opt'))
  await mkdir(offer(), { recursive: true })
  await copyFile(script, at('opt/install-update'))
  await chmod(at('opt/install-update'), 0o755)
  await symlink(at('opt/install-update'), at('link'))
  await writeFile(at('opt/current'), '12\n')
  await writeFile(at('opt/previous'), '11\n')
})
afterEach(() => rm(home, { recursive: true }))

async function install(seq: number, ends: string): Promise<void> {
  await mkdir(at('opt/versions', String(seq)), { recursive: true })
  const says = `printf '%s\\n' "version ${seq}" "$@"; tr '\\0' '\\n' </proc/$$/environ`
  await writeFile(at('opt/versions', String(seq), 'beatbook'), `#!/bin/sh\n${says}\n${ends}\n`, { mode: 0o755 })
}

async function start(program: string, ...args: string[]): Promise<{ code: number | null; out: string[] }> {
  const env = { PATH: `${at('an officer')}:${process.env['PATH']}`, HOME: home, LD_PRELOAD: '', NODE_OPTIONS: '--x' }
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString('utf8')))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out: out.trim().split('\n').filter(Boolean) }
}

test('the program is started with the fixed arguments and an environment of its own, and its answer comes back', async () => {
  await install(12, `echo '${ANSWER}'`)
  for (const program of [at('opt/install-update'), at('link')]) {
    const { code, out } = await start(program, offer())
    expect(code).toBe(0)
    expect(out[0]).toBe('version 12')
    expect(out.slice(1, 5)).toEqual(installArguments(offer()))
    expect(out.at(-1)).toBe(ANSWER)
    const names = out.slice(5, -1).map((line) => line.split('=')[0])
    expect(
      names.filter((name) => !['PATH', 'HOME', 'LANG', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? '')),
    ).toEqual([])
    expect(out).toContain('HOME=/root')
    expect(out.join('\n')).not.toContain('an officer:')
  }
})

test('anything but one absolute folder starts nothing', async () => {
  await install(12, `echo '${ANSWER}'`)
  for (const args of [[], ['--gpu-launcher=/tmp/x'], ['offer'], [offer(), '--no-zygote'], [at('missing')], ['']])
    expect(await start(at('opt/install-update'), ...args)).toEqual({ code: 2, out: [] })
})

test('a refusal is the answer; a newest version that does not start leaves the work to the one before', async () => {
  await install(11, `echo '${ANSWER}'`)
  await install(12, `echo '{"ok":false,"code":"UPD_HASH"}'; exit 1`)
  const refused = await start(at('opt/install-update'), offer())
  expect([refused.code, refused.out[0]]).toEqual([1, 'version 12'])
  await install(12, 'exit 3')
  const mended = await start(at('opt/install-update'), offer())
  expect([mended.code, mended.out[0], mended.out.at(-1)]).toEqual([0, 'version 11', ANSWER])
  await rm(at('opt/versions/11'), { recursive: true })
  expect(await start(at('opt/install-update'), offer())).toEqual({ code: 78, out: [] })
})
