import { boundCells } from '../demo/return-template.ts'
import type { DemoStation } from '../demo/station.ts'
import type { TemporaryVisit } from '../demo/in-use.ts'
import type { Random } from '../demo/random.ts'
import type { BookId } from '../src-contract/books.ts'
import type { CopyId } from '../src-contract/features/paper.contract.ts'
import type { AccountId } from '../src-contract/ids.ts'
import { localDateOf } from '../src-core/clock.ts'
import type { Core } from '../src-core/core.ts'
import { periodAfter, periodKind, periodOfDay } from '../src-domain/periods/periods.ts'
import { actingAs, handIn, must } from './demo-acting.ts'

/** Copies of walk lists, where there are so many buildings. */
const copies = 3
const visits = 'L06' as BookId

export type InUse = {
  /** Periods of the return: the one that was sent, and the one that is due. */
  readonly sent: string
  readonly due: string
  readonly copies: number
  readonly temporary: number
  readonly seconds: number
}

/**
 * What a station that has worked for a while has besides its ledger, done as its people do it, under their own log-in: a return of which one
 * period was sent and the next is due, walk lists that are out and one that came back, addresses that are no standard ones yet.
 *
 * @param form the superior's form
 */
export async function putInUse(core: Core, station: DemoStation, form: string): Promise<InUse> {
  const started = performance.now()
  const as = actingAs(core, station)
  const today = localDateOf(Date.parse(core.gate.now()))
  const month = periodKind('month')
  if (month === undefined) throw new Error('no months')
  const due = periodAfter(month, periodOfDay(month, today), -1).id
  const sent = periodAfter(month, periodOfDay(month, today), -2).id
  const { temporary, asked, walks, ticks } = station.inUse(today)

  await as('clerk')
  const submissionId = await handInReturn(core, station, form, sent)
  for (const visit of temporary) await fileVisit(core, visit)
  await must(core, 'ledger.askStandardAddress', asked)
  const made = await walkOnPaper(core, station, walks, ticks)
  await as('chief')
  await must(core, 'returns.review', { submissionId, confirm: true })
  const seconds = Math.round((performance.now() - started) / 100) / 10
  return { sent, due, copies: made, temporary: temporary.length, seconds }
}

async function handInReturn(core: Core, station: DemoStation, form: string, period: string) {
  const facts = { name: '基层基础工作月报表', issuer: '东渚分局', periodKind: 'month', dueDays: 3, startsWith: period }
  const { returnId } = await must(core, 'returns.create', { ...facts, fileId: handIn(core, form) })
  const { revision } = await must(core, 'returns.open', { returnId })
  const cells = boundCells(station.beats.map((beat) => beat.id))
  await must(core, 'returns.bind', { returnId, revision, cells })
  const { contentHash } = await must(core, 'returns.fill', { returnId, period })
  const handed = { returnId, period, contentHash, acceptIncomplete: true }
  return (await must(core, 'returns.submit', handed)).submissionId
}

async function fileVisit(core: Core, { fields, reason }: TemporaryVisit): Promise<void> {
  const officer = await accountOf(core, fields['officer'] ?? '')
  const { draftId, revision } = await must(core, 'ledger.openDraft', { book: visits })
  const saved = await must(core, 'ledger.saveDraft', { draftId, revision, fields: { ...fields, officer } })
  const accepted = saved.problems
    .filter(({ severity }) => severity === 'warning')
    .map(({ field, code }) => ({ field, code, reason: field === 'address' ? reason : '已核实' }))
  await must(core, 'ledger.file', { draftId, accepted })
}

async function accountOf(core: Core, staffNumber: string): Promise<AccountId> {
  const { accounts } = await must(core, 'accounts.colleagues', {})
  const found = accounts.find((one) => one.staffNumber === staffNumber)
  if (found === undefined) throw new Error('a visit by somebody who is not at the station')
  return found.accountId
}

/** One copy for each of the fullest buildings: the first one is out, the second came back, the third was typed in too. @returns how many */
async function walkOnPaper(core: Core, station: DemoStation, walks: readonly string[], ticks: Random): Promise<number> {
  const numberOf = (role: string): string => station.users.find((one) => one.role === role)?.staffNumber ?? ''
  const officerId = await accountOf(core, numberOf('officer'))
  const holderId = await accountOf(core, numberOf('auxiliary'))
  const full: { place: string; entries: number }[] = []
  for (const text of walks) {
    const { buildings } = await must(core, 'paper.buildings', { text })
    full.push(...buildings.filter(({ entries }) => entries > 0).slice(0, 1))
  }
  full.sort((a, b) => b.entries - a.entries || (a.place < b.place ? -1 : 1))
  const chosen = full.slice(0, copies)
  for (const [at, { place }] of chosen.entries()) {
    const { copyId } = await must(core, 'paper.prepare', {
      place,
      officerId,
      holderId: at === 0 ? officerId : holderId,
    })
    await must(core, 'paper.print', { copyId, purpose: 'P01' })
    if (at === 1) await must(core, 'paper.tick', { copyId, what: 'returned' })
    if (at === 2) await typeBack(core, copyId, ticks)
  }
  return chosen.length
}

async function typeBack(core: Core, copyId: CopyId, ticks: Random): Promise<void> {
  const { rows } = await must(core, 'paper.open', { copyId, purpose: 'P01' })
  for (const { position, revision } of rows) {
    const outcome = ticks.chance(0.8) ? ('confirmed' as const) : ('unseen' as const)
    const row = { copyId, position, revision, outcome, day: '', phone: '', note: '', seenVersion: null }
    await must(core, 'paper.saveRow', row)
  }
  await must(core, 'paper.file', { copyId })
}
