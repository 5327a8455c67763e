import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { issue, type Identity } from '../../cli/certificates.ts'
import {
  holdCeremony,
  keyOf,
  NOW,
  signerExtensions,
  STATE_KEY,
  trustDocument,
  type Ceremony,
} from '../../tests/support/update-signing.ts'
import { KEY_PASSPHRASE, writeSigningKey } from '../../tests/support/signing-key-file.ts'
import { readBuild, type BuildFile } from '../../src-updates/build-file.ts'
import { writeState } from '../../src-updates/state.ts'
import { verifyUpdate } from '../../src-updates/verify-update.ts'
import { readFeed } from './feed.ts'
import { release, unreadable } from './main.ts'
import { Refusal } from './refusal.ts'

let ceremony: Ceremony
let keys: string
let folder: string
let build: BuildFile

beforeAll(async () => {
  ceremony = holdCeremony()
  keys = await mkdtemp(join(tmpdir(), 'beatbook-keys-'))
  await writeFile(join(keys, 'pass'), `${KEY_PASSPHRASE}\n`)
  const { officers, online, stranger } = ceremony
  for (const [name, who] of Object.entries({ a: officers[0], b: officers[1], c: officers[2], online, stranger }))
    await writeKey(name, who)
  build = {
    roots: [ceremony.root.der.toString('base64')],
    trust: trustDocument(ceremony),
    scope: { product: 'beatbook', platform: 'linux', arch: 'x64', channel: 'stable' },
    floor: { trust: 1, counter: 0, seq: 11, newest: '2026-11-01T00:00:00Z' },
  }
  await writeFile(join(keys, 'build.json'), JSON.stringify(build))
}, 60_000)
afterAll(() => rm(keys, { recursive: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beatbook-release-'))
  await writeFile(at('notes'), 'Better lists.\n')
  return () => rm(folder, { recursive: true })
})

const at = (...names: string[]): string => join(folder, ...names)

const writeKey = (name: string, who: Identity): Promise<void> => writeSigningKey(keys, name, who, ceremony.authority)

/** A clean repository with a package of its version; what is tested is what the tool makes of it. */
async function project(version: string, runtime = 'official'): Promise<string> {
  const dir = at(`project-${version}`)
  await mkdir(dir)
  await writeFile(join(dir, 'package.json'), JSON.stringify({ version }))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=IT', '-c', 'user.email=it@station.example', ...args], {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'A version')
  const commit = git('rev-parse', 'HEAD').toString().trim()
  const file = at(`beatbook-${version}.deb`)
  await writeFile(file, `package ${version}`)
  await writeFile(`${file}.build.json`, JSON.stringify({ version, commit, runtime }))
  return dir
}

async function run(...args: string[]): Promise<string> {
  const lines: string[] = []
  await release([...args, '--at', NOW], (line) => lines.push(line))
  return lines.join('\n')
}
const key = (name: string): string[] => ['--p12', join(keys, `${name}.p12`), '--passphrase-file', join(keys, 'pass')]
const feed = (): string[] => ['--feed', at('feed'), '--build', join(keys, 'build.json'), ...key('online')]

async function draft(version: string, seq: number, ...more: string[]): Promise<string> {
  const args = ['--package', at(`beatbook-${version}.deb`), '--feed', at('feed'), '--seq', String(seq)]
  const target = ['--platform', 'linux', '--arch', 'x64', '--channel', 'stable', '--schema', '10-160']
  const notes = ['--notes-zh', at('notes'), '--notes-en', at('notes')]
  return run(
    'build',
    '--project',
    at(`project-${version}`),
    ...args,
    ...target,
    ...notes,
    '--out',
    at('draft.json'),
    ...more,
  )
}

async function signed(version: string, seq: number): Promise<void> {
  await project(version)
  await draft(version, seq)
  await run('sign', '--draft', at('draft.json'), ...key('a'), '--out', at('one.json'))
  await run('countersign', '--envelope', at('one.json'), ...key('b'), '--out', at('two.json'))
}

const publishArgs = (version: string, envelope = 'two.json'): string[] => [
  ...['publish', '--release', at(envelope), '--package', at(`beatbook-${version}.deb`), ...feed()],
]

/** What a station of this build says to a folder. */
async function station(dir = at('feed'), running = 11, state: string | null = null): Promise<string> {
  const { trust, release: envelope, status } = await readFeed(dir)
  const known = readBuild(build)
  if (!envelope || !status || !known) return 'nothing there'
  const where = { id: 'PS990101', at: new Date(NOW), running, database: null, state, stateKey: STATE_KEY }
  const said = verifyUpdate({ trust, release: envelope, status }, known, where)
  return said.ok
    ? `${said.value.release.version} by ${said.value.signers.map(({ officer }) => officer).join(' and ')}`
    : said.code
}

test('from a package to a published ring, a pause, a recall and a disc', async () => {
  await signed('1.2.0', 12)
  const said = await run(...publishArgs('1.2.0'), '--percent', '100')
  expect(said).toContain('release     beatbook 1.2.0, sequence 12')
  expect(await station()).toBe('1.2.0 by 99001 and 99002')
  expect(await readFile(at('feed', 'files', 'beatbook-1.2.0.deb'), 'utf8')).toBe('package 1.2.0')

  await run('bundle', '--feed', at('feed'), '--build', join(keys, 'build.json'), '--out', at('disc'))
  expect(await station(at('disc'))).toBe('1.2.0 by 99001 and 99002')
  await run('pause', ...feed())
  expect(await station()).toBe('UPD_HOLD')
  await run('status', '--resume', ...feed())
  expect(await station()).toBe('1.2.0 by 99001 and 99002')
  await run('status', '--stations', 'PS990102', ...feed())
  expect(await station()).toBe('UPD_HOLD')
  await run('status', '--stations', 'PS990101', ...feed())
  expect(await station()).toBe('1.2.0 by 99001 and 99002')
  await expect(run('recall', '--seq', '21', ...feed())).rejects.toThrow(
    'Sequence 21 was never published here; there are 12 (1.2.0), 11 (of the build file).',
  )
  const recalled = await run('recall', '--seq', '12', ...feed())
  expect(recalled).toContain('ring        main: 0 %, by name: PS990101')
  expect(recalled).toContain('state       RECALLED, no station takes it any more\nrecalled    12')
  expect(await station()).toBe('UPD_HOLD')
  expect(await run('inspect', at('feed', 'release.json'))).toMatch(/signed by {3}O=Signer A.*\nsigned by {3}O=Signer B/)
})

test('after a key ceremony the certificates become the file that a build takes along, and stations of it take what is published', async () => {
  const { root, officers, online } = ceremony
  const pem = async (name: string, who: Identity): Promise<string> => {
    await writeFile(at(`${name}.pem`), new X509Certificate(who.der).toString())
    return at(`${name}.pem`)
  }
  const signers = await Promise.all(officers.map(async (who, i) => `9900${i + 1}=${await pem(`officer-${i}`, who)}`))
  const first = (...people: string[]) =>
    run(
      ...[
        'first-build',
        '--root',
        at('root.pem'),
        '--officers',
        people.join(','),
        '--online',
        `feed=${at('feed.pem')}`,
      ],
      ...['--platform', 'linux', '--arch', 'x64', '--channel', 'stable', '--seq', '11'],
      ...['--feed-url', 'https://platform.example/feed/linux-x64/', '--out', at('updates.json')],
    )
  await Promise.all([pem('root', root), pem('feed', online)])
  await expect(first(signers[0] ?? '')).rejects.toThrow('No station would take these signers')
  await expect(first(`99001=${at('feed.pem')}`, ...signers.slice(1))).rejects.toThrow(
    'not for signing a trust document',
  )
  await first(...signers)
  const {
    feed: address,
    feedAuthority,
    ...written
  } = JSON.parse(await readFile(at('updates.json'), 'utf8')) as BuildFile & Record<string, unknown>
  expect([address, feedAuthority]).toEqual(['https://platform.example/feed/linux-x64/', ''])
  expect(written).toEqual({
    ...build,
    trust: { ...(build.trust as object), issued: NOW },
    floor: { ...build.floor, newest: NOW },
  })
  await signed('1.2.0', 12)
  const online2 = ['--feed', at('feed'), '--build', at('updates.json'), ...key('online')]
  await run(
    'publish',
    '--release',
    at('two.json'),
    '--package',
    at('beatbook-1.2.0.deb'),
    ...online2,
    '--percent',
    '100',
  )
  expect(await station()).toBe('1.2.0 by 99001 and 99002')
})

test('one signature, two by one officer, or one of somebody else is not published, and the feed stays empty', async () => {
  await signed('1.2.0', 12)
  await expect(run(...publishArgs('1.2.0', 'one.json'))).rejects.toThrow('UPD_THRESHOLD')
  await expect(run('countersign', '--envelope', at('one.json'), ...key('a'), '--out', at('x'))).rejects.toThrow(
    'has signed it already',
  )
  await run('countersign', '--envelope', at('one.json'), ...key('stranger'), '--out', at('odd.json'))
  await expect(run(...publishArgs('1.2.0', 'odd.json'))).rejects.toThrow('UPD_TRUST')
  await writeFile(at('beatbook-1.2.0.deb'), 'package 1.2.1')
  await expect(run(...publishArgs('1.2.0'))).rejects.toThrow('UPD_HASH')
  expect(existsSync(at('feed'))).toBe(false)
})

test('a package with the fallback runtime is not signed', async () => {
  await project('1.2.0', 'fallback')
  await draft('1.2.0', 12)
  await expect(run('sign', '--draft', at('draft.json'), ...key('a'), '--out', at('one.json'))).rejects.toThrow(
    'fallback runtime',
  )
  expect(existsSync(at('one.json'))).toBe(false)
})

test('a dirty tree, a package of another commit, a lower version or sequence is refused', async () => {
  const dir = await project('1.2.0')
  await writeFile(join(dir, 'left-over'), '')
  await expect(draft('1.2.0', 12)).rejects.toThrow('not committed')
  await rm(join(dir, 'left-over'))
  await writeFile(
    at('beatbook-1.2.0.deb.build.json'),
    JSON.stringify({ version: '1.2.0', commit: 'f'.repeat(40), runtime: 'official' }),
  )
  await expect(draft('1.2.0', 12)).rejects.toThrow('build it again')
  await rm(dir, { recursive: true })
  await signed('1.2.0', 12)
  await run(...publishArgs('1.2.0'), '--percent', '100')
  await project('1.1.9')
  await expect(draft('1.1.9', 13)).rejects.toThrow('Version 1.1.9 is lower than 1.2.0')
  await expect(draft('1.2.0', 12)).rejects.toThrow('Sequence 12 is not above 12')
})

test('a way back is published only where its signers name the version that is left, and taken only when that one was recalled', async () => {
  await signed('1.2.0', 12)
  await run(...publishArgs('1.2.0'), '--percent', '100')
  await project('1.1.9')
  await draft('1.1.9', 11, '--rollback-from', '12')
  await run('sign', '--draft', at('draft.json'), ...key('a'), '--out', at('one.json'))
  await run('countersign', '--envelope', at('one.json'), ...key('b'), '--out', at('back.json'))
  expect(await run(...publishArgs('1.1.9', 'back.json'), '--percent', '100')).toContain('way back    from 12')
  const state = writeState({ trust: 1, counter: 0, seq: 12, newest: Date.parse('2026-11-20T00:00:00Z') }, STATE_KEY)
  expect(await station(at('feed'), 12, state)).toBe('UPD_ROLLBACK')
  await run('recall', '--seq', '12', ...feed())
  expect(await station(at('feed'), 12, state)).toBe('1.1.9 by 99001 and 99002')
  // A release that is not the newest any more can be recalled as well, and the number that was recalled is not used again.
  await expect(run('recall', '--seq', '13', ...feed())).rejects.toThrow('there are 11 (1.1.9), 12 (1.2.0), 11')
  expect(await run('recall', '--seq', '12', ...feed())).toContain('recalled    12')
  await signed('1.2.1', 12)
  await expect(run(...publishArgs('1.2.1'), '--percent', '100')).rejects.toThrow('Sequence 12 was recalled')
})

test('an expired signer, a key for something else and a wrong passphrase are refused', async () => {
  await project('1.2.0')
  await draft('1.2.0', 12)
  const sign = (...args: string[]) => run('sign', '--draft', at('draft.json'), ...args, '--out', at('one.json'))
  const leaf = { name: 'Signer A', key: ceremony.officers[0].key, issuer: ceremony.authority, serial: '0e01' }
  await writeKey('expired', issue({ ...leaf, extensions: signerExtensions('release'), to: '2026-11-01T00:00:00Z' }))
  await expect(sign(...key('expired'))).rejects.toThrow('not now')
  await expect(sign(...key('online'))).rejects.toThrow('not for signing a release')
  await writeFile(at('wrong'), 'another\n')
  await expect(sign('--p12', join(keys, 'a.p12'), '--passphrase-file', at('wrong'))).rejects.toThrow(Refusal)
  expect(existsSync(at('one.json'))).toBe(false)
})

test('a name that was mistyped is a sentence, not a stack', async () => {
  const error: unknown = await run('inspect', at('nothing-here.json')).catch((one: unknown) => one)
  expect(unreadable(error)?.message).toBe(`${at('nothing-here.json')} cannot be read or written; is the name right?`)
  expect(unreadable(new Error('another'))).toBeNull()
})

test('a dry run shows what would be signed and writes nothing', async () => {
  await signed('1.2.0', 12)
  const said = await run('sign', '--draft', at('draft.json'), ...key('c'), '--out', at('none.json'), '--dry-run')
  expect(said).toMatch(/file {8}beatbook-1\.2\.0\.deb, 13 bytes/)
  expect(said).toContain('signed by   O=Signer C')
  await run(...publishArgs('1.2.0'), '--dry-run')
  expect([existsSync(at('none.json')), existsSync(at('feed'))]).toEqual([false, false])
})

test('trust is rotated by old and new signers, and stations follow', async () => {
  const people = (trustDocument(ceremony)['keys'] as { officer: string }[]).filter(({ officer }) => officer !== '99001')
  const added = ['trust', 'release'].map((role) => ({ officer: '99004', role, key: keyOf(ceremony.stranger) }))
  const document = trustDocument(ceremony, { version: 2, issued: '2026-11-20T00:00:00Z', keys: [...people, ...added] })
  await writeFile(at('trust.json'), JSON.stringify(document))
  await run('rotate-trust', '--document', at('trust.json'), ...key('b'), '--out', at('t1.json'))
  await signed('1.2.0', 12)
  await run('sign', '--draft', at('draft.json'), ...key('b'), '--out', at('one.json'))
  await run('countersign', '--envelope', at('one.json'), ...key('stranger'), '--out', at('new.json'))
  const publishNew = (trust: string) =>
    run(...publishArgs('1.2.0', 'new.json'), '--trust', at(trust), '--percent', '100')
  await expect(run(...publishArgs('1.2.0', 'new.json'), '--percent', '100')).rejects.toThrow('is --trust missing?')
  await expect(publishNew('t1.json')).rejects.toThrow('UPD_TRUST')
  await run('rotate-trust', '--envelope', at('t1.json'), ...key('c'), '--out', at('t2.json'))
  await publishNew('t2.json')
  expect(await station()).toBe('1.2.0 by 99002 and 99004')
})
