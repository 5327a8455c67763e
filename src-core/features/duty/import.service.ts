import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { DutyImportCounts, DutyImportId } from '../../../src-contract/features/duty.shapes.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { areasCollide } from '../../../src-domain/duty/areas.rules.ts'
import { daysAround, shiftsCollide } from '../../../src-domain/duty/shift-time.rules.ts'
import { spansOverlap } from '../../../src-domain/duty/spans.rules.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { Context } from '../../rpc/context.ts'
import type { FileShelf } from '../../rpc/file-shelf.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { actOf } from './acts.ts'
import { planAreas } from './area-plan.ts'
import { areasOfKeys } from './areas.repo.ts'
import { changed } from './assignments.service.ts'
import { readDutyFile, type ReadFile } from './import-file.service.ts'
import type { ImportPlan } from './import-plan.ts'
import { importHead, insertImport, markUndone } from './imports.repo.ts'
import {
  anyRow,
  changesOfImport,
  findRow,
  logged,
  removeRow,
  restoreRow,
  writeRow,
  type RowKind,
} from './records.repo.ts'
import { planRoster } from './roster-plan.ts'
import { dutiesBetween } from './roster.repo.ts'
import { allBeats } from './staff.repo.ts'
import { knowBeat } from './standing-assignments.ts'

/** Previews that may be applied, the last few of each window's files. Like the shelf itself, forgotten when core ends. */
const previews = new WeakMap<FileShelf, Map<string, { read: ReadFile; counts: DutyImportCounts }>>()
const mostPreviews = 5
const mostProblems = 500

export async function previewImport(
  ctx: Context,
  input: ParsedInputOf<'duty.previewImport'>,
): Promise<Answer<'duty.previewImport'>> {
  const file = ctx.files.get(input.fileId)
  if (file === undefined) return failure('file/not-found')
  const { path, name } = file
  const { kind, sheet, month } = input
  const answer = await readDutyFile(ctx.db, { path, name, kind, sheet, month, today: ctx.today, signal: ctx.signal })
  if (!answer.ok) return answer
  const read = answer.value
  const plan = planOf(ctx.db, read, ctx)
  const counts = countsOf(read, plan)
  const importId = ctx.newId() as DutyImportId
  remember(ctx.files, importId, { read, counts })
  const problems = [...read.problems, ...plan.problems].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning') || a.row - b.row,
  )
  return success({
    importId,
    kind,
    fileName: read.fileName,
    sheet: read.sheet,
    sheets: [...read.sheets],
    layout: read.layout,
    month: read.month,
    from: (read.span?.from ?? null) as LocalDate | null,
    to: (read.span?.to ?? null) as LocalDate | null,
    counts,
    problems: problems.slice(0, mostProblems),
    problemCount: problems.length,
  })
}

/** The whole file or nothing of it: one transaction, refused while any row is wrong. */
export function applyImport(ctx: Context, input: ParsedInputOf<'duty.applyImport'>): Answer<'duty.applyImport'> {
  const preview = previews.get(ctx.files)?.get(input.importId)
  if (preview === undefined) return failure('duty/preview-stale')
  const { read } = preview
  return changed(ctx, (tx) => {
    if (importHead(tx, input.importId) !== undefined) return failure('duty/preview-stale')
    const plan = planOf(tx, read, ctx)
    const counts = countsOf(read, plan)
    if (canonicalJson(counts) !== canonicalJson(preview.counts)) return failure('duty/preview-stale')
    if (counts.rejected > 0) return failure('duty/import-problems', { rejected: counts.rejected })
    if (plan.writes.length + plan.removals.length === 0) return failure('duty/import-nothing')
    const act = actOf(ctx, read.fileName, input.importId)
    for (const beat of plan.newBeats) knowBeat(tx, beat, ctx.now)
    // What is taken away first: its time may be what a new row takes.
    for (const { kind, id } of plan.removals) removeRow(tx, kind, id, act)
    for (const write of plan.writes)
      if (write.kind === 'duty') writeRow(tx, 'duty', write.row, act)
      else writeRow(tx, 'area', write.row, act)
    const { accountId } = ctx.session
    const { importId } = input
    insertImport(tx, {
      importId,
      kind: read.kind,
      fileName: read.fileName,
      fileHash: read.fileHash,
      accountId,
      at: ctx.now,
      counts,
    })
    tx.audit({
      action: 'duty-import',
      record: importId,
      detail: { part: read.kind, rows: counts.rows, new: counts.new, changed: counts.changed },
    })
    return success({ importId, counts })
  })
}

/** Everything as it was before the file, unless a row of it was changed since: then nothing is undone. */
export function undoImport(ctx: Context, input: ParsedInputOf<'duty.undoImport'>): Answer<'duty.undoImport'> {
  return changed(ctx, (tx) => {
    const done = importHead(tx, input.importId)
    if (done === undefined) return failure('duty/gone')
    if (done.undone_at !== null) return failure('duty/import-undone')
    const steps = changesOfImport(tx, input.importId)
    const since = steps.filter(({ kind, record_id: id, after }) => !stillAs(tx, kind as RowKind, id, after)).length
    if (since > 0) return failure('duty/undo-conflict', { count: since })
    const act = actOf(ctx, input.reason)
    for (const { kind, record_id: id, before } of steps) restoreRow(tx, kind as RowKind, id, before, act)
    const restored = steps.filter(({ before }) => before !== null).map(({ record_id: id }) => id)
    const collide = restored.filter((id) => collidesNow(tx, done.kind, id)).length
    if (collide > 0) return failure('duty/undo-conflict', { count: collide })
    markUndone(tx, input.importId, ctx.now, ctx.session.accountId)
    tx.audit({ action: 'duty-undo', record: input.importId, detail: { part: done.kind, rows: steps.length } })
    return success({ restored: steps.length })
  })
}

/** Whether a restored row meets something that was entered after the import. */
function collidesNow(db: ReadDb, kind: string, id: string): boolean {
  if (kind === 'roster') {
    const row = findRow(db, 'duty', id)
    if (row === undefined) return false
    const [from, , to] = daysAround(row.date)
    const mine = { date: row.date, shift: row.shift, from: row.from_time, to: row.to_time }
    return dutiesBetween(db, from, to, [row.account_id]).some((one) => one.dutyId !== id && shiftsCollide(one, mine))
  }
  const area = findRow(db, 'area', id)
  if (area === undefined) return false
  const own = areasOfKeys(db, [area.key])
  const mine = own.find(({ areaId }) => areaId === id)
  return own.some((one) => mine !== undefined && one !== mine && areasCollide(one, mine) && spansOverlap(one, mine))
}

/** Whether a row is still as an import left it. */
function stillAs(db: ReadDb, kind: RowKind, id: string, after: string | null): boolean {
  const row = anyRow(db, kind, id) as { removed_at: string | null } | undefined
  const now = row === undefined || row.removed_at !== null ? null : logged(row, {})
  return now === after
}

function planOf(db: ReadDb, read: ReadFile, ctx: Context): ImportPlan {
  return read.kind === 'roster'
    ? planRoster(db, read.roster, ctx.now, ctx.newId)
    : planAreas(db, read.areas, new Set(allBeats(db).map(({ beat }) => beat)), ctx.now, ctx.newId)
}

function countsOf(read: ReadFile, plan: ImportPlan): DutyImportCounts {
  const wrong = [...read.problems, ...plan.problems].filter(({ severity }) => severity === 'error')
  return { rows: read.rows, ...plan.counts, rejected: new Set(wrong.map(({ row }) => row)).size }
}

function remember(files: FileShelf, importId: string, preview: { read: ReadFile; counts: DutyImportCounts }): void {
  const known = previews.get(files) ?? new Map<string, typeof preview>()
  previews.set(files, known.set(importId, preview))
  const [oldest] = known.keys()
  if (known.size > mostPreviews && oldest !== undefined) known.delete(oldest)
}
