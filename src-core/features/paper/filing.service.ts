import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { success, type ErrorCode, type Result } from '../../../src-contract/errors.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { HouseholdResult, RowProblem } from '../../../src-contract/features/paper.contract.ts'
import type { DraftId, EntryId, Version } from '../../../src-contract/ids.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import { problemsOf } from '../../../src-domain/books/problem-params.ts'
import { readPhone } from '../../../src-domain/identifiers/phone.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { allOrNothing, nested } from '../../rpc/nested-act.ts'
import { valuesOfEntry } from '../ledger/carried.ts'
import { correct } from '../ledger/correct.service.ts'
import { openDraft, saveDraft } from '../ledger/drafts.service.ts'
import { file } from '../ledger/file.service.ts'
import { findReachable, type FoundEntry } from '../ledger/find-entry.ts'
import { confirm, linkSeen } from '../ledger/household.service.ts'
import { step } from '../ledger/step.service.ts'
import { isActiveStaff, rowsOfCopy, setVisit, type CopyRecord, type KeptRow } from './paper.repo.ts'
import { registerOf, shownOf, visits } from './registers.ts'
import { dayOfWalk, judged, sinceOf, typable } from './typing.service.ts'

type Line = { readonly row: KeptRow; readonly found: FoundEntry; readonly values: Values; readonly day: string }
type Filed = { readonly entryId: string; readonly number: string }

/**
 * Files the rooms that are complete, each in a transaction of its own through the ledger's own services: a visit with what it says of
 * its people, corrected phones, rentals that fell vacant. What was filed before is passed by, so that it can be asked for again
 * after an interruption.
 */
export async function fileCopy(ctx: Context, input: ParsedInputOf<'paper.file'>): Promise<Answer<'paper.file'>> {
  const typed = typable(ctx, input.copyId)
  if (!typed.ok) return typed
  const copy = typed.value
  const reasons = new Map(input.reasons.map((one) => [one.household, one.reason]))
  const households = [...new Set(rowsOfCopy(ctx.db, copy.copy_id).map((row) => row.household))]
  const results: HouseholdResult[] = []
  for (const household of households) {
    results.push(fileRoom(ctx, copy, household, reasons.get(household)))
    ctx.progress({ phase: 'file', done: results.length, total: households.length })
    await new Promise<void>((resolve) => setImmediate(resolve))
    ctx.signal.throwIfAborted()
  }
  const filed = results.filter((one) => one.result === 'filed').length
  const done = ctx.commit((tx): Answer<'paper.file'> => {
    tx.audit({ action: 'paper-copy', record: copy.copy_id, detail: { change: 'filed', number: copy.number, filed } })
    return success({ results })
  })
  if (filed > 0) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return done
}

function fileRoom(ctx: Context, copy: CopyRecord, household: number, reason: string | undefined): HouseholdResult {
  const rows = rowsOfCopy(ctx.db, copy.copy_id).filter((row) => row.household === household)
  const none = { household, entryId: null, number: null, code: null, problems: [], rows: [] }
  const done = rows.find((row) => row.visit_id !== null)
  const lines: Line[] = []
  const problems: RowProblem[] = []
  for (const row of rows) {
    const found = row.visit_id === null ? findReachable(ctx, row.entry_id) : undefined
    if (found === undefined) continue
    if (sinceOf(row, found) === 'gone') {
      // Somebody else has dealt with it; only who says the opposite is asked again.
      if (row.outcome === 'confirmed') problems.push('changed')
      continue
    }
    if (row.outcome === null) return { ...none, result: done === undefined ? 'incomplete' : 'already' }
    const judgement = judged(ctx, copy, row, found)
    problems.push(...judgement.problems)
    const day = judgement.readDay ?? dayOfWalk(ctx, copy)
    lines.push({ row, found, values: valuesOfEntry(ctx.db, found.book, found.entry), day })
  }
  if (problems.length > 0)
    return { ...none, result: 'refused', code: 'paper/row-problems', rows: [...new Set(problems)] }
  if (lines.length === 0) {
    const number = done?.visit_number ?? null
    return {
      ...none,
      result: done === undefined ? 'incomplete' : 'already',
      entryId: done?.visit_id as EntryId,
      number,
    }
  }
  const filed = ctx.bulk((tx) =>
    allOrNothing<Filed, ErrorCode>(tx, (inner) => {
      const visit = fileVisit(nested(ctx, inner), copy, lines, reason)
      if (visit.ok) setVisit(inner, copy.copy_id, household, visit.value.entryId)
      return visit
    }),
  )
  if (!filed.ok) return { ...none, result: 'refused', code: filed.error.code, problems: problemsOf(filed.error.params) }
  return { ...none, result: 'filed', entryId: filed.value.entryId as EntryId, number: filed.value.number }
}

function fileVisit(
  ctx: Context,
  copy: CopyRecord,
  lines: readonly Line[],
  reason: string | undefined,
): Result<Filed, ErrorCode> {
  for (const line of lines) {
    const corrected = correctPhone(ctx, copy, line, reason)
    if (!corrected.ok) return corrected
  }
  const opened = openDraft(ctx, { book: visits as BookId })
  if (!opened.ok) return opened
  const { draftId, revision } = opened.value
  const fields = visitOf(ctx, copy, lines)
  const saved = saveDraft(ctx, { draftId, revision, fields })
  if (!saved.ok) return saved
  if (saved.value.filled.length > 0) {
    // Who walked and in which beat is on the paper: nothing else is filled in.
    const again = saveDraft(ctx, { draftId, revision: saved.value.revision, fields })
    if (!again.ok) return again
  }
  for (const { row, found } of lines) {
    if (found.book.atVisit === null || row.outcome === 'unseen') continue
    const outcome = row.outcome === 'left' ? 'left' : 'confirmed'
    const said = confirm(ctx, { draftId, entryId: row.entry_id as EntryId, outcome })
    if (!said.ok) return said
  }
  const filed = fileAccepting(ctx, draftId, reason)
  if (!filed.ok) return filed
  for (const line of lines) {
    const vacated = vacate(ctx, line, filed.value.number)
    if (!vacated.ok) return vacated
    linkRental(ctx, line, filed.value.entryId)
  }
  return success({ entryId: filed.value.entryId, number: filed.value.number })
}

/** Warnings are accepted with the reason that was given for the room; without one they come back to be read. */
function fileAccepting(ctx: Context, draftId: DraftId, reason: string | undefined) {
  const first = file(ctx, { draftId, accepted: [] })
  const warned = warnedOf(first)
  if (warned === undefined || reason === undefined) return first
  return file(ctx, { draftId, accepted: warned.map(({ field, code }) => ({ field, code, reason })) })
}

function warnedOf(result: Result<unknown, ErrorCode>) {
  return !result.ok && result.error.code === 'ledger/warnings' ? problemsOf(result.error.params) : undefined
}

/** What the visit says: who was met, on which day, what was noted. Nothing is carried over from other visits. */
function visitOf(ctx: Context, copy: CopyRecord, lines: readonly Line[]): Record<string, string> {
  const shown = lines.map(({ row, found, values }) => ({ row, found, ...shownOf(found.book, values) }))
  const people = shown.filter(({ found }) => found.book.atVisit !== null)
  const met = shown.filter(({ row }) => row.outcome === 'confirmed')
  const first = people.find(({ row }) => row.outcome === 'confirmed') ?? met[0] ?? people[0] ?? shown[0]
  const [line] = lines
  if (line === undefined || first === undefined) throw new Error('a room without rows')
  const rental = met.some(({ found }) => found.book.atVisit === null)
  const notes = shown.flatMap(({ row, name }) => {
    const note = row.note?.trim() ?? ''
    return note === '' ? [] : [name === '' ? note : `${name}：${note}`]
  })
  const phone = (first.row.phone ?? '').trim() || first.phone
  const address = line.values['address']
  const walkedByOther =
    copy.holder_id !== copy.officer_id && isActiveStaff(ctx.db, copy.holder_id, ['officer', 'auxiliary'])
  return {
    occurredOn: lines.map(({ day }) => day).reduce((a, b) => (a > b ? a : b)),
    reason: 'resident-check',
    result: met.length > 0 ? 'met' : 'not-met',
    residentName: first.name === '' ? 'not-provided' : first.name,
    itemsChecked: rental ? 'residents,rental' : 'residents',
    beat: line.found.entry.beat,
    officer: copy.officer_id,
    ...(address === undefined || isDeclaredMissing(address) ? {} : { address }),
    ...(phone === '' ? {} : { phone }),
    ...(notes.length === 0 ? {} : { findings: notes.join('\n') }),
    ...(walkedByOther ? { helpers: copy.holder_id } : {}),
  }
}

/** A phone that was written on the paper is a new version of the entry, with the paper's number as the reason. */
function correctPhone(
  ctx: Context,
  copy: CopyRecord,
  { row, found, values }: Line,
  reason: string | undefined,
): Result<unknown, ErrorCode> {
  const phone = readPhone(row.phone ?? '').normal
  const key = registerOf(found.book.definition.id).phone
  if (phone === null || values[key] === phone) return success(null)
  const input = {
    entryId: row.entry_id as EntryId,
    version: found.entry.version as Version,
    fields: { ...values, [key]: phone },
    reason: `走访表 ${copy.number}`,
  }
  const first = correct(ctx, { ...input, accepted: [] })
  const warned = warnedOf(first)
  if (warned === undefined || reason === undefined) return first
  return correct(ctx, { ...input, accepted: warned.map(({ field, code }) => ({ field, code, reason })) })
}

/** People of a room are linked by what the visit says of them; a rental is seen with it. */
function linkRental(ctx: Context, { row, found }: Line, visit: string): void {
  if (found.book.atVisit !== null || row.outcome === 'unseen') return
  linkSeen(ctx, { visit, entryId: row.entry_id, outcome: row.outcome === 'left' ? 'left' : 'confirmed' })
}

/** A rental whose tenants have left. */
function vacate(ctx: Context, { row, found, day }: Line, visit: string): Result<unknown, ErrorCode> {
  if (found.book.atVisit !== null || row.outcome !== 'left') return success(null)
  return step(ctx, {
    entryId: row.entry_id as EntryId,
    state: found.entry.state,
    transition: 'vacate',
    fields: { vacatedOn: day },
    note: visit,
    accepted: [],
  })
}
