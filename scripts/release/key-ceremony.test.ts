import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkChain } from '../../src-domain/certificates/certificate-chain.ts'
import { roleUsages, type Role } from '../../src-updates/roles.ts'
import { keyHash } from '../../src-updates/signers.ts'
import { release } from './main.ts'
import { openSigningKey } from './signing-key.ts'

const script = join(import.meta.dirname, 'key-ceremony.sh')
const passphrase = (whose: string): string => `a passphrase of ${whose}`
/** What is typed at a ceremony: the clock is right, and each passphrase twice. */
const typed = [
  'yes',
  ...['root', 'ca', '990001', '990002', '990003', 'feed'].flatMap((each) => twice(passphrase(each))),
]

let room: string
let keys: string
let said: string

beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'beatbook-ceremony-'))
  keys = join(room, 'keys')
  const held = ceremony(['--organisation', '示例市公安局', '--officers', '990001,990002,990003'], typed)
  said = held.said
  expect(held.code, held.said).toBe(0)
}, 60_000)
afterAll(() => rmSync(room, { recursive: true }))

function twice(line: string): string[] {
  return [line, line]
}

function ceremony(args: string[], lines: readonly string[], dir = keys): { code: number | null; said: string } {
  const input = lines.map((line) => `${line}\n`).join('')
  const run = spawnSync('sh', [script, '--dir', dir, ...args], { input, encoding: 'utf8' })
  return { code: run.status, said: run.stdout + run.stderr }
}

const certificate = (name: string): X509Certificate => new X509Certificate(readFileSync(join(keys, `${name}.pem`)))

test('every signer has a key of the own for the own roles, under the root, and opens it with the own passphrase only', async () => {
  const root = certificate('root').raw
  const signers: [string, Role[]][] = [
    ...['990001', '990002', '990003'].map((name): [string, Role[]] => [name, ['trust', 'release']]),
    ['feed', ['status']],
  ]
  for (const [name, roles] of signers) {
    const usages = roles.map((role) => roleUsages[role])
    const pair = { leaf: certificate(name).raw, authority: certificate('ca').raw }
    expect(certificate(name).keyUsage).toEqual(usages)
    expect(checkChain(pair, { roots: [root], revoked: [], usages }, new Date())).toMatchObject({ ok: true })
  }
  const open = (name: string, role: Role) =>
    openSigningKey(join(keys, `${name}.p12`), () => Promise.resolve(passphrase('990001')), role, new Date())
  const { leaf, authority } = await open('990001', 'release')
  expect([leaf, authority]).toEqual([certificate('990001').raw, certificate('ca').raw])
  await expect(open('feed', 'status')).rejects.toThrow('does not open')
  expect(new Set(signers.map(([name]) => keyHash(certificate(name)))).size).toBe(4)
}, 60_000)

test('the record has each number, root and CA key are closed, and nothing else is left on the disc', () => {
  const record = readFileSync(join(keys, 'record.txt'), 'utf8')
  expect(said).toContain(record)
  expect(record).toMatch(/^Key ceremony of 示例市公安局, \d{4}-/)
  for (const name of ['root', 'ca', '990001', '990002', '990003', 'feed']) {
    expect(record).toContain(`key          ${keyHash(certificate(name))}`)
    expect(record).toContain(`${name}.pem, serial ${certificate(name).serialNumber}`)
  }
  for (const name of ['root.key', 'ca.key'])
    expect(readFileSync(join(keys, name), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
  const signers = ['990001', '990002', '990003', 'feed'].flatMap((name) => [`${name}.p12`, `${name}.pem`])
  const files = [...signers, 'ca.key', 'ca.pem', 'record.txt', 'root.key', 'root.pem'].sort()
  expect(readdirSync(keys).sort()).toEqual(files)
  expect(files.filter((name) => (statSync(join(keys, name)).mode & 0o077) !== 0)).toEqual([])
  expect(readdirSync(room)).toEqual(['keys'])
})

test('what it makes goes into a build', async () => {
  const officers = ['990001', '990002', '990003'].map((name) => `${name}=${join(keys, `${name}.pem`)}`)
  const lines: string[] = []
  await release(
    [
      ...['first-build', '--root', join(keys, 'root.pem'), '--officers', officers.join(',')],
      ...['--online', `feed=${join(keys, 'feed.pem')}`, '--platform', 'linux', '--arch', 'x64', '--channel', 'stable'],
      ...['--seq', '12', '--out', join(room, 'updates.json')],
    ],
    (line) => lines.push(line),
  )
  expect(lines).toContain(`key         release: 990002, ${keyHash(certificate('990002'))}`)
  rmSync(join(room, 'updates.json'))
})

test('an officer gets another key from the release CA, beside the first one', () => {
  const dir = join(room, 'later')
  cpSync(keys, dir, { recursive: true })
  const before = readdirSync(dir)
  expect(ceremony(['--officer', '990001'], ['yes', 'not the passphrase'], dir)).toMatchObject({
    code: 1,
    said: expect.stringContaining('not the passphrase of the release CA') as string,
  })
  expect(readdirSync(dir)).toEqual(before)
  const { code, said: told } = ceremony(
    ['--officer', '990001'],
    ['yes', passphrase('ca'), ...twice('another passphrase')],
    dir,
  )
  expect(code, told).toBe(0)
  const made = readdirSync(dir).filter((name) => !before.includes(name))
  expect(made).toEqual(['990001-2.p12', '990001-2.pem', 'record-990001-2.txt'])
  const second = new X509Certificate(readFileSync(join(dir, '990001-2.pem')))
  expect(second.checkIssued(certificate('ca')) && second.verify(certificate('ca').publicKey)).toBe(true)
  expect(keyHash(second)).not.toBe(keyHash(certificate('990001')))
  expect(told).toContain(keyHash(second))
  rmSync(dir, { recursive: true })
}, 60_000)

test.each([
  ['a wrong clock', ['--organisation', 'A', '--officers', '1,2,3'], ['no'], 'Set the clock'],
  [
    'an answer that never comes',
    ['--organisation', 'A', '--officers', '1,2,3'],
    ['yes', 'a passphrase of one'],
    'no answer',
  ],
  ['an officer twice', ['--organisation', 'A', '--officers', '1,2,1'], typed, 'three different officers'],
  ['an officer called as the feed', ['--organisation', 'A', '--officers', '1,2,feed'], typed, 'Usage'],
  ['a name with a slash', ['--organisation', 'A/B', '--officers', '1,2,3'], typed, 'cannot have / + \\'],
])('%s ends it, and nothing is left', (_name, args, lines, sentence) => {
  const { code, said: told } = ceremony(args, lines, join(room, 'other'))
  expect(told).toContain(sentence)
  expect(code).not.toBe(0)
  expect(readdirSync(room)).toEqual(['keys'])
})

test('a short passphrase, one that not every keyboard has and two that differ are asked for again', () => {
  const lines = ['yes', 'short', '一个足够长的口令一个足够长的口令', 'a passphrase', 'another passphrase']
  const { said: told } = ceremony(['--organisation', 'A', '--officers', '1,2,3'], lines, join(room, 'other'))
  expect(told).toContain('at least 12 characters')
  expect(told).toContain('that every keyboard has')
  expect(told).toContain('The two differ')
  expect(told.match(/New passphrase for the root/g)).toHaveLength(4)
})

test('keys are not made inside the working tree, and no ceremony is held over another one', () => {
  const inside = join(import.meta.dirname, '../../keys')
  const args = ['--organisation', 'A', '--officers', '1,2,3']
  expect(ceremony(args, typed, inside).said).toContain('never lie in the working tree')
  expect(existsSync(inside)).toBe(false)
  expect(ceremony(args, typed).said).toContain('is there already')
  writeFileSync(join(room, 'x.unfinished'), '')
  expect(ceremony(args, typed, join(room, 'x')).said).toContain('another ceremony runs')
  rmSync(join(room, 'x.unfinished'))
  execFileSync('sh', ['-n', script])
})
