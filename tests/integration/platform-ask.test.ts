import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AskLine, type AskRequest } from '../../src-contract/sync/ask.ts'
import type { IngestRequest } from '../../src-contract/sync/ingest.ts'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { setBehaviour } from '../../platform/distribution/simulated-systems.ts'
import { setDirectoryEntry, type DirectoryEntry } from '../../platform/directory/directory.ts'
import { createConnector } from '../../platform/ingestion/connectors.ts'
import { indexSources } from '../../platform/lookup/source-index.ts'
import { deliveredSources } from '../../platform/lookup/source-systems.ts'
import { idOf } from '../support/lookup-records.ts'
import { openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

const id = idOf('19900305')
const phone = '12900007788'
let platform: TestPlatform
let pc: TestDevice
/** Systems that take longer than anybody waits. */
const slow = new Set<SystemId>()

beforeAll(async () => {
  platform = await openTestPlatform({
    sources: (system, question, asking) =>
      slow.has(system)
        ? new Promise((resolve) => asking.signal.addEventListener('abort', () => resolve({ records: [], total: 0 })))
        : deliveredSources(platform.db)(system, question, asking),
  })
  pc = await TestDevice.enrol(platform, 'PS990102')
  await list('PS990102', { account: pc.actor })
  await platform.newCode('PS990103')
  await deliver('PS990103', 'JZ', 'r1', {
    personCode: 'r1',
    name: '陶远行',
    idNumber: id,
    phone,
    populationKind: '户籍人口',
  })
  await deliver('PS990103', 'WG', 'g1', {
    gridCode: 'G1',
    householdCode: 'H1',
    memberNumber: '1',
    name: '陶远行',
    phone,
  })
  await deliver('PS990103', 'MZ', 'm1', { acceptanceNumber: 'm1', name: '陶远行', idNumber: id })
  await deliver('PS990102', 'JZ', 'own', { personCode: 'own', name: '陶远行', idNumber: idOf('19910101') })
  await indexed()
})
afterAll(async () => {
  pc.close()
  await platform.close()
})

/** Into the platform's directory of the station, as an administrator does. */
async function list(station: string, more: Partial<DirectoryEntry>): Promise<void> {
  const account = randomUUID()
  await setDirectoryEntry(platform, station, {
    ...{ account, login: account.slice(0, 8), name: '某人', role: 'clerk', staffKind: 'civilian', staffNumber: '' },
    ...{ team: '', beats: [], active: true },
    ...more,
  })
}

async function deliver(
  station: string,
  system: SystemId,
  nativeId: string,
  payload: IngestRequest['records'][number]['payload'],
  nativeVersion = 1,
): Promise<void> {
  const token = await createConnector(platform, system, 'test', 'test')
  const records = [{ nativeId, nativeVersion, sourceTime: '2026-01-01T00:00:00.000Z', payload }]
  const body = { batch: randomUUID(), part: 1, last: true, mode: 'incremental', system, station, records }
  const headers = { authorization: `Bearer ${token}` }
  const answer = await send(`${platform.url}/ingest`, { body: JSON.stringify(body), headers })
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.toString()}`)
}

/** Whatever was delivered so far can be found. */
async function indexed(): Promise<void> {
  while ((await indexSources(platform)) > 0);
}

function asking(more: Partial<AskRequest>): AskRequest {
  return {
    ...{ question: randomUUID(), actor: pc.actor, role: 'clerk', purpose: 'P02', reference: null },
    ...{ kind: 'name', text: '陶远行', digest: 'a'.repeat(64), limitMs: 2_000 },
    ...more,
  }
}
async function ask(more: Partial<AskRequest> = {}): Promise<AskLine[]> {
  const answer = await pc.send('/ask', { body: JSON.stringify(asking(more)) })
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.toString()}`)
  const lines = answer.body.toString('utf8').trimEnd().split('\n')
  return lines.map((line) => AskLine.parse(JSON.parse(line)))
}
const told = (lines: readonly AskLine[]) =>
  Object.fromEntries(lines.map(({ system, state, total }) => [system, state === 'answered' ? total : state]))

describe('the seven systems at the platform', () => {
  it('each answer for themselves: found, nothing, unreachable, too slow, closed to the purpose', async () => {
    slow.add('ZJ')
    await setBehaviour(platform.db, 'WY', 'down')
    const lines = await ask({ limitMs: 300 })
    expect(told(lines)).toEqual({
      ...{ JZ: 1, WG: 1, WY: 'unreachable', ZJ: 'timed-out' },
      ...{ JCJ: 'denied', MZ: 'denied', YJ: 'denied' },
    })
    // Nobody waited for the slow one.
    expect(lines.at(-1)?.system).toBe('ZJ')
    slow.clear()
    await setBehaviour(platform.db, 'WY', 'accepts')
    expect(told(await ask())).toMatchObject({ WY: 0, ZJ: 0 })
  })

  it('say what other stations’ records hold, the asking one has its own', async () => {
    const found = (await ask()).find(({ system }) => system === 'JZ')
    expect(found?.records).toMatchObject([{ station: 'PS990103', nativeId: 'r1', fields: { name: '陶远行', phone } }])
  })

  it.each([
    ['id', id, 'P02', { JZ: 1, WG: 'denied' }],
    ['id', id.slice(-4), 'P02', { JZ: 1 }],
    ['phone', phone, 'P02', { JZ: 1, WG: 1, MZ: 'denied' }],
    ['pinyin', 'taoyuanxing', 'P02', { JZ: 1, WG: 1 }],
    ['pinyin', 'tyx', 'P02', { JZ: 1, WG: 1 }],
    ['id', id, 'P09', { JZ: 1, MZ: 1 }],
  ] as const)('by %s %s under %s', async (kind, text, purpose, expected) => {
    const lines = told(await ask({ kind, text, purpose }))
    for (const [system, state] of Object.entries(expected))
      // A grid record has no ID number, so that it cannot be asked by one.
      expect([system, lines[system]]).toEqual([system, state])
  })

  it('give only fields that the purpose opens, and are not found by what it closes', async () => {
    const lines = await ask({ purpose: 'P06', reference: 'SX-2026-1' })
    const jz = lines.find(({ system }) => system === 'JZ')
    expect(Object.keys(jz?.records[0]?.fields ?? {}).sort()).toEqual(['idNumber', 'name'])
    const byPhone = await ask({ purpose: 'P06', reference: 'SX-2026-1', kind: 'phone', text: phone })
    expect(told(byPhone)['JZ']).toBe('denied')
  })

  it('know a record that was changed by its new values only, and one that is gone by none', async () => {
    await deliver('PS990103', 'WG', 'g2', { gridCode: 'G1', householdCode: 'H2', memberNumber: '1', name: '旧名字' })
    await indexed()
    expect(told(await ask({ text: '旧名字' }))['WG']).toBe(1)
    await deliver('PS990103', 'WG', 'g2', { gridCode: 'G1', householdCode: 'H2', memberNumber: '1', name: '新名字' }, 2)
    await indexed()
    expect([told(await ask({ text: '旧名字' }))['WG'], told(await ask({ text: '新名字' }))['WG']]).toEqual([0, 1])
    await deliver('PS990103', 'WG', 'g2', null, 3)
    await indexed()
    expect(told(await ask({ text: '新名字' }))['WG']).toBe(0)
  })

  it('are not asked under a purpose that opens nothing, lacks its number or names nobody; the try is on record', async () => {
    const tries: Partial<AskRequest>[] = [
      { purpose: 'P07', reference: 'CC-2026-1' },
      { purpose: 'P03' },
      { purpose: 'P03', reference: 'whatever' },
      { purpose: 'P09' },
    ]
    const questions = tries.map((one) => asking(one))
    for (const question of questions) {
      const answer = await pc.send('/ask', { body: JSON.stringify(question) })
      expect([question.purpose, answer.status]).toEqual([question.purpose, 403])
    }
    const rows = await platform.db
      .selectFrom('lookup_log')
      .select(['state', 'system'])
      .where(
        'question',
        'in',
        questions.map(({ question }) => question),
      )
      .execute()
    expect(rows).toEqual(tries.map(() => ({ state: 'denied', system: null })))
  })

  it('are asked only by people of the platform’s directory of that station, while they are active and may look up', async () => {
    const [gone, auxiliary, elsewhere] = [randomUUID(), randomUUID(), randomUUID()]
    await list('PS990102', { account: gone, active: false })
    await list('PS990102', { account: auxiliary, role: 'auxiliary' })
    await list('PS990103', { account: elsewhere })
    const refused = async (actor: string) => {
      const answer = await pc.send('/ask', { body: JSON.stringify(asking({ actor })) })
      return [answer.status, (answer.json() as { error: { code: string } }).error.code]
    }
    expect(await refused(randomUUID())).toEqual([403, 'sync/not-listed'])
    expect(await refused(elsewhere)).toEqual([403, 'sync/not-listed'])
    expect(await refused(gone)).toEqual([403, 'sync/not-listed'])
    // Whatever role the PC says.
    expect(await refused(auxiliary)).toEqual([403, 'sync/role-denied'])
    const rows = await platform.db.selectFrom('lookup_log').select('state').where('actor', '=', auxiliary).execute()
    expect(rows).toEqual([{ state: 'role-denied' }])
  })

  it('are not asked by anybody without a device’s certificate', async () => {
    expect((await send(`${platform.url}/ask`, { body: JSON.stringify(asking({})) })).status).toBe(401)
  })
})

describe('a PC that asks the platform', () => {
  let station: SyncPc
  beforeAll(async () => {
    station = await openSyncPc()
  })
  afterAll(() => station.close())

  type Answers = OutputOf<'outside.next'>['answers']
  async function asked(text: string): Promise<{ answers: Answers; problem: string | null }> {
    const { askId } = await station.must('clerk', 'outside.ask', { text, purpose: 'P02' })
    let answers: Answers = []
    for (;;) {
      const next = await station.must('clerk', 'outside.next', { askId, seen: answers.length })
      answers = [...answers, ...next.answers]
      if (next.done) return { answers, problem: next.problem }
    }
  }

  it('cannot before it has joined, and says so', async () => {
    const early = await station.as('clerk', 'outside.ask', { text: '陶远行', purpose: 'P02' })
    expect(early).toMatchObject({ ok: false, error: { code: 'sync/not-enrolled' } })
  })

  it('gets each system’s answer masked, and both sides have it on record without what was asked or found', async () => {
    await station.enrol(platform)
    expect(await asked('陶远行')).toEqual({ answers: [], problem: 'not-listed' })
    // Listed at the platform under an id of its own: the staff number, which the PC has told it, says who it is.
    await station.must('clerk', 'sync.now', {})
    const { accounts } = await station.must('chief', 'accounts.list', {})
    await list('PS990102', { staffNumber: accounts.find(({ login }) => login === 'neiqin')?.staffNumber ?? '' })
    const { answers, problem } = await asked('陶远行')
    expect(problem).toBeNull()
    expect(answers.map(({ system }) => system).sort()).toEqual(['JCJ', 'JZ', 'MZ', 'WG', 'WY', 'YJ', 'ZJ'])
    const shown = answers.find(({ system }) => system === 'JZ')?.records[0]
    expect(Object.fromEntries(shown?.fields.map(({ key, value }) => [key, value]) ?? [])).toMatchObject({
      name: '陶*',
      phone: '129****7788',
    })
    expect(shown?.station).toBe('Station PS990103')
    for (const secret of ['陶远行', phone, id]) expect(JSON.stringify(answers).includes(secret)).toBe(false)
    const { rows } = await station.must('auditor', 'audit.list', { actions: ['ask-platform'], limit: 10 })
    expect(rows.map(({ result }) => result)).toEqual(['ok', 'asked', 'not-listed', 'asked'])
    expect(rows[0]?.detail).toMatchObject({ JZ: 'answered 1', JCJ: 'denied 0' })
    const log = await platform.db
      .selectFrom('lookup_log')
      .selectAll()
      .where('digest', '=', String(rows[1]?.detail['question']))
      .where('question', '=', String(rows[1]?.detail['ask']))
      .execute()
    expect(log.map(({ system }) => system)).toHaveLength(8)
    expect(log.find(({ system }) => system === 'JZ')).toMatchObject({
      station: 'PS990102',
      purpose: 'P02',
      state: 'answered',
      hits: 1,
    })
    for (const secret of ['陶远行', phone, id]) expect(JSON.stringify([rows, log]).includes(secret)).toBe(false)
  })

  it('is held to the same rules as a look-up', async () => {
    const code = async (input: Parameters<typeof station.as<'outside.ask'>>[2]) => {
      const result = await station.as('clerk', 'outside.ask', input)
      return result.ok ? 'ok' : result.error.code
    }
    expect(await code({ text: '陶远行', purpose: 'P03' })).toBe('access/reference-required')
    expect(await code({ text: '陶远行', purpose: 'P03', reference: '1234' })).toBe('access/reference-unreadable')
    expect(await code({ text: '陶远行', purpose: 'P09' })).toBe('access/whole-id-needed')
    expect(await code({ text: '陶远行', purpose: 'P07', reference: 'CC-2026-1' })).toBe('access/purpose-not-open')
    const gone = await station.as('clerk', 'outside.next', { askId: randomUUID(), seen: 0 })
    expect(gone).toMatchObject({ ok: false, error: { code: 'outside/gone' } })
  })

  it('is told when the platform cannot be reached', async () => {
    await platform.stop()
    expect(await asked('陶远行')).toEqual({ answers: [], problem: 'unreachable' })
  })
})
