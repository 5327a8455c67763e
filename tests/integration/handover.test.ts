import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { HandoverId, HandoverKind } from '../../src-contract/features/handover.contract.ts'
import type { AccountId, EntryId } from '../../src-contract/ids.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'
import { bookSamples } from '../support/book-samples.ts'
import { pdfText } from '../support/pdf-text.ts'
import { setHandler } from '../../src-core/features/handover/handover.facts.ts'
import { filed, L08, sample } from '../support/ledger-acts.ts'
import { openLedgerStation, staff } from '../support/test-context.ts'

const nowMs = Date.parse('2026-03-09T01:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
let station: TestStation
let officer: { accountId: AccountId; beat: string }
let clerk: AccountId
let hazard: EntryId
let dispute: EntryId

beforeAll(async () => {
  station = await openTestStation({ clock })
  const own = orThrow(await station.as('officer', 'accounts.session', {}))
  const other = orThrow(await station.as('clerk', 'accounts.session', {}))
  if (own === null || other === null) throw new Error('no session')
  officer = { accountId: own.accountId, beat: own.beats[0] ?? '' }
  clerk = other.accountId
  const samples = bookSamples({ officer: officer.accountId, another: clerk, today: '2026-03-09' })
  const filed = async (book: string) => {
    const fields = { ...samples[book]?.fields, beat: officer.beat }
    const opened = orThrow(await station.as('officer', 'ledger.openDraft', { book: book as BookId }))
    const { draftId, revision } = opened
    orThrow(await station.as('officer', 'ledger.saveDraft', { draftId, revision, fields }))
    const first = await station.as('officer', 'ledger.file', { draftId })
    if (first.ok) return first.value.entryId
    const { fields: keys = [], codes = [] } = first.error.params as { fields?: string[]; codes?: string[] }
    const accepted = keys.map((field, i) => ({ field, code: codes[i] ?? '', reason: '已核对' }))
    return orThrow(await station.as('officer', 'ledger.file', { draftId, accepted })).entryId
  }
  hazard = await filed('L08')
  dispute = await filed('L07')
  orThrow(await station.as('officer', 'ledger.openDraft', { book: 'L06' as BookId }))
})
afterAll(() => station.close())

async function candidates() {
  return orThrow(await station.as('officer', 'handover.candidates', {})).items
}

function items(list: readonly { kind: HandoverKind; ref: string }[]) {
  return list.map(({ kind, ref }) => ({ kind, ref }))
}

function codeOf(result: { ok: boolean; error?: { code: string } }): string {
  return result.ok ? 'ok' : (result.error?.code ?? '')
}

let first: HandoverId

it('lists what lies with somebody: drafts, disputes, hazards', async () => {
  const kinds = (await candidates()).map((one) => one.kind)
  expect(kinds).toEqual(expect.arrayContaining(['draft', 'hazard', 'dispute']))
  const foreign = await station.as('clerk', 'handover.candidates', { giverId: officer.accountId })
  expect(codeOf(foreign)).toBe('handover/people')
})

it('nothing moves before the receiver confirms; nobody signs for the other side or twice', async () => {
  const chosen = items(await candidates())
  const started = { receiverId: clerk, items: chosen, note: '调往巡特警' }
  expect(codeOf(await station.as('officer', 'handover.start', { ...started, items: [] }))).toBe('handover/nothing')
  expect(codeOf(await station.as('officer', 'handover.start', { ...started, receiverId: officer.accountId }))).toBe(
    'handover/people',
  )
  first = orThrow(await station.as('officer', 'handover.start', started)).handoverId
  expect(orThrow(await station.as('clerk', 'ledger.drafts', {})).drafts).toHaveLength(0)
  expect(codeOf(await station.as('officer', 'handover.confirm', { handoverId: first }))).toBe('handover/not-yours')
  expect(codeOf(await station.as('officer', 'handover.sign', { handoverId: first }))).toBe('handover/closed')
})

it('on confirmation drafts pass, open entries get who works on them, single items go back, and the credit stays', async () => {
  const { items: offered } = orThrow(await station.as('clerk', 'handover.read', { handoverId: first }))
  const back = offered.find((one) => one.kind === 'dispute')
  if (back === undefined) throw new Error('no dispute')
  const bare = await station.as('clerk', 'handover.confirm', {
    handoverId: first,
    returned: [{ position: back.position, reason: '' }],
  })
  expect(codeOf(bare)).toBe('handover/reason-missing')
  const counts = orThrow(
    await station.as('clerk', 'handover.confirm', {
      handoverId: first,
      returned: [{ position: back.position, reason: '当事人由原民警继续调解' }],
    }),
  )
  expect(counts).toMatchObject({ returned: 1, gone: 0, taken: offered.length - 1 })
  expect(codeOf(await station.as('clerk', 'handover.confirm', { handoverId: first }))).toBe('handover/closed')
  expect(orThrow(await station.as('clerk', 'ledger.drafts', {})).drafts).toHaveLength(1)
  expect(orThrow(await station.as('officer', 'ledger.drafts', {})).drafts).toHaveLength(0)
  const entry = orThrow(await station.as('clerk', 'ledger.read', { entryId: hazard }))
  expect(entry.people.officer.accountId).toBe(officer.accountId)
  const left = await candidates()
  expect(left.map((one) => one.entryId)).toEqual([dispute])
  const taken = orThrow(await station.as('clerk', 'handover.candidates', {})).items
  expect(taken.map((one) => one.entryId)).toContain(hazard)
  const trail = orThrow(await station.as('auditor', 'audit.list', { actions: ['handover', 'draft-pass'], limit: 10 }))
  expect(trail.rows.map((row) => row.action)).toEqual(expect.arrayContaining(['handover', 'draft-pass']))
})

it('is printed with both names and times and what became of each item', async () => {
  const { pdf } = orThrow(await station.as('officer', 'handover.print', { handoverId: first }))
  const text = pdfText(pdf)
  for (const word of [
    '工作交接单',
    'H2026-0001',
    station.users.officer.name,
    station.users.clerk.name,
    '2026-03-09',
    '退回',
  ])
    expect(text).toContain(word)
})

it('an item that was closed in the meantime is refused at the start, and noted as closed at the end', async () => {
  const [one] = await candidates()
  if (one === undefined) throw new Error('nothing left')
  const again = await station.as('officer', 'handover.start', {
    receiverId: clerk,
    items: [{ kind: 'draft', ref: one.ref }],
  })
  expect(codeOf(again)).toBe('handover/item-gone')
  const draft = orThrow(await station.as('officer', 'ledger.openDraft', { book: 'L06' as BookId }))
  const started = { receiverId: clerk, items: [{ kind: 'draft' as const, ref: draft.draftId }] }
  const { handoverId } = orThrow(await station.as('officer', 'handover.start', started))
  orThrow(await station.as('officer', 'ledger.discardDraft', { draftId: draft.draftId }))
  expect(orThrow(await station.as('clerk', 'handover.confirm', { handoverId }))).toEqual({
    taken: 0,
    returned: 0,
    gone: 1,
  })
})

it('the giver can call it off with a reason until it is confirmed; the history stays', async () => {
  const started = { receiverId: clerk, items: items(await candidates()) }
  const { handoverId } = orThrow(await station.as('officer', 'handover.start', started))
  expect(codeOf(await station.as('officer', 'handover.callOff', { handoverId }))).toBe('handover/reason-missing')
  orThrow(await station.as('officer', 'handover.callOff', { handoverId, reason: '暂不调动' }))
  expect(codeOf(await station.as('clerk', 'handover.confirm', { handoverId }))).toBe('handover/closed')
  const all = orThrow(await station.as('chief', 'handover.list', {})).handovers
  expect(all.map((one) => one.state)).toEqual(['called-off', 'done', 'done'])
})

it('the chief starts one for somebody: with a reason, signed by the giver while the account is in use, by the chief after', async () => {
  const chosen = items(await candidates())
  const asked = { giverId: officer.accountId, receiverId: clerk, items: chosen }
  expect(codeOf(await station.as('chief', 'handover.start', asked))).toBe('handover/reason-missing')
  const { handoverId } = orThrow(await station.as('chief', 'handover.start', { ...asked, reason: '借调' }))
  expect(codeOf(await station.as('clerk', 'handover.confirm', { handoverId }))).toBe('handover/not-signed')
  orThrow(await station.as('chief', 'handover.callOff', { handoverId, reason: '改为离职交接' }))
  orThrow(await station.as('it', 'accounts.setActive', { accountId: officer.accountId, active: false }))
  const second = orThrow(await station.as('chief', 'handover.start', { ...asked, reason: '已离职' }))
  const { handover } = orThrow(await station.as('clerk', 'handover.read', { handoverId: second.handoverId }))
  expect(handover).toMatchObject({ state: 'to-confirm', signedByName: station.users.chief.name, mine: 'confirm' })
  expect(orThrow(await station.as('clerk', 'handover.confirm', { handoverId: second.handoverId })).taken).toBe(
    chosen.length,
  )
})

it('an officer of another beat sees, opens and is reminded of what was handed over to them, and of nothing else', async () => {
  const ledger = openLedgerStation()
  try {
    const { entryId } = await filed(ledger, 'officer', L08, sample('L08'))
    const other = await filed(ledger, 'officer', L08, sample('L08', { address: '澄湾市东渚区幸福路12号4栋1单元101室' }))
    const seen = async () =>
      (await ledger.must('otherOfficer', 'ledger.list', { book: L08 })).rows.map((row) => row.entryId)
    expect(await seen()).toEqual([])
    const accountId = staff.otherOfficer.accountId
    setHandler(ledger.db, { entryId, accountId, since: '2026-03-05T00:00:00.000Z', handoverId: 'test' })
    expect(await seen()).toEqual([entryId])
    expect((await ledger.must('otherOfficer', 'ledger.read', { entryId })).people.officer.name).toBe('民警甲')
    expect(codeOf(await ledger.call('otherOfficer', 'ledger.read', { entryId: other.entryId }))).toBe(
      'ledger/entry-gone',
    )
    const { dues } = await ledger.must('otherOfficer', 'home.today', {})
    expect(dues.map((due) => due.entryId)).toEqual([entryId])
  } finally {
    await ledger.close()
  }
})
