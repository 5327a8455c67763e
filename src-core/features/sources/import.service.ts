import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { ImportId } from '../../../src-contract/ids.ts'
import type { SystemDefinition } from '../../../src-contract/systems.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { followLinks } from '../linkage/follow-links.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { clearStaging, followIndex } from './follow-index.service.ts'
import { inTurn } from './in-turn.ts'
import { markApplied, openPreview, rememberMapping, type StoredImport } from './imports.repo.ts'
import { fileOfPreview, olderThanHeld } from './preview.service.ts'
import { advanceStatus, heldRecords, idNumberOf, statusRows } from './records.repo.ts'
import { readSourceFile, type SourceFile } from './source-file.service.ts'
import { applyStaged, countQueued, stageRow } from './staging.repo.ts'
import { Tally, type RowToWrite } from './tally.ts'

type ImportAnswer = Answer<'sources.import'>

/**
 * Applies a preview: its file is read again, rows are staged in short transactions and moved into the records in one. Ended at
 * any moment, the records are as before or complete; what is staged or not yet indexed is settled at the next log-in. Nothing is
 * deleted because a file lacks it. A file confirmed to be older is taken at its word: what it says becomes the present version.
 */
export async function importPreview(ctx: Context, input: ParsedInputOf<'sources.import'>): Promise<ImportAnswer> {
  const imported = await inTurn(ctx.db, () => importInTurn(ctx, input))
  // Nobody waits for the links: they follow within seconds. What a lock or a fault interrupts goes on, and is reported, at the next log-in.
  if (imported.ok) void followLinks({ db: ctx.db, bulk: ctx.bulk, goOn: () => true }).catch(() => undefined)
  return imported
}

async function importInTurn(ctx: Context, input: ParsedInputOf<'sources.import'>): Promise<ImportAnswer> {
  const previewed = openPreview(ctx.db, input.importId)
  const fileId = fileOfPreview(ctx.files, input.importId)
  if (!previewed || !fileId) return failure('sources/preview-stale')
  const refused = await refuse(ctx, previewed, input.acceptOlder)
  if (refused) return refused
  const file = ctx.files.get(fileId)
  if (!file) return failure('file/not-found')

  await clearStaging(ctx.bulk)
  const committed = await stageAndCommit(ctx, previewed, file.path)
  await clearStaging(ctx.bulk)
  if (!committed.ok) return committed
  ctx.emit({ name: 'data-changed', what: 'sources' })
  await followIndex(countQueued(ctx.db), ctx.bulk, (done, total) => ctx.progress({ phase: 'index', done, total }))
  ctx.emit({ name: 'data-changed', what: 'sources' })
  return committed
}

async function refuse(ctx: Context, previewed: StoredImport, acceptOlder: boolean): Promise<ImportAnswer | null> {
  const required = definition(previewed.system).fields.filter((field) => field.required)
  const mapped = new Set(Object.values(previewed.mapping))
  const missing = required.filter((field) => !mapped.has(field.key)).map((field) => field.key)
  if (missing.length > 0) return failure('sources/column-missing', { fields: missing })
  const { rows, rejected } = previewed.counts
  if (rejected === rows) return failure('sources/nothing-usable')
  const held = statusRows(ctx.db).get(previewed.system)?.newest_source_time ?? null
  if (!acceptOlder && olderThanHeld(previewed.newest, held)) return failure('sources/older-export')
  return null
}

async function stageAndCommit(ctx: Context, previewed: StoredImport, path: string): Promise<ImportAnswer> {
  const system = definition(previewed.system)
  const tally = new Tally(heldRecords(ctx.db, system.id))
  const stage = new Stage(ctx, previewed.importId, system)
  const read = await readSourceFile(
    {
      path,
      system,
      sheet: previewed.sheet,
      mapping: previewed.mapping,
      remembered: () => undefined,
      home: homeCounty(ctx.db),
      now: ctx.now,
      signal: ctx.signal,
      progress: (percent) => ctx.progress({ phase: 'stage', done: percent, total: 100 }),
    },
    {
      row: (row) => {
        const toWrite = tally.take(row)
        if (toWrite) stage.add(toWrite)
      },
      unreadable: (row, missing) => tally.refuse(row, missing),
    },
  )
  if (!read.ok)
    return read.error.code === 'sources/mapping-invalid' ? failure('sources/preview-stale') : (read as ImportAnswer)
  if (read.value.fileHash !== previewed.fileHash) return failure('sources/preview-stale')
  stage.flush()
  const heldTotal = statusRows(ctx.db).get(system.id)?.records ?? 0
  const counts = tally.counts(previewed.declared, heldTotal)
  // The same file brings other rows than it did: something else was imported since.
  if (canonicalJson(counts) !== canonicalJson(previewed.counts)) return failure('sources/preview-stale')
  ctx.progress({ phase: 'commit', done: 0, total: null })
  return commit(ctx, previewed, read.value, tally.newest)
}

function commit(ctx: Context, previewed: StoredImport, read: SourceFile, newest: string | null): ImportAnswer {
  const { importId, system, counts } = previewed
  return ctx.commit((tx) => {
    applyStaged(tx, { importId, system, receivedAt: ctx.now })
    markApplied(tx, importId, ctx.now, ctx.session.accountId)
    rememberMapping(tx, system, read.shape, read.mapping, ctx.now)
    advanceStatus(tx, system, { records: counts.new, receivedAt: ctx.now, newest })
    tx.audit({
      action: 'import',
      record: importId,
      detail: {
        system,
        declared: previewed.declared,
        new: counts.new,
        changed: counts.changed,
        unchanged: counts.unchanged,
        rejected: counts.rejected,
      },
    })
    return success({ importId: importId as ImportId, counts })
  })
}

const rowsAtOnce = 200

/** Rows that wait to be moved, written some hundred at a time. */
class Stage {
  readonly #ctx: Context
  readonly #importId: string
  readonly #system: SystemDefinition
  #waiting: RowToWrite[] = []

  constructor(ctx: Context, importId: string, system: SystemDefinition) {
    this.#ctx = ctx
    this.#importId = importId
    this.#system = system
  }

  add(row: RowToWrite): void {
    this.#waiting.push(row)
    if (this.#waiting.length >= rowsAtOnce) this.flush()
  }

  flush(): void {
    const rows = this.#waiting
    this.#waiting = []
    if (rows.length === 0) return
    this.#ctx.bulk((tx) => {
      for (const row of rows) stageRow(tx, this.#importId, row, this.#leavesSubject(row))
      return rows.length
    })
  }

  /** A record that names another person must not stand in the file of the one before, not even until the index follows. */
  #leavesSubject({ held, payload }: RowToWrite): boolean {
    if (!held || held.subject_id === null) return false
    const { idNumber } = extract(this.#system, payload)
    if (idNumber === null) return false
    const before = idNumberOf(this.#ctx.db, held.subject_id)
    return before !== null && before !== idNumber
  }
}
