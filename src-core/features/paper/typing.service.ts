import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { RowOutcome, RowProblem, WalkRow } from '../../../src-contract/features/paper.contract.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { DraftId, EntryId, LocalDate, Version } from '../../../src-contract/ids.ts'
import { localDateOf } from '../../clock.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { valuesOfEntry } from '../ledger/carried.ts'
import { findReachable, type FoundEntry } from '../ledger/find-entry.ts'
import { compareVersions } from '../ledger/read.service.ts'
import { changed, ownCopy, shownCopy } from './copies.service.ts'
import { walkOrder } from './order.rules.ts'
import {
  findCopyWithPeople,
  newcomersOf,
  findRow,
  rowsOfCopy,
  updateCopy,
  updateRow,
  type CopyRecord,
  type KeptRow,
  type RowRecord,
} from './paper.repo.ts'
import { registerOf, shownOf } from './registers.ts'
import { dayTyped, judgeRow } from './row.rules.ts'

/** The whole copy in plain, as it lies on the desk. The audit row comes before the answer. */
export function open(ctx: Context, input: ParsedInputOf<'paper.open'>): Answer<'paper.open'> {
  const copy = ownCopy(ctx, input.copyId)
  const people = copy === undefined ? undefined : findCopyWithPeople(ctx.db, copy.copy_id)
  if (copy === undefined || people === undefined) return failure('paper/gone')
  const rows = rowsOfCopy(ctx.db, copy.copy_id)
  ctx.audit({
    action: 'view',
    record: copy.copy_id,
    purpose: input.purpose,
    detail: { walkList: copy.number, rows: rows.length },
  })
  const newcomers = newcomersOf(ctx.db, copy.copy_id)
  return success({
    copy: shownCopy(people, ctx.today),
    byAnother: copy.typist_id !== null && copy.typist_id !== ctx.session.accountId,
    visitedOn: dayOfWalk(ctx, copy) as LocalDate,
    rooms: roomsOf(ctx, copy, rows).map(({ household, label }) => ({
      household,
      label,
      newcomers: newcomers
        .filter((one) => one.household === household)
        .map(({ draftId, book, filed }) => ({ draftId: draftId as DraftId, book: book as BookId, filed: filed === 1 })),
    })),
    rows: rows.flatMap((row) => shownRow(ctx, copy, row)),
  })
}

/** The day for rows without their own: as typed for the copy, else today. */
export function dayOfWalk(ctx: Pick<Context, 'today'>, copy: CopyRecord): string {
  return copy.visited_on ?? ctx.today
}

/** Labels of the rooms, from the places of their entries. */
export function roomsOf(
  ctx: Context,
  copy: CopyRecord,
  rows: readonly RowRecord[],
): { household: number; label: string; key: string }[] {
  const households = new Map<number, string>()
  for (const { household, entry_id } of rows) if (!households.has(household)) households.set(household, entry_id)
  return [...households].map(([household, entryId]) => {
    // The copy keeps its order; an entry that has moved away since only lends the label that it has now.
    const key = findReachable(ctx, entryId)?.entry.address_key ?? copy.building
    const inside = key.startsWith(`${copy.building}|`)
    const [room] = inside ? walkOrder([{ entryId, key, book: '' }], copy.building) : []
    return { household, label: room?.label ?? '', key }
  })
}

function shownRow(ctx: Context, copy: CopyRecord, row: KeptRow): WalkRow[] {
  const found = findReachable(ctx, row.entry_id)
  if (found === undefined) return []
  const { entry, book } = found
  const { name, documentEnd, phone } = shownOf(book, valuesOfEntry(ctx.db, book, entry))
  const since = sinceOf(row, found)
  const changes =
    since === 'corrected'
      ? compareVersions(ctx, {
          entryId: row.entry_id as EntryId,
          left: row.version as Version,
          right: entry.version as Version,
        })
      : null
  const { readDay, problems } = judged(ctx, copy, row, found)
  return [
    {
      position: row.position,
      household: row.household,
      entryId: row.entry_id as EntryId,
      book: book.definition.id,
      number: entry.number,
      name,
      documentEnd,
      phoneNow: phone,
      state: entry.state,
      outcome: row.outcome as RowOutcome | null,
      day: row.day ?? '',
      phone: row.phone ?? '',
      note: row.note ?? '',
      revision: row.revision,
      readDay: readDay as LocalDate | null,
      problems,
      since,
      version: entry.version as Version,
      changes: changes?.ok === true ? changes.value.fields : [],
      visit:
        row.visit_id === null || row.visit_number === null
          ? null
          : { entryId: row.visit_id as EntryId, number: row.visit_number },
    },
  ]
}

/** What became of an entry after it was printed. What this copy itself did is no change by somebody else. */
export function sinceOf(row: RowRecord, { entry, book }: FoundEntry): WalkRow['since'] {
  if (row.visit_id !== null) return 'same'
  if (entry.stage !== 'filed' || !registerOf(book.definition.id).states.includes(entry.state)) return 'gone'
  return entry.version === row.version ? 'same' : 'corrected'
}

export function judged(
  ctx: Pick<Context, 'today'>,
  copy: CopyRecord,
  row: Pick<RowRecord, 'outcome' | 'day' | 'phone' | 'seen_version' | 'version' | 'visit_id'>,
  { entry, book }: FoundEntry,
): { readDay: string | null; problems: RowProblem[] } {
  const typed = {
    outcome: row.outcome as RowOutcome | null,
    day: row.day ?? '',
    phone: row.phone ?? '',
    seenVersion: row.seen_version,
  }
  if (row.visit_id !== null) return { readDay: dayTyped(typed.day, ctx.today), problems: [] }
  const { version, state } = entry
  return judgeRow(
    typed,
    { book: book.definition.id, state, version, printedVersion: row.version },
    { today: ctx.today, madeOn: localDateOf(Date.parse(copy.made_at)) },
  )
}

type TypingError = 'paper/gone' | 'paper/destroyed' | 'paper/typed-by-another'

/** A copy that the caller may type; the first who types has it, and whoever holds the paper in hand has got it back. */
export function typable(ctx: Context, copyId: string): Result<CopyRecord, TypingError> {
  const copy = ownCopy(ctx, copyId)
  if (copy === undefined) return failure('paper/gone')
  if (copy.destroyed_at !== null) return failure('paper/destroyed')
  if (copy.typist_id !== null && copy.typist_id !== ctx.session.accountId) return failure('paper/typed-by-another')
  return success(copy)
}

/** Whoever types has the paper: it is back, and theirs. */
export function claim(ctx: Context, copy: CopyRecord): Partial<CopyRecord> {
  return {
    typist_id: ctx.session.accountId,
    ...(copy.returned_at === null ? { returned_at: ctx.now, returned_by: ctx.session.accountId } : {}),
  }
}

export function takeOver(ctx: Context, { copyId }: ParsedInputOf<'paper.takeOver'>): Answer<'paper.takeOver'> {
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'paper.takeOver'> => {
      const copy = ownCopy(ctx, copyId)
      if (copy === undefined) return failure('paper/gone')
      if (copy.destroyed_at !== null) return failure('paper/destroyed')
      updateCopy(tx, copyId, claim(ctx, copy))
      tx.audit({ action: 'paper-copy', record: copyId, detail: { change: 'taken-over', number: copy.number } })
      return success({})
    }),
  )
}

export function setDay(ctx: Context, input: ParsedInputOf<'paper.setDay'>): Answer<'paper.setDay'> {
  return ctx.commit((tx): Answer<'paper.setDay'> => {
    const copy = typable(ctx, input.copyId)
    if (!copy.ok) return copy
    const day = dayTyped(input.day, ctx.today)
    if (day === null || day < localDateOf(Date.parse(copy.value.made_at))) return failure('paper/day')
    updateCopy(tx, input.copyId, { ...claim(ctx, copy.value), visited_on: day })
    return success({ visitedOn: day as LocalDate })
  })
}

/** Kept as typed; two who type the same row are told, and neither writes over the other. */
export function saveRow(ctx: Context, input: ParsedInputOf<'paper.saveRow'>): Answer<'paper.saveRow'> {
  return ctx.commit((tx): Answer<'paper.saveRow'> => {
    const copy = typable(ctx, input.copyId)
    if (!copy.ok) return copy
    const row = findRow(tx, input.copyId, input.position)
    const found = row === undefined ? undefined : findReachable(ctx, row.entry_id)
    if (row === undefined || found === undefined) return failure('paper/gone')
    if (row.visit_id !== null) return failure('paper/row-filed')
    if (row.revision !== input.revision) return failure('paper/row-stale', { row: row.position })
    const typed = {
      outcome: input.outcome,
      day: input.day,
      phone: input.phone,
      note: input.note,
      seen_version: input.seenVersion,
    }
    const revision = row.revision + 1
    updateRow(tx, input, { ...typed, revision, typed_at: ctx.now, visit_id: null })
    if (copy.value.typist_id === null || copy.value.returned_at === null)
      updateCopy(tx, input.copyId, claim(ctx, copy.value))
    const { readDay, problems } = judged(ctx, copy.value, { ...row, ...typed }, found)
    return success({ revision, readDay: readDay as LocalDate | null, problems })
  })
}
