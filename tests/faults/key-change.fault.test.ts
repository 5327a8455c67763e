import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { FileId } from '../../src-contract/ids.ts'
import { readSlots } from '../../src-core/crypto/slots-file.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'
import { Prng } from './campaign/prng.ts'

// A change of the data key, ended by SIGKILL: at every step of its end, and at any moment of all of it. Whatever is left opens with the
// passphrase, has everything, and comes to the end of the change.

const child = join(import.meta.dirname, 'key-change.child.ts')
const content = Buffer.from('%PDF-1.7\nthere before\n%%EOF')
let base: TestStation
let attachmentId: string
let records: number
const folders: string[] = []

beforeAll(async () => {
  base = await openTestStation({ people: 200 })
  const { draftId } = orThrow(await base.as('clerk', 'ledger.openDraft', { book: 'L06' as BookId }))
  const fileId = randomUUID() as FileId
  const path = join(base.dir, `${fileId}.pdf`)
  writeFileSync(path, content)
  base.core.files.put(fileId, path, '现场.pdf')
  attachmentId = orThrow(await base.as('clerk', 'attachments.add', { to: { draftId }, fileId })).attachmentId
  rmSync(path)
  records = countRecords(base)
  await base.core.gate.close()
  base.core.gate.release()
})
afterAll(async () => {
  await base.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function countRecords(station: TestStation): number {
  const row = station.core.gate.session?.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM source_records').one()
  return row?.n ?? -1
}

function copyOf(dir: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'beatbook-key-'))
  folders.push(folder)
  cpSync(dir, folder, { recursive: true })
  return folder
}

async function opened(dir: string): Promise<TestStation> {
  const station = await openTestStation({ dir, asItIs: true })
  return Object.assign(station, { users: base.users })
}

const generationOf = (dir: string): number => {
  const slots = readSlots(dir)
  return slots.ok ? slots.value.body.generation : -1
}

/** Everything that was there is there, for everybody, and the change comes to its end. */
async function expectWhole(dir: string): Promise<void> {
  const station = await opened(dir)
  try {
    await station.logIn('clerk')
    expect(countRecords(station)).toBe(records)
    const file = orThrow(await station.as('clerk', 'attachments.open', { attachmentId: attachmentId as never }))
    expect(Buffer.from(file.bytes)).toEqual(content)
    expect(orThrow(await station.as('it', 'core.check', {})).problems).toEqual([])
    await station.core.keyChanges.goOn()
    expect(orThrow(await station.as('it', 'accounts.keyChange', {}))).toMatchObject({ problem: null })
    await station.logIn('officer')
    expect(existsSync(replicaPaths(dir).keyChange)).toBe(false)
    expect(readdirSync(dir).filter((name) => /next|swap|\.new$/.test(name))).toEqual([])
    expect(countRecords(station)).toBe(records)
  } finally {
    await station.core.close()
  }
}

it('cut off at each step of its end, opens with everything, and is finished by the next log-in', async () => {
  const ready = copyOf(base.dir)
  const station = await opened(ready)
  await station.logIn('it')
  orThrow(await station.as('it', 'accounts.startKeyChange', { passphrase: base.users.it.passphrase }))
  await station.core.keyChanges.goOn()
  await station.core.close()
  const { login, passphrase } = base.users.clerk
  const steps: string[] = []
  for (let at = 1; ; at += 1) {
    const dir = copyOf(ready)
    const ran = spawnSync(process.execPath, [child, dir, login, passphrase, String(at)], { encoding: 'utf8' })
    if (ran.signal !== 'SIGKILL') {
      expect(ran.stderr).toBe('')
      expect(ran.stdout).toContain('logged in')
      break
    }
    steps.push(ran.stdout.trim())
    await expectWhole(dir)
    expect(generationOf(dir)).toBe(2)
    rmSync(dir, { recursive: true, force: true })
  }
  expect(steps).toEqual(
    expect.arrayContaining(
      ['slots.next.json', 'key-swap.json', 'replica.db', 'slots.json'].flatMap((name) => [
        `before the rename to ${name}`,
        `after the rename to ${name}`,
      ]),
    ),
  )
})

/** Ends the child some time after it has said a number of lines: at any moment of the step that it is in. */
async function killSoon(dir: string, lines: number, pauseMs: number): Promise<void> {
  const { login, passphrase } = base.users.it
  const running = spawn(process.execPath, [child, dir, login, passphrase, 'go'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => running.once('exit', (_code, signal) => resolve(signal)))
  let said = 0
  for await (const line of createInterface({ input: running.stdout })) {
    if (line !== '' && (said += 1) === lines) setTimeout(() => running.kill('SIGKILL'), pauseMs)
  }
  expect(await ended).toBe('SIGKILL')
}

it('cut off at any moment, opens with everything', async () => {
  const dice = new Prng('key change')
  const dir = copyOf(base.dir)
  for (let run = 0; run < 5; run += 1) {
    await killSoon(dir, 1 + dice.below(3), dice.below(400))
    await expectWhole(dir)
  }
  expect(generationOf(dir)).toBeGreaterThan(1)
})
