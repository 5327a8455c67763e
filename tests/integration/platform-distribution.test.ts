import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { Operation } from '../../src-contract/sync/pull.ts'
import type { PushResponse } from '../../src-contract/sync/push.ts'
import { contentOf, entryOfWire } from '../../src-domain/distribution/content.rules.ts'
import { targetsOf } from '../../src-domain/distribution/forms.ts'
import { deliverDue } from '../../platform/distribution/deliver.ts'
import { setBehaviour, simulatedSystems, type Target } from '../../platform/distribution/simulated-systems.ts'
import { sharedRecords } from '../../platform/migrations/0063-shared-records.ts'
import type { LogEntry } from '../../platform/platform.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform, type WantedChange } from '../support/platform.ts'

/** What a station files reaches the systems that take it, and what they say reaches the station. */
let platform: TestPlatform
let pc: TestDevice
/** What the instance under test hands records to. */
let target: Target
const logged: LogEntry[] = []

beforeAll(async () => {
  platform = await openTestPlatform({
    target: (system, delivery) => target(system, delivery),
    log: (one) => logged.push(one),
  })
  pc = await TestDevice.enrol(platform, 'X01')
  const fields = changed({ login: 'chief', name: '所长', role: 'chief', staffNumber: '' })
  await pc.push(pc.compose([{ table: 'accounts', id: chief, fields }]))
})
beforeEach(() => {
  target = simulatedSystems(platform.db)
})
afterAll(async () => {
  pc.close()
  await platform.close()
})

const entry = (book: string, state: string, more: Fields): Fields => ({
  ...{ book, state, number: `${book}-2026-00001`, stage: 'filed', occurredOn: '2026-11-20', beat: 'B1' },
  ...more,
})
const resident = entry('L02', 'present', {
  'v.name': '沈知秋',
  'v.documentKind': 'resident-id',
  'v.documentNumber': '990000199001011236',
  'v.sex': 'female',
  'v.phone': '19900000001',
  'v.address': '幸福路12号3栋2单元301室',
  'v.householdStatus': 'registered-here',
  'v.remarks': '养猫',
})

async function put(id: string, after: Fields, before: Fields = {}, table = 'entries'): Promise<PushResponse> {
  const differs = Object.fromEntries(Object.entries(after).filter(([field, value]) => before[field] !== value))
  return pc.push(pc.compose([{ table, id, fields: changed(differs, before) }]))
}

const chief = randomUUID()
/** What a chief decided of an entry, as it comes with what follows from it. */
function decided(kind: 'filing' | 'void', entryId: string): WantedChange[] {
  const asked = {
    kind,
    entry: entryId,
    book: 'L02',
    level: 'chief',
    askedBy: pc.actor,
    askedAt: '2026-11-20T01:00:00.000Z',
  }
  const said = { status: 'approved', decidedBy: chief, decidedAt: '2026-11-20T02:00:00.000Z', decision: '' }
  return [{ table: 'reviews', id: randomUUID(), actor: chief, fields: changed({ ...asked, ...said }) }]
}

/** An entry comes into force, or out of it, by a decision. */
async function pass(id: string, stage: 'filed' | 'voided', before: 'in-review' | 'filed'): Promise<void> {
  const kind = stage === 'filed' ? 'filing' : 'void'
  const step = { table: 'entries', id, actor: chief, fields: changed({ stage }, { stage: before }) }
  const { results } = await pc.push(pc.compose([...decided(kind, id), step]))
  expect(results.map(({ status }) => status)).toEqual(['applied', 'merged'])
}

/** Files it. @returns its id */
async function file(fields: Fields): Promise<string> {
  const id = randomUUID()
  expect((await put(id, fields)).results.map(({ status }) => status)).toEqual(['applied'])
  return id
}

const happening = (record: string, more: Fields): [string, Fields, Fields, string] => {
  const [of, system] = record.split('.')
  const base = { entry: of ?? '', system: system ?? '', content: '0'.repeat(64), at: new Date().toISOString() }
  return [`${record}.${randomUUID()}`, { ...base, actor: pc.actor, ...more }, {}, 'deliveries']
}

const operations: Operation[] = []
/** What the platform says of a record, once it has said so often; in the order in which it came. */
async function answers(record: string, count: number): Promise<Fields[]> {
  for (;;) {
    const all = operations.filter(({ id, device }) => id.startsWith(`${record}.`) && device === null)
    if (all.length >= count) return all.map(({ fields }) => fields)
    const page = await pc.pull()
    if (page.operations.length === 0)
      await pc.send(`/watch?lineage=${pc.enrolled.lineage}&cursor=${pc.cursor}&seconds=20`)
    operations.push(...page.operations)
  }
}

/** What its system has been told of a record, in order. */
async function told(record: string): Promise<unknown[]> {
  const receipts = await platform.db
    .selectFrom('simulated_receipts')
    .select('content')
    .where('key', 'like', `X01/${record}/%`)
    .orderBy('at')
    .execute()
  return receipts.map(({ content }) => JSON.parse(content) as unknown)
}

/** Everything that there is to do is done. */
async function quiet(): Promise<void> {
  const open = async (): Promise<number> => {
    const { rows } = await sql<{ open: number }>`
      SELECT (SELECT count(*)::int FROM delivery_queue) + (SELECT count(*)::int FROM stations s
        LEFT JOIN delivery_readers d USING (station) WHERE s.head_seq > coalesce(d.seq, 0)) AS open`.execute(
      platform.db,
    )
    return rows[0]?.open ?? -1
  }
  await expect.poll(open, { timeout: 20_000 }).toBe(0)
  operations.push(...(await pc.pull(1024 * 1024)).operations)
}

const queuedAnew = (): Promise<unknown> =>
  platform.db
    .updateTable('delivery_queue')
    .set({ next_at: new Date(0).toISOString() })
    .execute()

describe('what a system is told of an entry', () => {
  it('is what its form asks for, in words; its receipt comes back as something that happened', async () => {
    const id = await file(resident)
    const [answer] = await answers(`${id}.JZ`, 1)
    const shared = targetsOf('L02')[0]
    expect(shared?.system).toBe('JZ')
    expect(answer).toMatchObject({ entry: id, system: 'JZ', act: 'confirmed' })
    expect(answer?.['receipt']).toMatch(/^JZ-[0-9A-F]{12}$/)
    expect(answer?.['content']).toBe(shared && contentOf(shared, entryOfWire(id, resident), {})?.hash)
    expect(answer?.['actor'] ?? null).toBeNull()
    expect(await told(`${id}.JZ`)).toEqual([
      {
        book: 'L02',
        withdrawn: false,
        registrationNumber: `L02-2026-00001-${id.slice(-4).toUpperCase()}`,
        name: '沈知秋',
        idNumber: '990000199001011236',
        sex: '女',
        phone: '19900000001',
        address: '幸福路12号3栋2单元301室',
        populationKind: '人户一致',
        status: '在住',
        registeredOn: '2026-11-20',
      },
    ])
  })

  it('is of a dispute its kind and state, and neither who nor what', async () => {
    const dispute = { 'v.kind': 'neighbour', 'v.partyA': '甲某', 'v.partyB': '乙某', 'v.summary': '为漏水争执' }
    const id = await file(entry('L07', 'accepted', { ...dispute, 'v.address': '幸福路12号' }))
    await answers(`${id}.WG`, 1)
    expect(await told(`${id}.WG`)).toEqual([
      {
        book: 'L07',
        withdrawn: false,
        registrationNumber: `L07-2026-00001-${id.slice(-4).toUpperCase()}`,
        eventKind: '邻里',
        eventState: '已受理',
      },
    ])
  })

  it('goes over interfaces only: import files and copies are made at the station', async () => {
    const hazard = { 'v.found': 'hazard', 'v.object': '某商铺', 'v.kind': 'fire', 'v.level': 'general' }
    const id = await file(entry('L08', 'found', hazard))
    await answers(`${id}.WG`, 1)
    await put(...happening(`${id}.YJ`, { act: 'exported', batch: 'b' }))
    await quiet()
    expect(operations.filter((each) => each.id.startsWith(`${id}.`) && each.device === null)).toHaveLength(1)
    expect(await told(`${id}.YJ`)).toEqual([])
  })

  it('waits until the entry is approved', async () => {
    const id = await file({ ...resident, stage: 'in-review' })
    await quiet()
    expect(await told(`${id}.JZ`)).toEqual([])
    await pass(id, 'filed', 'in-review')
    await answers(`${id}.JZ`, 1)
  })

  it('is told anew when it changes, also back to what it was, and not when only other fields change', async () => {
    const id = await file(resident)
    await answers(`${id}.JZ`, 1)
    await put(id, { 'v.remarks': '不养猫了' }, resident)
    await quiet()
    expect(await told(`${id}.JZ`)).toHaveLength(1)
    await put(id, { 'v.phone': '19900000002' }, resident)
    await answers(`${id}.JZ`, 2)
    await put(id, { 'v.phone': '19900000001' }, { 'v.phone': '19900000002' })
    const all = await answers(`${id}.JZ`, 3)
    expect(await told(`${id}.JZ`)).toMatchObject([
      { phone: '19900000001' },
      { phone: '19900000002' },
      { phone: '19900000001' },
    ])
    expect(new Set(all.map((each) => each['receipt'])).size).toBe(3)
    expect(all.map((each) => String(each['at'])).sort()).toEqual(all.map((each) => each['at']))
  })
})

describe('an entry out of force', () => {
  it('is taken back where it was told, and told again when that is taken back', async () => {
    const id = await file(resident)
    await answers(`${id}.JZ`, 1)
    await pass(id, 'voided', 'filed')
    await answers(`${id}.JZ`, 2)
    // As a PC tells it to a platform that was restored.
    const fields = changed({ stage: 'filed' }, { stage: 'voided' })
    await pc.push(pc.compose([{ table: 'entries', id, fields, restored: pc.enrolled.lineage }]))
    await answers(`${id}.JZ`, 3)
    const is = await told(`${id}.JZ`)
    expect(is.map((each) => (each as { withdrawn: boolean }).withdrawn)).toEqual([false, true, false])
  })

  it('is never told where it was not', async () => {
    const id = randomUUID()
    const voided = changed({ stage: 'voided' }, { stage: 'filed' })
    await pc.push(
      pc.compose([
        { table: 'entries', id, fields: changed(resident) },
        ...decided('void', id),
        { table: 'entries', id, actor: chief, fields: voided },
      ]),
    )
    await quiet()
    expect(await told(`${id}.JZ`)).toEqual([])
    expect(operations.filter((each) => each.id.startsWith(`${id}.`))).toEqual([])
  })
})

describe('what a system does not take', () => {
  it('comes back with the reason, and goes once more when somebody says so', async () => {
    await setBehaviour(platform.db, 'JZ', 'rejects')
    const id = await file(resident)
    const [refused] = await answers(`${id}.JZ`, 1)
    expect(refused).toMatchObject({ act: 'rejected', reason: 'refused' })
    expect(refused?.['receipt'] ?? null).toBeNull()
    await setBehaviour(platform.db, 'JZ', 'accepts')
    await queuedAnew()
    await quiet()
    expect(await answers(`${id}.JZ`, 1)).toHaveLength(1)

    // From a PC whose clock is ahead: what follows says so.
    const at = new Date(Date.now() + 3_600_000).toISOString()
    await put(...happening(`${id}.JZ`, { act: 'again', content: refused?.['content'] ?? null, at }))
    const [, taken] = await answers(`${id}.JZ`, 2)
    expect(taken).toMatchObject({ act: 'confirmed', content: refused?.['content'] })
    expect(String(taken?.['at']) > at).toBe(true)
  })

  it('is not sent while something is lacking, until somebody types it', async () => {
    const id = await file({ ...resident, 'v.address': 'not-provided' })
    await quiet()
    expect(await answers(`${id}.JZ`, 0)).toEqual([])
    await put(...happening(`${id}.JZ`, { act: 'typed', typed: JSON.stringify({ address: '幸福路12号' }) }))
    expect(await answers(`${id}.JZ`, 1)).toMatchObject([{ act: 'confirmed' }])
    expect(await told(`${id}.JZ`)).toMatchObject([{ address: '幸福路12号' }])
  })

  it('waits while the system is down, and is sent when it is back', async () => {
    await setBehaviour(platform.db, 'JZ', 'down')
    const id = await file(resident)
    const queue = (): Promise<{ attempts: number } | undefined> =>
      platform.db.selectFrom('delivery_queue').select('attempts').where('id', '=', `${id}.JZ`).executeTakeFirst()
    await expect.poll(async () => (await queue())?.attempts, { timeout: 20_000 }).toBeGreaterThan(0)
    await setBehaviour(platform.db, 'JZ', 'accepts')
    await queuedAnew()
    expect(await answers(`${id}.JZ`, 1)).toMatchObject([{ act: 'confirmed' }])
    await expect.poll(queue).toBeUndefined()
  })

  it('is refused by a system that does not know the book, a field, or misses one; not where it is taken back', async () => {
    const say = async (content: object): Promise<unknown> =>
      target('JZ', { kind: 'record', key: randomUUID(), content: JSON.stringify(content) })
    expect(await say({ book: 'L07' })).toEqual({ outcome: 'rejected', reason: 'unknown-record' })
    expect(await say({ book: 'L02', landlord: '某' })).toEqual({ outcome: 'rejected', reason: 'unknown-field' })
    expect(await say({ book: 'L02', name: '某', address: '' })).toEqual({
      outcome: 'rejected',
      reason: 'missing:registrationNumber,address,status',
    })
    expect(await say({ book: 'L02', withdrawn: true })).toMatchObject({ outcome: 'accepted' })
  })
})

describe('whatever comes in between', () => {
  /** A system that does not answer before it is let. @returns when it has been asked so often, and what lets it */
  function slow(): { asked(count: number): Promise<void>; let(): void } {
    let count = 0
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    const answering = simulatedSystems(platform.db)
    target = async (system, delivery) => {
      count += 1
      await opened
      return answering(system, delivery)
    }
    return {
      asked: (wanted) => expect.poll(() => count, { timeout: 20_000 }).toBeGreaterThanOrEqual(wanted),
      let: open,
    }
  }

  it('two instances that told the same write one answer', async () => {
    await quiet()
    const system = slow()
    const id = await file(resident)
    await system.asked(1)
    // As if the first one had taken longer than its minute.
    await queuedAnew()
    const second = deliverDue(platform, target)
    await system.asked(2)
    system.let()
    await second
    await quiet()
    expect(await answers(`${id}.JZ`, 1)).toHaveLength(1)
    expect(await told(`${id}.JZ`)).toHaveLength(1)
  })

  const hashOf = (id: string, fields: Fields): string | undefined => {
    const [shared] = targetsOf('L02')
    return shared && contentOf(shared, entryOfWire(id, fields), {})?.hash
  }

  it('an answer about what has changed meanwhile is not taken for one about what there is now', async () => {
    await quiet()
    const system = slow()
    const id = await file(resident)
    await system.asked(1)
    const later = { ...resident, 'v.phone': '19900000002' }
    await put(id, later, resident)
    system.let()
    expect((await answers(`${id}.JZ`, 2)).map(({ content }) => content)).toEqual([
      hashOf(id, resident),
      hashOf(id, later),
    ])
    await quiet()
    expect(await answers(`${id}.JZ`, 2)).toHaveLength(2)
    expect(await told(`${id}.JZ`)).toMatchObject([{ phone: '19900000001' }, { phone: '19900000002' }])
  })

  it('what goes out of force on its way is taken back', async () => {
    await quiet()
    const system = slow()
    const id = await file(resident)
    await system.asked(1)
    await pass(id, 'voided', 'filed')
    system.let()
    await answers(`${id}.JZ`, 2)
    expect(await told(`${id}.JZ`)).toMatchObject([{ withdrawn: false }, { withdrawn: true }])
  })

  describe('an answer that never came', () => {
    const lost = (): void => {
      const answering = simulatedSystems(platform.db)
      target = async (system, delivery) => {
        await answering(system, delivery)
        throw new Error('timed out')
      }
    }
    const attempted = async (id: string): Promise<void> => {
      const queue = platform.db.selectFrom('delivery_queue').select('attempts').where('id', '=', `${id}.JZ`)
      // Attempted, and put off for later.
      const tried = queue.where('attempts', '>', 0).where('next_at', '<', sql<string>`now() + interval '30 seconds'`)
      await expect.poll(() => tried.executeTakeFirst(), { timeout: 20_000 }).toBeDefined()
    }

    it('is asked for again, and there is one record', async () => {
      await quiet()
      lost()
      const id = await file(resident)
      await attempted(id)
      target = simulatedSystems(platform.db)
      await queuedAnew()
      expect(await answers(`${id}.JZ`, 1)).toMatchObject([{ act: 'confirmed' }])
      expect(await told(`${id}.JZ`)).toHaveLength(1)
    })

    it('may have been a yes: what went out of force since is taken back', async () => {
      await quiet()
      lost()
      const id = await file(resident)
      await attempted(id)
      target = simulatedSystems(platform.db)
      await pass(id, 'voided', 'filed')
      expect((await answers(`${id}.JZ`, 2)).map(({ act }) => act)).toEqual(['exported', 'confirmed'])
      expect(await told(`${id}.JZ`)).toMatchObject([{ withdrawn: false }, { withdrawn: true }])
    })

    it('was none where the system is down: what went out of force since is never told', async () => {
      await quiet()
      target = () => Promise.resolve({ outcome: 'down' })
      const id = await file(resident)
      await attempted(id)
      target = simulatedSystems(platform.db)
      await pass(id, 'voided', 'filed')
      await quiet()
      expect([await answers(`${id}.JZ`, 0), await told(`${id}.JZ`)]).toEqual([[], []])
    })
  })

  it('a failure with one does not hold up the others', async () => {
    await quiet()
    const answering = simulatedSystems(platform.db)
    const [bad, ...good] = [randomUUID(), randomUUID(), randomUUID()]
    // An answer that cannot be written down.
    target = async (system, delivery) =>
      delivery.key.startsWith(`X01/${bad}.`)
        ? { outcome: 'accepted', receipt: Number.NaN as never }
        : answering(system, delivery)
    const ids = [good[0] ?? '', bad, good[1] ?? '']
    await pc.push(pc.compose(ids.map((id) => ({ table: 'entries', id, fields: changed(resident) }))))
    for (const id of good) expect(await answers(`${id}.JZ`, 1)).toMatchObject([{ act: 'confirmed' }])
    await expect.poll(() => logged, { timeout: 20_000 }).toMatchObject([{ event: 'delivery-failed' }])
    target = answering
    await queuedAnew()
    expect(await answers(`${bad}.JZ`, 1)).toMatchObject([{ act: 'confirmed' }])
  })

  it('read from the beginning again, what came before is shared, and nothing is told twice', async () => {
    const old = await file(resident)
    await quiet()
    const rows = platform.db.selectFrom('rows').select('id').where('tbl', '=', 'deliveries')
    const before = await rows.orderBy('id').execute()
    expect(before.filter(({ id }) => id.startsWith(`${old}.`))).toHaveLength(1)
    // A platform that did not share it yet.
    await sql`DELETE FROM rows WHERE id LIKE ${`${old}.JZ.%`}`.execute(platform.db)
    for (const statement of sharedRecords.up.filter((each) => each.startsWith('DELETE')))
      await sql.raw(statement).execute(platform.db)
    await quiet()
    const after = await rows.orderBy('id').execute()
    expect(after).toHaveLength(before.length)
    expect(after.filter(({ id }) => !id.startsWith(`${old}.`))).toEqual(
      before.filter(({ id }) => !id.startsWith(`${old}.`)),
    )
    // By the same key as before: there is one record there.
    expect(await told(`${old}.JZ`)).toHaveLength(1)
  })

  it.each<Fields>([
    { act: 'lost' },
    { act: 'again', at: 'tomorrow' },
    { act: 'again', at: '2026-11-20T08:00:00Z' },
    { act: 'typed', typed: '[]' },
  ])('what nobody could count with is not taken: %o', async (wrong) => {
    const { results } = await put(...happening(`${randomUUID()}.JZ`, wrong))
    expect(results).toMatchObject([{ status: 'rejected', reason: 'invalid' }])
  })
})
