import { failure, success } from '../../../src-contract/errors.ts'
import type { ImportPreview } from '../../../src-contract/features/sources.contract.ts'
import type { FileId, ImportId, Instant } from '../../../src-contract/ids.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { Context } from '../../rpc/context.ts'
import type { FileShelf } from '../../rpc/file-shelf.ts'
import type { Answer } from '../../rpc/handler.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { forgetPreviewsBefore, insertPreview, rememberedMapping } from './imports.repo.ts'
import { heldRecords, statusRows } from './records.repo.ts'
import { readSourceFile, type SourceFile } from './source-file.service.ts'
import { Tally } from './tally.ts'

const dayMs = 86_400_000

/** Which file a preview was of. Like the shelf itself, it is forgotten when core ends. */
const previewed = new WeakMap<FileShelf, Map<string, FileId>>()

export function fileOfPreview(files: FileShelf, importId: string): FileId | undefined {
  return previewed.get(files)?.get(importId)
}

/** Reads a whole export and counts what importing it would do. Writes one row: that this preview was made. */
export async function preview(
  ctx: Context,
  input: ParsedInputOf<'sources.preview'>,
): Promise<Answer<'sources.preview'>> {
  const file = ctx.files.get(input.fileId)
  if (!file) return failure('file/not-found')
  const system = definition(input.system)
  const tally = new Tally(heldRecords(ctx.db, system.id))
  const read = await readSourceFile(
    {
      path: file.path,
      system,
      sheet: input.sheet,
      mapping: input.mapping,
      remembered: (shape) => rememberedMapping(ctx.db, system.id, shape),
      home: homeCounty(ctx.db),
      now: ctx.now,
      signal: ctx.signal,
      progress: (percent) => ctx.progress({ phase: 'read', done: percent, total: 100 }),
    },
    { row: (row) => void tally.take(row), unreadable: (row, missing) => tally.refuse(row, missing) },
  )
  if (!read.ok) return read
  const status = statusRows(ctx.db).get(system.id)
  const counts = tally.counts(input.declared, status?.records ?? 0)
  if (counts.rows === 0) return failure('sources/nothing-usable')
  const importId = ctx.newId() as ImportId
  const { rows, rejected } = counts
  const detail = {
    system: system.id,
    declared: input.declared,
    rows,
    rejected,
    new: counts.new,
    changed: counts.changed,
  }
  ctx.audit({ action: 'import-preview', record: importId, detail })
  ctx.bulk((tx) => {
    forgetPreviewsBefore(tx, new Date(Date.parse(ctx.now) - dayMs).toISOString())
    insertPreview(tx, {
      importId,
      system: system.id,
      fileName: file.name,
      fileHash: read.value.fileHash,
      sheet: read.value.sheet,
      declared: input.declared,
      mapping: read.value.mapping,
      accountId: ctx.session.accountId,
      at: ctx.now,
      counts,
      newest: tally.newest,
    })
  })
  const ofShelf = previewed.get(ctx.files) ?? new Map<string, FileId>()
  previewed.set(ctx.files, ofShelf.set(importId, input.fileId))
  return success({
    importId,
    system: system.id,
    fileName: file.name,
    ...shownOf(read.value, rows),
    declared: input.declared,
    counts,
    problems: tally.problems(),
    olderThanLast: olderThanHeld(tally.newest, status?.newest_source_time ?? null),
  })
}

function shownOf(read: SourceFile, rows: number) {
  const { info } = read
  return {
    format: info.format,
    encoding: info.encoding ?? null,
    sheet: read.sheet,
    sheets: info.sheets.map(({ name, hidden }) => ({ name, hidden, rows: name === read.sheet ? rows : null })),
    columns: read.columns.map((column) => column.key),
    mapping: read.mapping,
    missingFields: [...read.missing],
    notices: read.notices,
  }
}

/** Both instants when the file's newest change is before the newest one that is held. */
export function olderThanHeld(file: string | null, held: string | null): ImportPreview['olderThanLast'] {
  return file !== null && held !== null && file < held ? { held: held as Instant, file: file as Instant } : null
}
