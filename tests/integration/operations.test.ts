import { afterAll, beforeAll, expect, it } from 'vitest'
import { uuidv7 } from '../../src-core/uuid.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

/** A write that is repeated because its answer was lost (core was restarted, the window was closed) must not be done twice. */
let station: TestStation
beforeAll(async () => {
  station = await openTestStation()
})
afterAll(() => station.close())

const operation = (): string => uuidv7(Date.now())
const visits = { book: 'L06' } as never
const residents = { book: 'L02' } as never
async function drafts(): Promise<number> {
  return orThrow(await station.as('clerk', 'ledger.drafts', {})).drafts.length
}

it('a repeat gets the first answer and does nothing again, also after a restart', async () => {
  const before = await drafts()
  const id = operation()
  const first = orThrow(await station.as('clerk', 'ledger.openDraft', visits, id))
  expect(orThrow(await station.as('clerk', 'ledger.openDraft', visits, id))).toEqual(first)
  await station.restart()
  expect(orThrow(await station.as('clerk', 'ledger.openDraft', visits, id))).toEqual(first)
  expect(await drafts()).toBe(before + 1)
  expect(orThrow(await station.as('clerk', 'ledger.openDraft', visits, operation())).draftId).not.toBe(first.draftId)
})

it('a repeat while the first is under way waits for its answer', async () => {
  const before = await drafts()
  const id = operation()
  const dispatch = () =>
    station.core.dispatcher.dispatch({ method: 'ledger.openDraft', input: visits, operationId: id })
  const answers = await Promise.all([dispatch(), dispatch(), dispatch()])
  expect(answers[0]?.ok).toBe(true)
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
  expect(await drafts()).toBe(before + 1)
})

it('an id that was used for something else is refused, later and at the same time', async () => {
  const before = await drafts()
  const id = operation()
  const dispatch = (method: string, input: unknown) =>
    station.core.dispatcher.dispatch({ method, input, operationId: id })
  const together = await Promise.all([dispatch('ledger.openDraft', visits), dispatch('ledger.openDraft', residents)])
  expect(together.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual(['ok', 'rpc/operation-reused'])
  expect(await dispatch('ledger.openDraft', residents)).toMatchObject({
    ok: false,
    error: { code: 'rpc/operation-reused' },
  })
  const draftId = together[0]?.ok ? (together[0].value as { draftId: string }).draftId : ''
  expect(await dispatch('ledger.discardDraft', { draftId })).toMatchObject({
    ok: false,
    error: { code: 'rpc/operation-reused' },
  })
  const other = await station.as('officer', 'ledger.openDraft', visits, id)
  expect(other).toMatchObject({ ok: false, error: { code: 'rpc/operation-reused' } })
  expect(await drafts()).toBe(before + 1)
})

it('an act that failed may be tried again under its id', async () => {
  const id = operation()
  const gone = { book: 'L06', from: { subjectId: 999_999, purpose: 'P02' } } as never
  for (let time = 0; time < 2; time += 1) {
    const result = await station.as('clerk', 'ledger.openDraft', gone, id)
    expect(!result.ok && result.error.code).toBe('lookup/subject-gone')
  }
  expect((await station.as('clerk', 'ledger.openDraft', visits, id)).ok).toBe(true)
})

it('an act that takes its time is refused to another one under its id while it is under way', async () => {
  await station.logIn('it')
  const id = operation()
  const account = (login: string) => ({
    ...{ login, name: '周演示', role: 'clerk', staffKind: 'civilian', staffNumber: login, team: '内勤' },
    ...{ beats: [], passphrase: 'yunshan-heliu-qingsong-mingyue' },
  })
  const create = (login: string) =>
    station.core.dispatcher.dispatch({ method: 'accounts.create', input: account(login), operationId: id })
  const [first, same, other] = await Promise.all([create('neiqin7'), create('neiqin7'), create('neiqin8')])
  expect(first?.ok).toBe(true)
  expect(same).toEqual(first)
  expect(other).toMatchObject({ ok: false, error: { code: 'rpc/operation-reused' } })
  const logins = orThrow(await station.as('it', 'accounts.list', {})).accounts.map(({ login }) => login)
  expect([logins.includes('neiqin7'), logins.includes('neiqin8')]).toEqual([true, false])
})
