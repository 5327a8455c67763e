import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { release as releaseTool } from '../../scripts/release/main.ts'
import type { BookId } from '../../src-contract/books.ts'
import { openTestPlatform, send, type TestPlatform } from '../support/platform.ts'
import { KEY_PASSPHRASE, writeSigningKey } from '../support/signing-key-file.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { buildFile, holdCeremony, releaseDocument, sealed } from '../support/update-signing.ts'
import { demoStation, type DemoCopy, type DemoUser } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { temporaryFolder, screenshot } from './support/launch.ts'
import { LaunchedApp } from './support/launched-app.ts'
import { fileEntry, must } from './support/ledger.ts'
import { installLauncher, PackagedVersions, type TestVersion } from './support/packaged-versions.ts'
import { button, logIn, pressKey } from './support/screen.ts'

// Packaged programs around the development Electron, started by the launcher, updated from a real platform over TLS. They are marked as
// packages for tests, which `release sign` refuses; here they are signed with keys that a test made.
const ceremony = holdCeremony()
const hour = 3_600_000
const second = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`
const stepOf = (number: number) => ({
  id: `${number}-test`,
  up: [`CREATE TABLE test_${number} (id INTEGER PRIMARY KEY) STRICT`],
})

let room: string
let demo: DemoCopy
let platform: TestPlatform
let packages: PackagedVersions
/** Between the PC and the platform's exchange; the feed is reached without it. */
let way: TcpProxy
let app: LaunchedApp
let page: Page

const at = (...names: string[]): string => join(room, ...names)
const replica = (...names: string[]): string => at('config/Beatbook/replica', ...names)
const feed = (): string => at('feed/linux-x64')

/** What is compiled into version `seq`. */
const updatesOf = (seq: number) => {
  const build = buildFile(ceremony)
  const authority = platform.keys.caCertificate
  return { ...build, floor: { ...build.floor, seq }, feed: `${platform.url}/feed/linux-x64/`, feedAuthority: authority }
}

function versionOf(seq: number, version: string, steps: number[], dies = false): TestVersion {
  return { version, steps: steps.map(stepOf), dies, updates: updatesOf(seq) }
}

beforeAll(async () => {
  room = await temporaryFolder()
  demo = await demoStation()
  platform = await openTestPlatform({ feed: at('feed') })
  way = await openTcpProxy(platform.port)
  packages = await PackagedVersions.make(room)
  await packages.put(at('opt/versions/11'), versionOf(11, '1.1.0', []))
  const launcher = await installLauncher(at('opt'), 11, 'PS990101')
  await cp(demo.replica, replica(), { recursive: true })
  await mkdir(at('keys'))
  await writeSigningKey(at('keys'), 'online', ceremony.online, ceremony.authority)
  await writeFile(at('keys/pass'), `${KEY_PASSPHRASE}\n`)
  await writeFile(at('keys/build.json'), JSON.stringify(buildFile(ceremony)))
  app = await LaunchedApp.of(launcher, at('config'))
})

afterAll(async () => {
  await app?.kill()
  await way?.close()
  await platform?.close()
  await demo?.remove()
  await closeDisplay()
  await rm(room, { recursive: true, force: true, maxRetries: 5 })
})

/** IT's tool, at the platform's feed. */
async function tool(command: string, ...more: string[]): Promise<void> {
  const key = ['--p12', at('keys/online.p12'), '--passphrase-file', at('keys/pass')]
  await releaseTool([command, ...more, '--feed', feed(), '--build', at('keys/build.json'), ...key], () => undefined)
}

/** Packages a version and publishes it. */
async function publish(seq: number, made: TestVersion): Promise<void> {
  await packages.archive(at(`beatbook-${made.version}-linux-x64.tar`), made)
  await sign(seq, made.version)
}

/** Has two officers sign the package, and puts it into the platform's feed for every station. */
async function sign(seq: number, version: string, more: Record<string, unknown> = {}): Promise<void> {
  const name = `beatbook-${version}-linux-x64.tar`
  const files = [{ name, size: (await stat(at(name))).size, sha512: await sha512(at(name)) }]
  const days = { notBefore: second(Date.now() - hour), expires: second(Date.now() + 1000 * hour) }
  const document = releaseDocument({ seq, version, files, ...days, ...more })
  const [a, b] = ceremony.officers
  await writeFile(at(`${seq}.json`), sealed('release', document, [a, b], ceremony.authority))
  await tool('publish', '--release', at(`${seq}.json`), '--package', at(name), '--percent', '100')
  await rm(at(name))
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512')
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

async function logOut(): Promise<void> {
  await pressKey(page, 'Alt+L')
  await page.getByRole('form', { name: '登录' }).waitFor()
}

async function logOutAndIn(user: DemoUser): Promise<void> {
  await logOut()
  await logIn(page, user)
}

async function openUpdates(user: DemoUser): Promise<void> {
  await logIn(page, user)
  await page.getByRole('button', { name: /用户与设置/ }).click()
  await page.getByRole('menuitem', { name: '软件更新' }).click()
  await page.getByRole('heading', { name: '软件更新' }).waitFor()
}

/** Finds, fetches and installs what the platform offers, and waits until this version has ended. */
async function install(look = '查看更新'): Promise<void> {
  await button(page, look).click()
  await page.getByText('有新版本，签名已核验。').waitFor()
  await page.getByText('99001（证书 0A01）、99002（证书 0A02）').waitFor()
  await button(page, '下载').click()
  const ended = app.ended()
  await button(page, '现在').click({ timeout: 60_000 })
  await ended
}

/** Presses the button and waits for the end of that look. */
async function lookAgain(): Promise<string | null> {
  const ended = page.evaluate(
    () =>
      new Promise<string | null>((resolve) => {
        let looking = false
        const stop = window.shell.updates.onView(({ phase, code }) => {
          if (phase === 'looking') looking = true
          else if (looking) {
            stop()
            resolve(code)
          }
        })
      }),
  )
  await button(page, '重试').click()
  return ended
}

const copies = async (): Promise<string[]> =>
  (await readdir(replica('backups')).catch(() => [])).filter((name) => name.endsWith('-migration.db'))
const pointers = async (): Promise<string[]> =>
  Promise.all(['current', 'previous'].map(async (name) => (await readFile(at('opt', name), 'utf8')).trim()))

test('version A finds B, signed by two officers, on the platform, and restarts into it with everything in place', async () => {
  page = await app.start()
  await logIn(page, demo.users.it)
  const session = await must(page, 'accounts.session', {})
  const code = await platform.newCode(session?.station.id)
  await must(page, 'sync.enrol', { url: `https://127.0.0.1:${way.port}`, code, deviceName: '一号机' })
  await expect.poll(async () => (await must(page, 'sync.status', {})).state).toBe('synced')
  way.passes = () => false
  await logOutAndIn(demo.users.clerk)
  const { accounts } = await must(page, 'accounts.colleagues', {})
  await fileEntry(page, 'L02', {
    name: '测试甲',
    documentKind: 'none',
    sex: 'male',
    birthDate: '1990-03-07',
    address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
    householdStatus: 'registered-here',
    occurredOn: '今天',
    beat: 'B01',
    officer: accounts.find((one) => one.role === 'officer')?.accountId ?? '',
  })
  expect((await must(page, 'sync.status', {})).onlyHere).toBe(1)
  await logOut()
  await openUpdates(demo.users.it)
  await page.getByText('1.1.0（第 11 号）').waitFor()
  await publish(12, versionOf(12, '1.2.0', [9990]))
  await install()

  page = await app.window()
  await openUpdates(demo.users.it)
  await page.getByText('1.2.0（第 12 号）').waitFor()
  await screenshot(page, 'update-real')
  expect((await must(page, 'sync.status', {})).onlyHere).toBe(1)
  expect(await pointers()).toEqual(['12', '11'])
  // Whoever uses the PC may start what root installed.
  expect((await stat(at('opt/versions/12'))).mode & 0o777).toBe(0o755)
  // What opens a program to somebody else is burnt out of it.
  const fuses = await getCurrentFuseWire(at('opt/versions/12/beatbook'))
  const isOn = (fuse: FuseV1Options) => fuses[fuse] === FuseState.ENABLE
  const { RunAsNode, EnableNodeOptionsEnvironmentVariable, EnableNodeCliInspectArguments } = FuseV1Options
  expect([RunAsNode, EnableNodeOptionsEnvironmentVariable, EnableNodeCliInspectArguments].filter(isOn)).toEqual([])
  const { OnlyLoadAppFromAsar, EnableCookieEncryption, EnableEmbeddedAsarIntegrityValidation } = FuseV1Options
  const wanted = [OnlyLoadAppFromAsar, EnableCookieEncryption, EnableEmbeddedAsarIntegrityValidation]
  expect(wanted.filter(isOn)).toEqual(wanted)
  expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false)
  // The database was migrated, and copied before.
  expect(await copies()).toHaveLength(1)
})

test('C dies at every start: after three the PC is back on B with the database from before, and says so', async () => {
  await publish(13, versionOf(13, '1.3.0', [9990, 9991], true))
  await install()
  for (let start = 1; start <= 3; start++) {
    page = start === 1 ? await app.window() : await app.start()
    const ended = app.ended()
    await logIn(page, demo.users.it).catch(() => undefined)
    await ended
  }
  expect(await copies()).toHaveLength(2)
  page = await app.start()
  await openUpdates(demo.users.it)
  await page.getByText('1.2.0（第 12 号）').waitFor()
  await page.getByText('代码 UPD_START').waitFor()
  await screenshot(page, 'update-went-back')
  // What was not sent yet is there, and in the copy that was moved aside as well.
  expect((await must(page, 'sync.status', {})).onlyHere).toBe(1)
  expect(await readdir(replica('quarantine/update-13'))).toContain('replica.db')
  // It is not offered again.
  expect(await lookAgain()).toBe('UPD_START')
})

test('a recalled version is not offered any more, the trail has every step, and the platform gets what was not sent', async () => {
  await tool('recall', '--seq', '13')
  // The platform reads a file at most once a second.
  const recalled = await readFile(join(feed(), 'status.json'))
  const served = async () => (await send(`${platform.url}/feed/linux-x64/status.json`)).body
  await expect.poll(served).toEqual(recalled)
  expect(await lookAgain()).toBe('UPD_HOLD')
  await page.getByText('代码 UPD_HOLD').waitFor()
  await logOutAndIn(demo.users.auditor)
  const steps = async (): Promise<string[]> => {
    const { rows } = await must(page, 'audit.list', { actions: ['update'], limit: 100 })
    return rows.map(({ detail }) => [detail['what'], detail['seq'], detail['code']].filter(Boolean).join(' ')).reverse()
  }
  await expect.poll(steps).toContain('refused UPD_HOLD')
  expect(await steps()).toEqual([
    ...['found 12', 'downloaded 12', 'install-started 12', 'installed 12'],
    ...['found 13', 'downloaded 13', 'install-started 13', 'installed 13', 'went-back 13 UPD_START'],
    ...['refused UPD_START', 'refused UPD_HOLD'],
  ])
  way.passes = () => true
  await must(page, 'sync.now', {})
  const stored = await platform.db.selectFrom('rows').select('tbl').where('tbl', '=', 'entries').execute()
  expect(stored).toHaveLength(1)
  // The fleet's page knows how it ended here.
  const device = await platform.db.selectFrom('devices').selectAll().executeTakeFirst()
  expect(device).toMatchObject({ app_version: '1.2.0', update_what: 'refused', update_code: 'UPD_HOLD' })
})

test('B is recalled as well: the PC goes back to a lower release that two officers allow, with the database as it is', async () => {
  await tool('recall', '--seq', '12')
  // A program that does not know the step that B brought is not for this PC.
  await writeFile(at('beatbook-1.1.1-linux-x64.tar'), 'refused before it is fetched')
  await sign(11, '1.1.1', { rollbackFrom: [12, 13], schema: { from: 10, to: 9989 } })
  await logOutAndIn(demo.users.it)
  await page.evaluate(() => (location.hash = '#/updates'))
  await page.getByText('1.2.0（第 12 号）').waitFor()
  await button(page, '重试').waitFor()
  expect(await lookAgain()).toBe('UPD_SCOPE')
  await packages.archive(at('beatbook-1.0.9-linux-x64.tar'), versionOf(10, '1.0.9', [9990]))
  await sign(10, '1.0.9', { rollbackFrom: [11, 12, 13] })
  await install('重试')
  page = await app.window()
  await openUpdates(demo.users.clerk)
  await page.getByText('1.0.9（第 10 号）').waitFor()
  expect(await pointers()).toEqual(['10', '12'])
  // Nothing was migrated, nothing was lost, and it is not offered what it has.
  expect(await copies()).toHaveLength(2)
  expect((await must(page, 'sync.status', {})).onlyHere).toBe(0)
  await button(page, '查看更新').click()
  await page.getByText('已是最新版本。').waitFor()
  const { total } = await must(page, 'ledger.list', { book: 'L02' as BookId, text: '测试甲' })
  expect(total).toBe(1)
  await app.close(page)
})
