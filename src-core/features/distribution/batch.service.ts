import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import { mostPerBatch } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { booksTakenBy, channelOf } from '../../../src-domain/distribution/forms.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { makeWorkbook } from '../../spreadsheets/make-workbook.ts'
import { localTime } from '../exchange/list-part.service.ts'
import { systems } from '../sources/catalog.ts'
import { Pauses } from '../sources/pauses.ts'
import { batchText, correctionSheet, recordSheets } from './batch-sheets.ts'
import { actOnCorrection, correctionsOfBatch, listCorrections } from '../conflicts/corrections.acts.ts'
import { entriesOfBatch } from './deliveries.repo.ts'
import { deriveSharing } from './derive-sharing.service.ts'
import { atSystem, type AtSystem } from './entry-targets.ts'
import { note, told } from './hand-over.service.ts'
import { listRecords } from './sharing.repo.ts'

/** Whoever waits longer than this is told how far it is. */
const untilTold = 300

/**
 * What waits for a system goes into one import file, the oldest first: from here on it is exported and unconfirmed. All of it in one
 * transaction, so that there is no batch number of half a file; until then it can be cancelled, and nothing has happened. The file itself
 * can be had as often as it is wanted.
 */
export async function exportBatch(
  ctx: Context,
  { system }: ParsedInputOf<'distribution.exportBatch'>,
): Promise<Answer<'distribution.exportBatch'>> {
  if (channelOf(system) !== 'import-file') return failure('distribution/other-channel')
  await deriveBooksOf(ctx, system)
  ctx.signal.throwIfAborted()
  const taken: string[] = []
  const exported = ctx.commit((tx): Answer<'distribution.exportBatch'> => {
    const batch = `${system}-${ctx.today.replaceAll('-', '')}-${ctx.newId().slice(-6).toUpperCase()}`
    const page = { offset: 0, limit: mostPerBatch }
    const records = listRecords(tx, system, 'waiting', page)
    const waiting = waitingIn(tx, system)
    let rows = 0
    for (const { entry_id } of records) {
      const found = atSystem(tx, entry_id, system)
      taken.push(entry_id)
      if (found?.standing.standing !== 'waiting') continue
      note(ctx, tx, found, 'exported', { batch })
      rows += 1
    }
    const corrections = listCorrections(tx, system, 'waiting', page).slice(0, mostPerBatch - rows)
    for (const row of corrections) if (actOnCorrection(tx, row, 'exported', { batch, now: ctx.now })) rows += 1
    if (rows === 0) return failure('distribution/nothing-to-export')
    tx.audit({ action: 'distribution', result: 'exported', record: `batch:${batch}`, detail: { system, rows } })
    return success({ batch, rows, left: waiting - records.length - corrections.length })
  })
  return told(ctx, exported, taken)
}

/** Whether an entry of another book waits, nobody who exports has to know. */
async function deriveBooksOf(ctx: Context, system: SystemId): Promise<void> {
  const since = performance.now()
  await deriveSharing(
    { write: (slice) => ctx.bulk(slice), goOn: () => !ctx.signal.aborted },
    {
      books: booksTakenBy(system),
      progress: (done, total) => {
        if (performance.now() - since > untilTold) ctx.progress({ phase: 'derive', done, total })
      },
    },
  )
}

/** The file of a batch, made in memory. Who had it, and how many records it holds, is audited. */
export async function batchFile(
  ctx: Context,
  { batch }: ParsedInputOf<'distribution.batchFile'>,
): Promise<Answer<'distribution.batchFile'>> {
  const records = await recordsOf(ctx, batch)
  const corrections = correctionsOfBatch(ctx.db, batch)
  const rows = records.length + corrections.length
  const system = (records[0]?.target.system ?? corrections[0]?.system) as SystemId | undefined
  if (system === undefined) return failure('distribution/nothing-to-export')
  const name = systems.get(system)?.name.zh ?? system
  const title = batchText.title(ctx.session.station.name, name, batch)
  const xlsx = await makeWorkbook(
    {
      header: title,
      watermark: `${ctx.session.name} ${ctx.session.staffNumber} ${localTime(ctx.now)}`,
      sheets: [...recordSheets(batch, records), ...correctionSheet(batch, corrections)],
    },
    { signal: ctx.signal },
  )
  ctx.bulk((tx) => {
    ctx.audit({ action: 'distribution', result: 'batch-file', record: `batch:${batch}`, detail: { system, rows } })
    return tx
  })
  return success({ xlsx, fileName: batchText.fileName(name, batch), rows })
}

/** As they were when they went out; what was changed since waits for another batch. */
async function recordsOf({ db, signal }: Context, batch: string): Promise<AtSystem[]> {
  const pauses = new Pauses()
  const records: AtSystem[] = []
  for (const { entry_id, system, hash } of entriesOfBatch(db, batch)) {
    const found = atSystem(db, entry_id, system as SystemId)
    if (found?.content.hash === hash) records.push(found)
    await pauses.due()
    signal.throwIfAborted()
  }
  return records
}

function waitingIn(db: ReadDb, system: SystemId): number {
  const sql = `SELECT (SELECT count(*) FROM sharing WHERE system = ? AND standing = 'waiting')
    + (SELECT count(*) FROM correction_requests WHERE system = ? AND state = 'waiting' AND proposed IS NOT NULL) AS n`
  return db.prepare<[string, string], { n: number }>(sql).one(system, system)?.n ?? 0
}
