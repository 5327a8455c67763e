import { createHash, createPublicKey, verify } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { directoryOf } from '../../platform/directory/directory.ts'
import { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import { SignedDocument } from '../../src-contract/sync/document.ts'
import type { WireProblem } from '../../src-contract/sync/problems.ts'
import { schemeText } from '../../src-domain/scoring/schemes.ts'
import { signedText } from '../../src-domain/sync/canonical-row.ts'
import { makeAuthority } from '../../platform/keys/certificates.ts'
import { feedFetch } from '../../src-main/updates/feed-fetch.ts'
import { feedSource } from '../../src-main/updates/offer-source.ts'
import { fetchPackage } from '../../src-main/updates/package-download.ts'
import { namesOf } from '../../src-main/updates/update-folder.ts'
import { setPageAccount } from '../../platform/pages/page-accounts.ts'
import { pageRoles, pageRoutes, type PageRole } from '../../platform/pages/page-roles.ts'
import { writeDisc } from '../support/update-feed.ts'
import { fileEntry, holdCeremony, offerOf } from '../support/update-signing.ts'
import { changed, openTestPlatform, send, TestDevice, type Answer, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let pc: TestDevice
const cookies = new Map<PageRole, string>()
const passphrase = 'a passphrase for tests'

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await TestDevice.enrol(platform, 'A01')
  for (const role of pageRoles) {
    await setPageAccount(platform, { login: role, name: `${role} of tests`, role, passphrase })
    const answer = await post('/log-in', { login: role, passphrase })
    cookies.set(role, String(answer.headers['set-cookie']).split(';')[0] ?? '')
  }
})
afterAll(async () => {
  pc.close()
  await platform.close()
})

function get(path: string, role?: PageRole): Promise<Answer> {
  const cookie = role === undefined ? '' : (cookies.get(role) ?? '')
  return send(`${platform.url}${path}`, { headers: { cookie } })
}

function post(path: string, form: Record<string, string>, role?: PageRole, origin = platform.url): Promise<Answer> {
  const cookie = role === undefined ? '' : (cookies.get(role) ?? '')
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin, cookie }
  return send(`${platform.url}${path}`, { body: new URLSearchParams(form).toString(), headers, method: 'POST' })
}

const bodyOf = (answer: Answer): string => answer.body.toString('utf8')

describe('every page, for every role', () => {
  const cells = Object.entries(pageRoutes).flatMap(([name, route]) =>
    pageRoles.map((role) => [name, role, route] as const),
  )
  const open = cells.filter(([name]) => name !== 'logOut')

  it.each(open)('%s is open to %s only where the table says so', async (_name, role, route) => {
    const path = route.path.replace(':station', 'A01').replace(/:(device|system|account|review)/, 'none')
    const answer = await (route.method === 'GET' ? get(path, role) : post(path, {}, role))
    const roles: readonly PageRole[] = route.roles
    // What is allowed is done, or refused for what the empty form says; never for the role.
    expect(answer.status === 403).toBe(!roles.includes(role))
    expect((await send(`${platform.url}${path}`, { method: route.method })).headers['location']).toBe('/log-in')
  })

  it('a form of another site does nothing', async () => {
    const answer = await post('/fleet', { code: 'A09', name: 'x' }, 'admin', 'https://evil.example')
    expect(answer.status).toBe(403)
    expect(bodyOf(await get('/fleet', 'admin'))).not.toContain('A09')
  })
})

it('an account is locked for a while after five wrong passphrases, and the page does not say more', async () => {
  await setPageAccount(platform, { login: 'guessed', name: 'x', role: 'admin', passphrase })
  for (let time = 0; time < 5; time += 1)
    expect((await post('/log-in', { login: 'guessed', passphrase: 'no' })).status).toBe(403)
  const right = await post('/log-in', { login: 'guessed', passphrase })
  expect([right.status, bodyOf(right)]).toEqual([403, bodyOf(await post('/log-in', { login: 'nobody', passphrase }))])
})

describe('the administrator', () => {
  it('sees stations and devices with where they stand, and text stays text', async () => {
    await pc.push(pc.compose([{ table: 'notes', id: 'n', fields: changed({ text: 'a' }) }]))
    const waiting = { mutations: 7, conflicts: 2, deadLetters: 0, oldest: null }
    await pc.hello({ waiting, position: { lineage: pc.enrolled.lineage, seq: 0 } })
    await post('/fleet', { code: 'A02', name: '<b>东渚</b>' }, 'admin')
    const list = bodyOf(await get('/fleet', 'admin'))
    expect(list).toContain('&#60;b&#62;东渚')
    expect(list).toContain('<td>7</td>')
    const page = bodyOf(await get('/fleet/A01', 'admin'))
    expect(page).toContain('<td>正常</td><td>0.1.0</td>')
    expect(bodyOf(await get('/fleet/none', 'admin'))).toContain('没有这一页')
  })

  it('gives out a code with which a PC enrols', async () => {
    const page = bodyOf(await post('/fleet/A02/codes', {}, 'admin'))
    const code = /class="code">([0-9A-Z-]+)</.exec(page)?.[1] ?? ''
    const other = await TestDevice.enrol(platform, 'A02', code)
    expect(other.enrolled.station).toBe('A02')
    other.close()
  })

  it('lets a copied device go on under a new epoch, and ends another for good, with signed orders', async () => {
    const copied = await TestDevice.enrol(platform, 'A01')
    const { device, signingKey } = copied.enrolled
    await platform.db.updateTable('devices').set({ status: 'quarantined' }).where('device', '=', device).execute()
    await post(`/devices/${device}/release`, {}, 'admin')
    const [order] = (await copied.hello()).value.directives
    expect(order).toMatchObject({ kind: 'new-epoch', epoch: 2, device })
    copied.epoch = 2
    expect((await copied.hello()).value.directives).toEqual([])
    expect((await copied.push(copied.compose([{ table: 'notes', id: 'm' }]))).ackedSeq).toBe(1)

    await post(`/devices/${device}/revoke`, { erase: 'yes' }, 'admin')
    const refused = (await copied.hello()).json() as WireProblem
    expect(refused.error.code).toBe('sync/revoked')
    expect(refused.error.directives?.map(({ kind }) => kind)).toEqual(['stop', 'erase'])
    for (const { signature, ...rest } of refused.error.directives ?? []) {
      const signed = Buffer.from(signature, 'base64')
      expect(verify(null, Buffer.from(signedText('directive', rest)), createPublicKey(signingKey), signed)).toBe(true)
    }
    const actions = await platform.db
      .selectFrom('page_actions')
      .select(['login', 'action'])
      .where('subject', '=', device)
      .execute()
    expect(actions).toEqual([
      { login: 'admin', action: 'release' },
      { login: 'admin', action: 'revoke-erase' },
    ])
    copied.close()
  })

  it('says, signed, who works at a station, and who does no more', async () => {
    const form = {
      login: 'neiqin',
      name: '林某',
      role: 'clerk',
      staffKind: 'civilian',
      staffNumber: '7',
      team: '',
      beats: 'B01 B02',
    }
    await post('/fleet/A01/directory', form, 'admin')
    expect((await post('/fleet/A01/directory', form, 'admin')).status).toBe(400)
    const seen = async (): Promise<DirectoryRecord[]> => {
      const rows = (await pc.pull()).operations.filter(({ table }) => table === 'directory')
      return rows.map(({ fields }) => DirectoryRecord.parse(JSON.parse(String(fields['record']))))
    }
    const [first] = await seen()
    expect(first).toMatchObject({ login: 'neiqin', beats: ['B01', 'B02'], active: true, revision: 1, station: 'A01' })
    await post(`/fleet/A01/directory/${first?.account}`, {}, 'admin')
    const [{ signature, ...rest } = { signature: '' }] = await seen()
    expect(rest).toMatchObject({ active: false, revision: 2 })
    const key = createPublicKey(pc.enrolled.signingKey)
    expect(verify(null, Buffer.from(signedText('directory', rest)), key, Buffer.from(signature, 'base64'))).toBe(true)
    expect(bodyOf(await get('/fleet/A01/directory', 'admin'))).toContain('已停用')
    const account = String(first?.account)
    expect(bodyOf(await get(`/fleet/A01/directory/${account}`, 'admin'))).toContain('value="B01 B02"')
    const changed = { ...form, role: 'officer', beats: 'B03', until: '2026-12-31' }
    await post(`/fleet/A01/directory/${account}/change`, changed, 'admin')
    expect(await seen()).toMatchObject([
      { role: 'officer', beats: ['B03'], until: '2026-12-31', active: false, revision: 3 },
    ])
  })

  it('keeps the last administrator of a station from being ended by mistake', async () => {
    const it = {
      login: 'yunwei',
      name: '周某',
      role: 'it',
      staffKind: 'civilian',
      staffNumber: '9',
      team: '',
      beats: '',
    }
    await post('/fleet/A01/directory', it, 'admin')
    const one = (await directoryOf(platform, 'A01')).find(({ login }) => login === 'yunwei')
    const path = `/fleet/A01/directory/${one?.account}`
    expect(bodyOf(await post(path, {}, 'admin'))).toContain('最后一名在用的运维')
    expect(bodyOf(await post(`${path}/change`, { ...it, role: 'clerk' }, 'admin'))).toContain('最后一名在用的运维')
    await post('/fleet/A01/directory', { ...it, login: 'yunwei2', staffNumber: '10' }, 'admin')
    expect((await post(path, {}, 'admin')).status).toBe(303)
  })

  it('puts a simulated system out of order and sees its queue', async () => {
    expect((await post('/systems/MZ', { behaviour: 'down' }, 'admin')).status).toBe(303)
    expect(bodyOf(await get('/systems', 'admin'))).toContain('<option value="down" selected>')
  })
})

describe('updates', () => {
  const NAME = 'beatbook-1.2.0-linux-x64.tar'
  const content = Buffer.alloc(300_000, 'a package, ')
  const second = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`
  const dates = { issued: second(Date.now() - 3_600_000), expires: second(Date.now() + 86_400_000) }
  const ceremony = holdCeremony()
  const offer = offerOf(ceremony, {
    release: {
      files: [fileEntry(NAME, content)],
      notBefore: '2026-01-01T00:00:00Z',
      expires: second(Date.now() + 9e8),
    },
    status: { ...dates, rings: [{ name: 'first', stations: ['A01'], percent: 0 }] },
  })
  const folder = () => join(platform.feed.dir, 'linux-x64')

  beforeAll(() => {
    writeDisc(folder(), { files: new Map([[`files/${NAME}`, content]]) })
    for (const [name, bytes] of namesOf(offer, 2)) writeFileSync(join(folder(), name), bytes)
  })

  it('are found and fetched in parts by a station that knows the authority of the platform, and by no other name', async () => {
    const home = await mkdtemp(join(tmpdir(), 'beatbook-feed-'))
    const base = `${platform.url}/feed/linux-x64/`
    const source = feedSource(base, feedFetch(platform.keys.caCertificate))
    const never = new AbortController().signal
    expect(await source.envelopes(2, never)).toEqual(offer)
    await writeFile(
      join(home, `${createHash('sha512').update(content).digest('hex').slice(0, 32)}.part`),
      content.subarray(0, 99_000),
    )
    const file = { name: NAME, size: content.length, sha512: createHash('sha512').update(content).digest('hex') }
    const path = await fetchPackage({ file, source, folder: home, signal: never })
    expect((await readFile(path)).equals(content)).toBe(true)
    const stranger = await makeAuthority()
    const wary = feedSource(base, feedFetch(stranger.certificate))
    await expect(wary.envelopes(2, never)).rejects.toMatchObject({ code: 'UPD_FEED' })
    await expect(source.file('missing.tar', 0, never)).rejects.toMatchObject({ code: 'UPD_FEED' })
    await rm(home, { recursive: true })
  })

  it.each([
    '/feed/linux-x64/..%2f..%2fplatform.key',
    '/feed/linux-x64/files/..%2frelease.json',
    '/feed/..%2f/release.json',
    '/feed/linux-x64/platform.key',
  ])('leads nowhere else: %s', async (path) => {
    const answer = await send(`${platform.url}${path}`)
    expect([400, 404]).toContain(answer.status)
  })

  it('are shown with their rings, the versions that run, and where one did not come about', async () => {
    const update = { what: 'went-back', code: 'UPD_START', at: new Date().toISOString() }
    await pc.hello({ appVersion: '1.1.0', update })
    const page = bodyOf(await get('/updates', 'admin'))
    expect(page).toContain('<td>linux-x64</td><td>1.2.0 (12)</td>')
    expect(page).toContain('推送中</td><td>first: 0 % + 1</td>')
    expect(page).toContain('<td>UPD_START</td><td>1</td>')
    expect(page).toContain('<td>PC</td><td>1.1.0</td><td>first</td>')
    expect(page).toContain('<td>已退回原版本</td><td>UPD_START</td>')
    // A client that says nothing of updates leaves what was known.
    await pc.hello()
    expect(bodyOf(await get('/updates', 'admin'))).toContain('<td>UPD_START</td><td>1</td>')
  })
})

describe('the superior office', () => {
  it('signs a scheme for all stations, also for those that come later, and is told when it is not JSON', async () => {
    const from = `${new Date().getUTCFullYear() + 1}-07-01`
    const later = `${new Date().getUTCFullYear() + 2}-01-01`
    const body = (version: string) => (schemeText('1.0.0') ?? '').replace('"scheme":"1.0.0"', `"scheme":"${version}"`)
    const broken = await post('/documents', { kind: 'scheme', from, body: '{' }, 'office')
    expect([broken.status, bodyOf(broken).includes('不是有效的 JSON')]).toEqual([400, true])
    await post('/documents', { kind: 'scheme', from, body: body('1.1.0') }, 'office')
    await post('/documents', { kind: 'scheme', from: later, body: body('1.2.0') }, 'office')
    const newcomer = await TestDevice.enrol(platform, 'A03')
    for (const device of [pc, newcomer]) {
      const documents = (await device.pull()).operations.filter(({ table }) => table === 'documents')
      expect(documents.map(({ id }) => id)).toEqual(['scheme:assessment:1', 'scheme:assessment:2'])
      const record = SignedDocument.parse(JSON.parse(String(documents[0]?.fields['record'])))
      expect(JSON.parse(record.content)).toEqual({ from, scheme: body('1.1.0') })
      expect(record.by).toBe('office of tests')
      const { signature, ...rest } = record
      const key = createPublicKey(device.enrolled.signingKey)
      expect(verify(null, Buffer.from(signedText('document', rest)), key, Buffer.from(signature, 'base64'))).toBe(true)
    }
    expect(bodyOf(await get('/documents', 'office'))).toContain(
      `<td>考评方案</td><td>1.2.0</td><td>2</td><td>自 ${later} 起执行</td>`,
    )
    const forged = pc.compose([{ table: 'documents', id: 'scheme:assessment:9', fields: changed({ kind: 'scheme' }) }])
    expect((await pc.push(forged)).results).toMatchObject([{ status: 'rejected', reason: 'read-only' }])
    newcomer.close()
  })

  it('the office says which evaluation file it received: stations get it signed, and nothing without a whole SHA-256', async () => {
    const sha256 = 'A1'.repeat(32)
    const short = await post('/evaluations', { documentNumber: '收〔2026〕7号', sha256: 'abc' }, 'office')
    expect(short.status).toBe(400)
    expect(bodyOf(short)).toContain('没有确认')
    expect(bodyOf(short)).toContain('收〔2026〕7号')
    await post('/evaluations', { documentNumber: '收〔2026〕7号', sha256 }, 'office')
    const rows = (await pc.pull()).operations.filter(({ id }) => id.startsWith('evaluation:'))
    expect(rows).toHaveLength(1)
    const record = SignedDocument.parse(JSON.parse(String(rows[0]?.fields['record'])))
    expect(JSON.parse(record.content)).toEqual({ documentNumber: '收〔2026〕7号', sha256: sha256.toLowerCase() })
    expect(record.by).toBe('office of tests')
    const { signature, ...signed } = record
    const text = Buffer.from(signedText('document', signed), 'utf8')
    const key = createPublicKey(pc.enrolled.signingKey)
    expect(verify(null, text, key, Buffer.from(signature, 'base64'))).toBe(true)
    expect(bodyOf(await get('/evaluations', 'office'))).toContain(sha256.toLowerCase())
    expect(bodyOf(await get('/documents', 'office'))).not.toContain(sha256.toLowerCase())
  })
})
