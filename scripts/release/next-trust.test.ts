import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Identity } from '../../cli/certificates.ts'
import { readTrust } from '../../src-updates/documents.ts'
import { readEnvelope } from '../../src-updates/envelope.ts'
import {
  buildFile,
  holdCeremony,
  keyOf,
  NOW,
  trustDocument,
  type Ceremony,
} from '../../tests/support/update-signing.ts'
import { KEY_PASSPHRASE, writeSigningKey } from '../../tests/support/signing-key-file.ts'
import { release } from './main.ts'

let ceremony: Ceremony
let folder: string

beforeAll(() => {
  ceremony = holdCeremony()
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beatbook-trust-'))
  const [a, b, c] = ceremony.officers
  for (const [name, who] of Object.entries({ a, b, c, feed: ceremony.online, new: ceremony.stranger })) {
    await writeFile(at(`${name}.pem`), new X509Certificate(who.der).toString())
  }
  // As `first-build` writes it, with the feed's address.
  await writeFile(
    at('updates.json'),
    JSON.stringify({ ...buildFile(ceremony), feed: 'https://x.example/', feedAuthority: '' }),
  )
  return () => rm(folder, { recursive: true })
})

const at = (name: string): string => join(folder, name)

async function run(...args: string[]): Promise<string> {
  const lines: string[] = []
  const instant = args.includes('--at') ? [] : ['--at', NOW]
  await release(
    [...args, ...instant],
    (line) => lines.push(line),
    () => Promise.resolve(KEY_PASSPHRASE),
  )
  return lines.join('\n')
}

const next = (...args: string[]): Promise<string> =>
  run('next-trust', '--last', at('updates.json'), ...args, '--out', at('trust.json'))

const trustIn = async (name: string) => readTrust(await readFile(at(name)))
const serialOf = ({ der }: Identity): string => new X509Certificate(der).serialNumber

test('a lost key goes out with its certificate, a new one comes in, and nothing else changes', async () => {
  const said = await next('--without', at('a.pem'), '--officers', `99004=${at('new.pem')}`)
  expect(said).toContain(`key         release: 99004, ${keyOf(ceremony.stranger)}`)
  const document = trustDocument(ceremony)
  const people = document['keys'] as { officer: string }[]
  const added = ['trust', 'release'].map((role) => ({ officer: '99004', role, key: keyOf(ceremony.stranger) }))
  expect(JSON.parse(await readFile(at('trust.json'), 'utf8'))).toEqual({
    ...document,
    version: 2,
    issued: NOW,
    keys: [...people.filter(({ officer }) => officer !== '99001'), ...added],
    revoked: [serialOf(ceremony.officers[0])],
  })
})

test('the one after it begins with the signed one before, and what was revoked stays so', async () => {
  const [a, b, c] = ceremony.officers
  for (const [name, who] of Object.entries({ b, c })) await writeSigningKey(folder, name, who, ceremony.authority)
  await next('--without', at('a.pem'), '--officers', `99004=${at('new.pem')}`)
  await run('rotate-trust', '--document', at('trust.json'), '--p12', at('b.p12'), '--out', at('t1.json'))
  await run('rotate-trust', '--envelope', at('t1.json'), '--p12', at('c.p12'), '--out', at('trust-2.json'))
  expect(readTrust(readEnvelope(await readFile(at('trust-2.json')), 'trust').payload).version).toBe(2)
  const third = ['next-trust', '--last', at('trust-2.json'), '--without', at('b.pem'), '--out', at('trust.json')]
  await expect(run(...third)).rejects.toThrow(`The clock of this PC is before ${NOW}`)
  await run(...third, '--at', '2026-11-23T08:00:00Z')
  const { version, revoked, keys } = await trustIn('trust.json')
  expect([version, revoked]).toEqual([3, [serialOf(a), serialOf(b)]])
  expect([...new Set(keys.map(({ officer }) => officer))]).toEqual(['99003', 'feed', '99004'])
})

test('the key of the feed is exchanged by two officers as well', async () => {
  await expect(next('--online', `feed=${at('new.pem')}`)).rejects.toThrow('not for signing a status document')
  await expect(next('--without', at('feed.pem'))).rejects.toThrow('a key of the feed have to be left')
  expect(existsSync(at('trust.json'))).toBe(false)
})

test.each([
  ['nothing to change', () => [], 'Nothing would change'],
  [
    'a certificate of nobody there',
    () => ['--without', at('new.pem')],
    'is not in trust 1; is it the right certificate?',
  ],
  ['a key that is there already', () => ['--officers', `99004=${at('b.pem')}`], 'no key may be there twice'],
  ['one officer left', () => ['--without', `${at('a.pem')},${at('b.pem')}`], 'at least two officers'],
  ['the feed as an officer', () => ['--officers', `99004=${at('feed.pem')}`], 'not for signing a trust document'],
  ['no certificate', () => ['--without', at('updates.json')], 'cannot be read'],
])('%s is refused in a sentence and nothing is written', async (_name, args, sentence) => {
  await expect(next(...args())).rejects.toThrow(sentence)
  expect(existsSync(at('trust.json'))).toBe(false)
})

test('a file that is neither a trust document nor of a build is refused, and so is what nobody can sign', async () => {
  await writeFile(at('odd.json'), 'not JSON')
  const args = ['--without', at('a.pem'), '--out', at('trust.json')]
  await expect(run('next-trust', '--last', at('odd.json'), ...args)).rejects.toThrow('neither a signed trust document')
  await expect(
    run('rotate-trust', '--document', at('odd.json'), '--p12', at('b.p12'), '--out', at('t1.json')),
  ).rejects.toThrow('not what "release next-trust" writes')
})
