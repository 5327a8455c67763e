import { afterAll, beforeAll, expect, test } from 'vitest'
import { escrowPerson } from '../support/escrow.ts'
import { callCore, corePid, coreRunning } from './support/core.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp } from './support/launch.ts'

const person = { login: 'zhou.it', passphrase: 'Kiln-Ferry-Maple-71' }
let app: RunningApp

beforeAll(async () => {
  app = await launchApp()
  await coreRunning(app.page)
  const made = await callCore(app.page, 'accounts.setUp', {
    station: { id: 'PS990101', name: '示例派出所' },
    escrowCertificates: [escrowPerson('first').certificate, escrowPerson('second').certificate],
    accounts: [
      {
        ...{ ...person, name: '周示例', role: 'it', staffKind: 'civilian', staffNumber: '990001' },
        ...{ team: '运维', beats: [] },
      },
    ],
  })
  expect(made).toMatchObject({ ok: true })
})

afterAll(async () => {
  await app?.close()
  await closeDisplay()
})

/** A policy that the page itself breaks would go unnoticed: what it refuses is missing, quietly. */
test('the page runs under its strict policy without one complaint', async () => {
  await app.page.reload()
  await coreRunning(app.page)
  await app.page.getByLabel('用户名').fill(person.login)
  await app.page.getByLabel('口令', { exact: true }).fill(person.passphrase)
  await app.page.keyboard.press('Enter')
  await app.page.getByRole('heading', { name: '今日待办' }).waitFor()
  await app.page.keyboard.press('Control+K')
  await app.page.getByRole('dialog').waitFor()
  await app.page.keyboard.press('Escape')
  await app.page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(app.complaints).toEqual([])
  const { generation } = await coreRunning(app.page)
  await app.page.evaluate(() => window.shell.lock('user'))
  await coreRunning(app.page, generation + 1)
})

async function logIn(): Promise<void> {
  expect(await callCore(app.page, 'accounts.logIn', person)).toMatchObject({ ok: true, value: { login: person.login } })
}

async function whoIsLoggedIn(): Promise<string | null> {
  const answer = await callCore(app.page, 'accounts.session', {})
  return answer.ok ? (answer.value?.login ?? null) : answer.error.code
}

async function killCore(): Promise<void> {
  process.kill((await corePid(app.electron)) as number, 'SIGKILL')
}

test('a core that is killed comes back with the session that was open', async () => {
  await logIn()
  for (let round = 0; round < 2; round += 1) {
    const { generation } = await coreRunning(app.page)
    await killCore()
    expect(await coreRunning(app.page, generation + 1)).toMatchObject({ resumed: true })
    expect(await whoIsLoggedIn()).toBe(person.login)
  }
})

test('a lock ends the session and the process, and a kill afterwards does not bring it back', async () => {
  const { generation } = await coreRunning(app.page)
  const pid = await corePid(app.electron)
  expect(await whoIsLoggedIn()).toBe(person.login)
  await app.page.evaluate(() => window.shell.lock('user'))
  expect(await coreRunning(app.page, generation + 1)).toMatchObject({ resumed: false })
  expect(() => process.kill(pid as number, 0)).toThrow()
  expect(await whoIsLoggedIn()).toBeNull()
  await killCore()
  expect(await coreRunning(app.page, generation + 2)).toMatchObject({ resumed: false })
  expect(await whoIsLoggedIn()).toBeNull()
})

test('going to sleep locks', async () => {
  await logIn()
  const { generation } = await coreRunning(app.page)
  await app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'))
  expect(await coreRunning(app.page, generation + 1)).toMatchObject({ resumed: false })
  expect(await whoIsLoggedIn()).toBeNull()
})

test('fifteen minutes without a touch lock, however long the page is open', async () => {
  await logIn()
  const { generation } = await coreRunning(app.page)
  await app.electron.evaluate(({ powerMonitor }) => {
    powerMonitor.getSystemIdleTime = () => 15 * 60
  })
  expect(await coreRunning(app.page, generation + 1)).toMatchObject({ resumed: false })
  expect(await whoIsLoggedIn()).toBeNull()
})
