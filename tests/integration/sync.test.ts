import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { AccountId, EntryId, LocalDate } from '../../src-contract/ids.ts'
import { statusOf } from '../../src-core/features/sync/status.service.ts'
import { q } from '../../src-core/query.ts'
import { createConnector } from '../../platform/ingestion/connectors.ts'
import { idOf } from '../support/lookup-records.ts'
import { openTestPlatform, send, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const L06 = 'L06' as BookId
const L08 = 'L08' as BookId

let platform: TestPlatform
let proxy: TcpProxy
/** Two PCs of one station, each set up by itself; the first reaches the platform through the proxy. */
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  proxy = await openTcpProxy(platform.port)
  one = await openSyncPc()
  two = await openSyncPc()
})
afterAll(async () => {
  await one.close()
  await two.close()
  await proxy.close()
  await platform.close()
})

const status = (pc: SyncPc) => pc.must('clerk', 'sync.status', {})
const stateOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('clerk', 'sync.records', { entryIds: [entryId] })).records[0]?.state
const entryOf = (pc: SyncPc, entryId: EntryId) => pc.must('clerk', 'ledger.read', { entryId })

async function correct(pc: SyncPc, entryId: EntryId, change: Record<string, string>) {
  const entry = await entryOf(pc, entryId)
  await pc.must('clerk', 'ledger.correct', {
    entryId,
    version: entry.version,
    fields: { ...entry.fields, ...change },
    reason: '核对后更正',
    accepted: [],
  })
}

/** Everything that two PCs should agree on, without what each derives for itself. */
function content(pc: SyncPc, entryId: EntryId) {
  const db = pc.core.gate.session?.db
  if (db === undefined) throw new Error('locked')
  const entry = db.one(q.selectFrom('entries').selectAll().where('entry_id', '=', entryId))
  const row = db.prepare<[string], Record<string, unknown>>('SELECT * FROM book_l08 WHERE entry_id = ?').one(entryId)
  const count = (table: string) =>
    db.prepare<[string], { n: number }>(`SELECT count(*) AS n FROM ${table} WHERE entry_id = ?`).one(entryId)?.n
  const { number, state, stage, version, due_on, beat } = entry ?? {}
  const counts = ['entry_versions', 'entry_changes', 'entry_events', 'entry_dues', 'entry_keys'].map(count)
  return { number, state, stage, version, due_on, beat, counts, row: { ...row, row_id: 0 } }
}

describe('a PC that is not enrolled', () => {
  test('says so calmly, and nothing is marked for anybody', async () => {
    await one.file('L08')
    expect(await status(one)).toMatchObject({ state: 'not-enrolled', onlyHere: 1, platform: null, problem: null })
    expect(await one.as('clerk', 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/not-enrolled' } })
  })

  test('refuses a platform that is not the one of the code, and an address that nobody answers', async () => {
    await one.logIn('it')
    const code = await platform.newCode(one.core.gate.session?.session.station.id)
    const ask = (more: object) =>
      one.as('it', 'sync.enrol', { url: platform.url, code, deviceName: 'PC', ...more } as never)
    const wrong = `${code.slice(0, -3)}${code.endsWith('000') ? '111' : '000'}`
    expect(await ask({ code: wrong })).toMatchObject({ error: { code: 'sync/platform-differs' } })
    expect(await ask({ code: 'ABC' })).toMatchObject({ error: { code: 'sync/code-malformed' } })
    expect(await ask({ url: 'https://127.0.0.1:9' })).toMatchObject({ error: { code: 'sync/unreachable' } })
    expect(await ask({ url: 'http://127.0.0.1' })).toMatchObject({ error: { code: 'sync/address' } })
    expect(await ask({ code: await platform.newCode('S99') })).toMatchObject({ error: { code: 'sync/other-station' } })
    expect(await status(one)).toMatchObject({ state: 'not-enrolled' })
  })
})

describe('two PCs of a station', () => {
  test('what was filed before and after enrolment reaches the platform once though its answer is lost, and the other PC', async () => {
    await one.enrol(platform, `https://127.0.0.1:${proxy.port}`)
    await two.enrol(platform)
    const { entryId, number } = await one.file('L08', { object: '幸福路商铺' })
    expect(await stateOf(one, entryId)).toBe('here')
    expect(await status(one)).toMatchObject({ state: 'waiting', onlyHere: 2 })

    // The first answer after the platform has stored the rows is cut off.
    proxy.passes = async () => {
      const { n } = await platform.db
        .selectFrom('pushed')
        .select((e) => e.fn.countAll<string>().as('n'))
        .executeTakeFirstOrThrow()
      return proxy.cut > 0 || Number(n) === 0
    }
    const lost = await one.as('clerk', 'sync.now', {})
    expect(lost).toMatchObject({ ok: false, error: { code: 'sync/unreachable' } })
    expect(proxy.cut).toBe(1)
    expect(await status(one)).toMatchObject({ state: 'offline', onlyHere: 2, provenAt: null })
    expect(await stateOf(one, entryId)).toBe('sent')

    expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
    expect(await status(one)).toMatchObject({ state: 'synced', onlyHere: 0, problem: null })
    expect(await stateOf(one, entryId)).toBe('accepted')

    await two.must('clerk', 'sync.now', {})
    expect(await status(two)).toMatchObject({ state: 'synced' })
    expect(content(two, entryId)).toEqual(content(one, entryId))
    expect(content(two, entryId)).toMatchObject({ number, version: 1 })
    const shown = await entryOf(two, entryId)
    expect(shown.fields['object']).toBe('幸福路商铺')
    expect(shown.people.officer.name).not.toBe('')
    const { rows } = await two.must('clerk', 'ledger.list', { book: L08, text: '幸福路商铺' })
    expect(rows.map((row) => row.entryId)).toEqual([entryId])
    // The same people were set up on both PCs: nobody is there twice.
    expect((await two.must('chief', 'accounts.list', {})).accounts).toHaveLength(
      (await one.must('chief', 'accounts.list', {})).accounts.length,
    )
  })

  test('rows that came before the link broke are in the audit trail, by which a check knows that it is old', async () => {
    const trail = (pc: SyncPc) => {
      const db = pc.core.gate.session?.db
      const sql = `SELECT count(*) AS n FROM audit_log WHERE action = 'sync'`
      return db?.prepare<[], { n: number }>(sql).one()?.n ?? 0
    }
    const { entryId } = await two.file('L08', { object: '平安路车库' })
    await two.must('clerk', 'sync.now', {})
    await one.logIn('clerk')
    const before = trail(one)
    const held = () =>
      one.core.gate.session?.db.one(q.selectFrom('entries').select('number').where('entry_id', '=', entryId))
    proxy.passes = () => held() === undefined
    expect(await one.as('clerk', 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/unreachable' } })
    proxy.passes = () => true
    expect(held()).toBeDefined()
    expect(trail(one)).toBeGreaterThan(before)
  })

  test('changes of different fields are both kept, on both PCs, with both versions', async () => {
    const { entryId } = await one.file('L08', { object: '和平路仓库' })
    await one.must('clerk', 'sync.now', {})
    await two.must('clerk', 'sync.now', {})
    await correct(one, entryId, { object: '和平路一号仓库' })
    await correct(two, entryId, { occurredOn: '2026-03-01' })
    expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0 })
    expect(await two.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0 })
    await one.must('clerk', 'sync.now', {})
    for (const pc of [one, two]) {
      const { fields, version } = await entryOf(pc, entryId)
      expect(fields).toMatchObject({ object: '和平路一号仓库', occurredOn: '2026-03-01' })
      expect(version).toBe(3)
      expect(await status(pc)).toMatchObject({ state: 'synced' })
    }
  })

  test('a conflict keeps both values, is shown until somebody decides with a reason, and ends the same everywhere', async () => {
    const { entryId } = await one.file('L08', { object: '建设路市场' })
    await one.must('clerk', 'sync.now', {})
    await two.must('clerk', 'sync.now', {})
    await correct(one, entryId, { object: '建设路东市场' })
    await correct(two, entryId, { object: '建设路西市场' })
    await one.must('clerk', 'sync.now', {})
    expect(await two.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 1 })
    expect(await status(two)).toMatchObject({ state: 'attention', conflicts: 1 })
    expect(await stateOf(two, entryId)).toBe('conflict')
    // The platform's value stands until then, and the version that did not stay is not in the history.
    expect(await entryOf(two, entryId)).toMatchObject({ version: 2, fields: { object: '建设路东市场' } })
    const { conflicts } = await two.must('clerk', 'sync.open', {})
    expect(conflicts).toMatchObject([{ entryId, fields: [{ field: 'object' }] }])
    const [conflict] = conflicts
    expect([conflict?.fields[0]?.base, conflict?.fields[0]?.mine, conflict?.fields[0]?.theirs]).toEqual([
      '建设路市场',
      '建设路西市场',
      '建设路东市场',
    ])
    // The other PC hears of it too.
    await one.must('clerk', 'sync.now', {})
    expect(await status(one)).toMatchObject({ state: 'attention' })

    const conflictId = conflict?.conflictId ?? ''
    await two.must('chief', 'sync.settle', { conflictId, choice: 'mine', reason: '现场核对为西市场' })
    expect(await two.as('clerk', 'sync.settle', { conflictId, choice: 'theirs', reason: '再改' })).toMatchObject({
      error: { code: 'sync/conflict-gone' },
    })
    expect(await two.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0, rejected: 0 })
    await one.must('clerk', 'sync.now', {})
    for (const pc of [one, two]) {
      expect(await status(pc)).toMatchObject({ state: 'synced', conflicts: 0 })
      expect(await entryOf(pc, entryId)).toMatchObject({ version: 3, fields: { object: '建设路西市场' } })
    }
    expect(content(two, entryId)).toEqual(content(one, entryId))
  })

  test('a decision that changes nothing is not called synced before its end has come back', async () => {
    const { entryId } = await one.file('L08', { object: '南湖市场' })
    for (const pc of [one, two]) await pc.must('clerk', 'sync.now', {})
    await correct(two, entryId, { object: '南湖北市场' })
    await correct(one, entryId, { object: '南湖南市场' })
    for (const pc of [two, one]) await pc.must('clerk', 'sync.now', {})
    const { conflicts } = await one.must('clerk', 'sync.open', {})
    const settled = { conflictId: conflicts[0]?.conflictId ?? '', choice: 'theirs', reason: '以对方为准' } as const
    await one.must('chief', 'sync.settle', settled)
    // Each person who logs in opens the replica anew.
    await one.logIn('clerk')
    const db = one.core.gate.session?.db
    if (db === undefined) throw new Error('locked')
    // What the platform answered has been taken, and what it said after that has not come.
    const handedOver = () => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sync_outbox').one()?.n === 0
    proxy.passes = () => !handedOver()
    expect(await one.as('clerk', 'sync.now', {})).toMatchObject({ error: { code: 'sync/unreachable' } })
    proxy.passes = () => true
    expect(handedOver()).toBe(true)
    // As a PC says it that was started again since.
    const asStarted = () => statusOf(db, { running: false, draftsLocked: false, problem: null }).state
    expect(asStarted()).toBe('unchecked')
    await one.must('clerk', 'sync.now', {})
    expect(asStarted()).toBe('synced')
    await two.must('clerk', 'sync.now', {})
  })

  test('two entries with the same number are both kept', async () => {
    const [mine, theirs] = [await one.file('L06'), await two.file('L06')]
    await one.must('clerk', 'sync.now', {})
    await two.must('clerk', 'sync.now', {})
    await one.must('clerk', 'sync.now', {})
    expect(mine.number).toBe(theirs.number)
    for (const pc of [one, two]) {
      const { rows } = await pc.must('clerk', 'ledger.list', { book: L06 })
      expect(new Set(rows.map((row) => row.number)).size).toBe(2)
      expect(await status(pc)).toMatchObject({ state: 'synced' })
    }
  })

  test('who acts for the chief is known on every PC, and that it was ended', async () => {
    const { accounts } = await one.must('chief', 'accounts.list', {})
    const deputyId = accounts.find(({ role }) => role === 'officer')?.accountId as AccountId
    const from = one.core.gate.now().slice(0, 10) as LocalDate
    const tomorrow = new Date(Date.parse(from) + 2 * 86_400_000).toISOString().slice(0, 10) as LocalDate
    const act = { deputyId, from: tomorrow, to: tomorrow, reason: '外出开会' }
    const { actingId } = await one.must('chief', 'duty.nameDeputy', act)
    const acting = async () => (await two.must('clerk', 'duty.assignments', {})).acting
    const exchange = async () => {
      await one.must('chief', 'sync.now', {})
      await two.must('clerk', 'sync.now', {})
    }
    await exchange()
    const staffNumber = accounts.find(({ accountId }) => accountId === deputyId)?.staffNumber
    const own = (await two.must('chief', 'accounts.list', {})).accounts.find((each) => each.staffNumber === staffNumber)
    expect(await acting()).toMatchObject([{ actingId, deputyId: own?.accountId, from: tomorrow }])
    await one.must('chief', 'duty.endActing', { actingId, reason: '会议取消' })
    await exchange()
    expect(await acting()).toEqual([])
    expect(await status(two)).toMatchObject({ state: 'synced' })
  })

  test('a row that was damaged below its root is found by the next day, and is brought anew', async () => {
    const { entryId } = await one.file('L08', { object: '老码头货场' })
    await one.must('clerk', 'sync.now', {})
    await two.must('clerk', 'sync.now', {})
    const db = two.core.gate.session?.db
    if (db === undefined) throw new Error('locked')
    // As a disk would do it: the row is another one, its hash and the root are not.
    db.prepare<[string], never>(
      `UPDATE sync_rows SET fields = replace(fields, '老码头货场', '老码头粮场') WHERE tbl = 'entries' AND row_id = ?`,
    ).run(entryId)
    expect(await two.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
    db.prepare<[], never>(`DELETE FROM settings WHERE key = 'sync.storedChecked'`).run()
    await two.must('clerk', 'sync.now', {})
    const stored = () =>
      db.prepare<[string], { fields: string }>('SELECT fields FROM sync_rows WHERE row_id = ?').one(entryId)?.fields
    expect(stored()).toContain('老码头货场')
    expect(await two.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
    expect(await entryOf(two, entryId)).toMatchObject({ fields: { object: '老码头货场' } })
  })

  test('a new PC takes the station as it is where nobody remembers how it came about', async () => {
    await platform.db
      .updateTable('stations')
      .set((row) => ({ oldest_seq: row.ref('head_seq') }))
      .execute()
    const three = await openSyncPc()
    try {
      await three.enrol(platform)
      expect(await three.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
      const { rows } = await one.must('clerk', 'ledger.list', { book: L08 })
      expect(rows.length).toBeGreaterThan(2)
      for (const { entryId } of rows) expect(content(three, entryId)).toEqual(content(one, entryId))
    } finally {
      await three.close()
    }
  })
  test('a record that a system gave to the platform is found on a PC as one that was imported is, in its newest version', async () => {
    const token = await createConnector(platform, 'JZ', 'test', 'test')
    const station = one.core.gate.session?.session.station.id ?? ''
    const give = async (nativeVersion: number, payload: Record<string, string | number>) => {
      const sourceTime = `2026-01-0${nativeVersion}T00:00:00.000Z`
      const records = [{ nativeId: 'r77', nativeVersion, sourceTime, payload }]
      const part = { batch: randomUUID(), part: 1, last: true, mode: 'incremental', system: 'JZ', station, records }
      const headers = { authorization: `Bearer ${token}` }
      expect((await send(`${platform.url}/ingest`, { body: JSON.stringify(part), headers })).status).toBe(200)
      await two.must('clerk', 'sync.now', {})
    }
    const found = async (name: string) => {
      return (await two.must('clerk', 'lookup.search', { text: name, purpose: 'P02' } as never)).hits.length
    }
    const person = { personCode: 'r77', name: '欧阳远帆', idNumber: idOf('19900307'), populationKind: '户籍人口' }
    await give(1, person)
    await expect.poll(() => found('欧阳远帆'), { timeout: 15_000 }).toBe(1)
    await give(2, { ...person, name: '欧阳远航', heightCm: 178 })
    await expect.poll(() => found('欧阳远航'), { timeout: 15_000 }).toBe(1)
    await give(1, person)
    expect(await found('欧阳远航')).toBe(1)
    expect(await status(two)).toMatchObject({ state: 'synced' })
  })
})
