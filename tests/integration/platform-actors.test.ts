import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setDirectoryEntry } from '../../platform/directory/directory.ts'
import type { Role } from '../../src-contract/roles.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform, type WantedChange } from '../support/platform.ts'

// What a client of another make says of who did something is looked at: who they are, what they may do, and who else has to have decided.

let platform: TestPlatform
const devices: TestDevice[] = []
let stations = 0
let pc: TestDevice
let station = ''

beforeAll(async () => {
  platform = await openTestPlatform()
})
afterAll(async () => {
  for (const each of devices) each.close()
  await platform.close()
})
/** Each in a station of its own. */
beforeEach(async () => {
  station = `W${(stations += 1)}`
  pc = await TestDevice.enrol(platform, station)
  devices.push(pc)
})

/** What became of one transaction: for each change its status and what was wrong. */
async function told(...changes: WantedChange[]): Promise<string[]> {
  const { results } = await pc.push(pc.compose(changes))
  return results.map(({ status, reason, field }) => [status, reason, field].filter(Boolean).join(' '))
}

async function named(role: string, staffNumber = ''): Promise<string> {
  const id = randomUUID()
  const fields = changed({ login: id, name: role, role, staffNumber })
  expect(await told({ table: 'accounts', id, fields })).toEqual(['applied'])
  return id
}

const listed = (account: string, role: Role, active = true, staffNumber = '') =>
  setDirectoryEntry(platform, station, {
    ...{ account, login: account, name: role, role, staffKind: 'officer' as const, staffNumber },
    ...{ team: '', beats: [], active },
  })

const hour = 3_600_000
const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString()

function entry(actor: string, more: Partial<WantedChange> = {}, fields: Fields = {}): WantedChange {
  const values = { book: 'L06', number: randomUUID(), stage: 'filed', state: 'present', ...fields }
  return { table: 'entries', id: randomUUID(), actor, fields: changed(values), ...more }
}

describe('who does something', () => {
  it('may do what their role may, as on a PC', async () => {
    const [clerk, officer] = [await named('clerk'), await named('officer')]
    const [chief, auditor] = [await named('chief'), await named('auditor')]
    const duty = (actor: string): WantedChange => ({
      ...{ table: 'duty_rows', id: randomUUID(), actor },
      fields: changed({ person: officer, date: '2026-11-01', shift: 'day' }),
    })
    expect(await told(entry(clerk))).toEqual(['applied'])
    expect(await told(entry(officer))).toEqual(['applied'])
    expect(await told(entry(chief))).toEqual(['rejected invalid actor.role'])
    expect(await told(entry(auditor))).toEqual(['rejected invalid actor.role'])
    expect(await told(duty(clerk))).toEqual(['applied'])
    expect(await told(duty(officer))).toEqual(['rejected invalid actor.role'])
    // Whom the row names counts as well as under whose name it is sent.
    const version = { at: ago(0), actor: auditor, entry: randomUUID(), reason: null }
    expect(await told({ table: 'entry_versions', id: 'v.1', actor: clerk, fields: changed(version) })).toEqual([
      'rejected invalid actor.role',
    ])
    expect(await told(entry(officer), entry(auditor), entry(clerk))).toEqual([
      'rejected transaction',
      'rejected invalid actor.role',
      'rejected transaction',
    ])
    // And the queue goes on.
    expect(await told(entry(clerk))).toEqual(['applied'])
  })

  it('is of the station by its directory; whom its PCs named before there was one stays', async () => {
    const before = await named('officer', '11')
    const unknown = randomUUID()
    expect(await told(entry(unknown))).toEqual(['applied'])
    const clerk = randomUUID()
    await listed(clerk, 'clerk', true, '12')
    const made = await named('officer', '13')
    const sameAsListed = await named('officer', '12')
    expect(await told(entry(before))).toEqual(['applied'])
    expect(await told(entry(clerk))).toEqual(['applied'])
    expect(await told(entry(sameAsListed))).toEqual(['applied'])
    expect(await told(entry(unknown))).toEqual(['rejected invalid actor.unlisted'])
    expect(await told(entry(made))).toEqual(['rejected invalid actor.unlisted'])
    await listed(made, 'officer', true, '13')
    expect(await told(entry(made))).toEqual(['applied'])
  })

  it('could do it when it was done: what was filed offline before somebody was ended still comes', async () => {
    const officer = randomUUID()
    await listed(officer, 'officer')
    await listed(officer, 'officer', false)
    expect(await told(entry(officer, { at: ago(48) }))).toEqual(['applied'])
    expect(await told(entry(officer, { at: ago(-1) }))).toEqual(['rejected invalid actor.ended'])
    const clerk = randomUUID()
    await listed(clerk, 'auditor')
    expect(await told(entry(clerk))).toEqual(['rejected invalid actor.role'])
    await listed(clerk, 'clerk')
    expect(await told(entry(clerk))).toEqual(['applied'])
  })

  it('is not of another station', async () => {
    const theirs = randomUUID()
    await listed(theirs, 'officer')
    const before = station
    const other = await TestDevice.enrol(platform, `${before}b`)
    devices.push(other)
    station = `${before}b`
    await listed(randomUUID(), 'officer')
    const { results } = await other.push(other.compose([entry(theirs)]))
    expect(results).toMatchObject([{ status: 'rejected', field: 'actor.unlisted' }])
  })

  it('changes no draft and no key of somebody else', async () => {
    const [one, other] = [await named('officer'), await named('officer')]
    const id = randomUUID()
    const draft = (actor: string, fields: WantedChange['fields'], ver = 0): WantedChange => ({
      ...{ table: 'sealed_drafts', id, actor, baseVer: ver },
      ...(fields === undefined ? {} : { fields }),
    })
    const first = { owner: one, box: ['a'] }
    expect(await told(draft(other, changed(first)))).toEqual(['rejected invalid actor.owner'])
    expect(await told(draft(one, changed(first)))).toEqual(['applied'])
    expect(await told(draft(other, changed({ box: [] }, first), 1))).toEqual(['rejected invalid actor.owner'])
    expect(await told(draft(other, changed({ owner: other }, first), 1))).toEqual(['rejected invalid actor.owner'])
    // Its author passes it on, and what they had typed on another PC before still comes.
    expect(await told(draft(one, changed({ owner: other, box: ['b'] }, first), 1))).toEqual(['applied'])
    expect(await told(draft(one, changed({ box: ['a', 'c'] }, first), 1))).toEqual(['merged'])
    expect(await told(draft(other, changed({ box: [] }, { box: ['b', 'c'] }), 3))).toEqual(['applied'])
    const key = { owner: one, publicKey: 'k', wrap: '{}', madeAt: ago(1) }
    const keyId = randomUUID()
    expect(await told({ table: 'account_keys', id: keyId, actor: one, fields: changed(key) })).toEqual(['applied'])
    const stolen = changed({ wrap: '{"kdf":"none"}' }, key)
    expect(await told({ table: 'account_keys', id: keyId, actor: other, baseVer: 1, fields: stolen })).toEqual([
      'rejected invalid actor.owner',
    ])
  })
})

describe('what a second person has to decide', () => {
  const review = (by: string, chief: string, more: Fields): WantedChange => {
    const asked = { level: 'chief', askedBy: by, askedAt: ago(2), status: 'approved' }
    const said = { decidedBy: chief, decidedAt: ago(1), decision: '' }
    return { table: 'reviews', id: randomUUID(), actor: chief, fields: changed({ ...asked, ...said, ...more }) }
  }
  const changedTo = (one: WantedChange, actor: string, after: Fields): WantedChange => {
    const before = Object.fromEntries(Object.entries(one.fields ?? {}).map(([field, { value }]) => [field, value]))
    return { table: 'entries', id: one.id, actor, baseVer: 1, fields: changed(after, before) }
  }

  it('an entry does not go out of force before the chief has said so, in the same act or before', async () => {
    const [clerk, chief] = [await named('clerk'), await named('chief')]
    const [one, two] = [entry(clerk), entry(clerk)]
    const voided = (of: WantedChange, actor = clerk): WantedChange => changedTo(of, actor, { stage: 'voided' })
    for (const each of [one, two]) expect(await told(each)).toEqual(['applied'])
    expect(await told(voided(one))).toEqual(['rejected invalid stage.review'])
    const open = review(clerk, chief, { kind: 'void', entry: one.id, status: 'open', decidedBy: null })
    const filing = review(clerk, chief, { kind: 'filing', entry: one.id })
    const lower = review(clerk, chief, { kind: 'void', entry: one.id, level: 'another' })
    const another = review(clerk, chief, { kind: 'void', entry: two.id })
    for (const useless of [open, filing, lower, another]) expect(await told(useless)).toEqual(['applied'])
    expect(await told(voided(one))).toEqual(['rejected invalid stage.review'])
    const approved = review(clerk, chief, { kind: 'void', entry: one.id })
    expect(await told(voided(one, chief), approved)).toEqual(['applied', 'applied'])
    // Decided before, and sent by another PC of the station.
    expect(await told(voided(two))).toEqual(['applied'])
    expect(await told({ ...changedTo(two, clerk, { stage: 'filed' }), baseVer: 2 })).toEqual([
      'rejected invalid stage.review',
    ])
  })

  it('a book that asks for it has no entry in force before', async () => {
    const [officer, chief] = [await named('officer'), await named('chief')]
    const profile = { book: 'L01', state: 'current' }
    expect(await told(entry(officer, {}, profile))).toEqual(['rejected invalid stage.review'])
    const one = entry(officer, {}, { ...profile, stage: 'in-review' })
    expect(await told(one)).toEqual(['applied'])
    const filed = changedTo(one, officer, { stage: 'filed' })
    expect(await told(filed)).toEqual(['rejected invalid stage.review'])
    expect(await told(filed, review(officer, chief, { kind: 'filing', entry: one.id }))).toEqual(['applied', 'applied'])
  })

  it('a step that waits for somebody is not taken before', async () => {
    const [officer, clerk] = [await named('officer'), await named('clerk')]
    const one = entry(officer, {}, { book: 'L08', state: 'reinspected' })
    expect(await told(one)).toEqual(['applied'])
    const closed = changedTo(one, officer, { state: 'closed' })
    expect(await told(closed)).toEqual(['rejected invalid state.review'])
    const looked = { kind: 'step', level: 'another', transition: 'close', entry: one.id }
    expect(await told(closed, review(officer, clerk, looked))).toEqual(['applied', 'applied'])
  })

  it('whoever filed may take back their own, and nobody else’s', async () => {
    const [one, other] = [await named('officer'), await named('officer')]
    const filed = entry(one)
    const version = { entry: filed.id, at: ago(1), actor: one, reason: null }
    const first = { table: 'entry_versions', id: `${filed.id}.1`, actor: one, fields: changed(version) }
    expect(await told(filed, first)).toEqual(['applied', 'applied'])
    const undo = (actor: string): WantedChange[] => [
      changedTo(filed, actor, { stage: 'voided' }),
      {
        ...{ table: 'entry_events', id: randomUUID(), actor },
        fields: changed({ entry: filed.id, at: ago(0), actor, from: 'present', to: 'present', transition: 'undo' }),
      },
    ]
    expect(await told(...undo(other))).toEqual(['rejected invalid stage.review', 'rejected transaction'])
    expect(await told(...undo(one))).toEqual(['applied', 'applied'])
  })
})
