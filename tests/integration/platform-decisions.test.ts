import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setDirectoryEntry } from '../../platform/directory/directory.ts'
import type { Role } from '../../src-contract/roles.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform } from '../support/platform.ts'

// What a client of another make says of decisions on reviews is looked at.

let platform: TestPlatform
const devices: TestDevice[] = []

async function device(station: string): Promise<TestDevice> {
  const made = await TestDevice.enrol(platform, station)
  devices.push(made)
  return made
}

beforeAll(async () => {
  platform = await openTestPlatform()
})
afterAll(async () => {
  for (const each of devices) each.close()
  await platform.close()
})

describe('decisions on reviews', () => {
  const asked = (by: string) => ({
    ...{ kind: 'void', entry: randomUUID() as string, book: 'L06', level: 'chief', status: 'open' },
    ...{ askedBy: by, askedAt: '2026-03-05T01:00:00.000Z' },
  })
  const entry = (id: string, actor: string) => ({ table: 'entries', id, actor, fields: changed({ book: 'L06' }) })
  const member = async (pc: TestDevice, role: string, staffNumber: string): Promise<string> => {
    const id = randomUUID()
    await pc.push(
      pc.compose([{ table: 'accounts', id, fields: changed({ login: id, name: role, role, staffNumber }) }]),
    )
    return id
  }
  const listed = (station: string, account: string, role: Role, active = true) =>
    setDirectoryEntry(platform, station, {
      ...{ account, login: account, name: role, role, staffKind: 'officer' as const, staffNumber: '' },
      ...{ team: '', beats: [], active },
    })
  /** What the platform makes of a decision of `by`, sent under the name of `actor`. */
  const decided = async (
    pc: TestDevice,
    { by, asker, actor = by, at = new Date().toISOString(), level = 'chief' }: Decision,
  ) => {
    const id = randomUUID()
    const before = { ...asked(asker), level }
    await pc.push(
      pc.compose([entry(before.entry, asker), { table: 'reviews', id, actor: asker, fields: changed(before) }]),
    )
    const said = { status: 'approved', decidedBy: by, decidedAt: at, decision: '' }
    const fields = changed(said, before)
    const { results } = await pc.push(pc.compose([{ table: 'reviews', id, actor, baseVer: 1, fields }]))
    return results.map(({ status, field }) => (field === undefined ? status : `${status} ${field}`))[0]
  }
  type Decision = { by: string; asker: string; actor?: string; at?: string; level?: string }

  it('are not taken from whoever asked, under no id of theirs and no other name', async () => {
    const pc = await device('R01')
    const [clerk, chief] = [await member(pc, 'clerk', '101'), await member(pc, 'chief', '102')]
    expect(await decided(pc, { by: chief, asker: clerk })).toBe('applied')
    expect(await decided(pc, { by: clerk, asker: clerk })).toBe('rejected decidedBy')
    expect(await decided(pc, { by: await member(pc, 'chief', '101'), asker: clerk })).toBe('rejected decidedBy')
    expect(await decided(pc, { by: chief, asker: clerk, actor: clerk })).toBe('rejected actor')
    expect(await decided(pc, { by: randomUUID(), asker: clerk })).toBe('rejected actor')
    const office = randomUUID()
    const fields = changed({ login: office, name: '支队', role: 'office', staffNumber: '' })
    await pc.push(pc.compose([{ table: 'accounts', id: office, fields }]))
    expect(await decided(pc, { by: office, asker: clerk })).toBe('rejected actor')
    // Who somebody is, is said once.
    const renamed = changed({ staffNumber: '999' }, { staffNumber: '101' })
    const [again] = (await pc.push(pc.compose([{ table: 'accounts', id: clerk, baseVer: 1, fields: renamed }]))).results
    expect(again).toMatchObject({ status: 'rejected', reason: 'immutable' })
  })

  it('are taken from who could decide by the directory when they did', async () => {
    const pc = await device('R02')
    const clerk = await member(pc, 'clerk', '201')
    const [aux, chief] = [randomUUID(), randomUUID()]
    await listed('R02', aux, 'auxiliary')
    await listed('R02', chief, 'chief')
    expect(await decided(pc, { by: aux, asker: clerk })).toBe('rejected decidedBy')
    expect(await decided(pc, { by: aux, asker: clerk, level: 'another' })).toBe('rejected decidedBy')
    expect(await decided(pc, { by: chief, asker: clerk })).toBe('applied')
    await platform.db
      .updateTable('directory_history')
      .set({ record: sql`replace(record, '"at":"20', '"at":"19')` })
      .where('account', '=', chief)
      .execute()
    // Whom the PCs named before that.
    await platform.db.updateTable('rows').set({ changed_at: '1900-01-01' }).where('tbl', '=', 'accounts').execute()
    await listed('R02', chief, 'chief', false)
    const later = new Date(Date.now() + 3_600_000).toISOString()
    const before = new Date(Date.now() - 3_600_000).toISOString()
    expect(await decided(pc, { by: chief, asker: clerk, at: later })).toBe('rejected decidedBy')
    // Made while the chief was one, and sent when the PC came back.
    expect(await decided(pc, { by: chief, asker: clerk, at: before })).toBe('applied')
    const officer = randomUUID()
    await listed('R02', officer, 'officer')
    expect(await decided(pc, { by: officer, asker: clerk })).toBe('rejected decidedBy')
    expect(await decided(pc, { by: officer, asker: clerk, level: 'another' })).toBe('applied')
    const period = { chief, deputy: officer, from: '2000-01-01', to: '2999-12-31', reason: '出差' }
    await listed('R02', chief, 'chief')
    await pc.push(pc.compose([{ table: 'acting_periods', id: randomUUID(), actor: chief, fields: changed(period) }]))
    expect(await decided(pc, { by: officer, asker: clerk })).toBe('applied')
  })

  it('go through with the account that is new in the same push', async () => {
    const pc = await device('R03')
    const [clerk, chief, id] = [await member(pc, 'clerk', '301'), randomUUID(), randomUUID()]
    const made = { ...asked(clerk), status: 'approved', decidedBy: chief, decidedAt: '2026-03-05T02:00:00.000Z' }
    const sent = pc.compose([
      {
        table: 'accounts',
        id: chief,
        fields: changed({ login: 'c', name: '所长', role: 'chief', staffNumber: '302' }),
      },
      entry(made.entry, clerk),
      { table: 'reviews', id, fields: changed(made) },
      {
        table: 'entry_events',
        id: randomUUID(),
        fields: changed({ entry: made.entry, actor: chief, transition: 'approve' }),
      },
    ])
    expect(new Set((await pc.push(sent)).results.map(({ status }) => status))).toEqual(new Set(['applied']))
  })
})
