import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdCeremony, INSTALLER, NOW, offerOf, setFile, type Ceremony } from '../tests/support/update-signing.ts'
import { Misuse } from './arguments.ts'
import { verifyUpdateCommand } from './verify-update.ts'

let folder: string
let ceremony: Ceremony
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beatbook-verify-'))
  ceremony = holdCeremony()
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

async function verify(set: string, state: string, ...more: string[]): Promise<unknown> {
  const { out, exitCode } = await verifyUpdateCommand([
    set,
    '--at',
    NOW,
    '--state',
    join(folder, state),
    '--json',
    ...more,
  ])
  return { ...(JSON.parse(out) as object), exitCode }
}

test('a good set is OK and moves the state; an older one is refused then, and the state stays', async () => {
  const newer = await file(
    'newer.json',
    setFile(offerOf(ceremony, { release: { seq: 13 }, status: { counter: 41 } }), ceremony),
  )
  const older = await file('older.json', setFile(offerOf(ceremony), ceremony))
  expect(await verify(older, 'state')).toEqual({ ok: true, code: 'OK', exitCode: 0 })
  expect(await verify(newer, 'state')).toEqual({ ok: true, code: 'OK', exitCode: 0 })
  const state = await readFile(join(folder, 'state'), 'utf8')
  expect(await verify(older, 'state')).toEqual({ ok: false, code: 'UPD_ROLLBACK', exitCode: 1 })
  expect(await readFile(join(folder, 'state'), 'utf8')).toBe(state)
})

test('a package that is not the signed one is refused, and no state is left', async () => {
  const set = await file('set.json', setFile(offerOf(ceremony), ceremony))
  const altered = await file('altered.tar', INSTALLER.toString('utf8').replace('1.2.0', '1.2.1'))
  expect(await verify(set, 'none', '--file', altered)).toMatchObject({ code: 'UPD_HASH' })
  expect(await verify(set, 'none', '--file', await file('short.tar', 'x'))).toMatchObject({ code: 'UPD_SIZE' })
  await expect(readFile(join(folder, 'none'))).rejects.toThrow('ENOENT')
  expect(await verify(set, 'none', '--file', await file('good.tar', INSTALLER))).toMatchObject({ code: 'OK' })
})

test('what is no set, a date that is none and a state that somebody wrote are refused', async () => {
  const set = await file('set.json', setFile(offerOf(ceremony), ceremony))
  expect(await verify(await file('bad.json', '<html>'), 'none2')).toMatchObject({ code: 'UPD_SCHEMA' })
  expect(await verify(await file('empty.json', '{}'), 'none2')).toMatchObject({ code: 'UPD_SCHEMA' })
  await file('forged', '{"trust":1,"counter":1,"seq":1,"newest":"2026-01-01T00:00:00Z","mac":"00"}')
  expect(await verify(set, 'forged')).toMatchObject({ code: 'UPD_STATE' })
  const { out } = await verifyUpdateCommand([set, '--at', 'yesterday', '--state', join(folder, 'none2')])
  expect(out).toBe('UPD_CLOCK\n')
  await expect(verifyUpdateCommand([set, '--at', NOW])).rejects.toThrow(Misuse)
  await expect(verifyUpdateCommand([join(folder, 'gone'), '--at', NOW, '--state', 'x'])).rejects.toThrow(Misuse)
})
