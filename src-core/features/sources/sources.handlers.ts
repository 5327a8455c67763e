import { failure, success } from '../../../src-contract/errors.ts'
import type { Declared } from '../../../src-contract/features/sources.contract.ts'
import type { ImportId, Instant, SourceRecordId } from '../../../src-contract/ids.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { systems } from './catalog.ts'
import { importPreview } from './import.service.ts'
import { appliedImports, countsOf } from './imports.repo.ts'
import { preview } from './preview.service.ts'
import { countOdd, oddRecords, rawRecord } from './odd-records.repo.ts'
import { oddityOf } from './odd-records.rules.ts'
import { statusRows } from './records.repo.ts'

const mostShown = 100_000

function unknownIn({ system, payload }: { system: SystemId; payload: string }): string[] {
  const known = systems.get(system)
  return (known && oddityOf(known, payload)?.unknown.slice(0, 50)) ?? []
}

export const sourcesHandlers: Handlers<'sources'> = {
  catalog: (ctx) => {
    const status = statusRows(ctx.db)
    return success({
      systems: [...systems.values()].map((system) => {
        const held = status.get(system.id)
        const lastReceived = (held?.last_received ?? null) as Instant | null
        return {
          ...system,
          records: held?.records ?? 0,
          lastReceived,
          newestSourceTime: (held?.newest_source_time ?? null) as Instant | null,
          freshness: freshnessOf(lastReceived, system.lagHours, ctx.now),
        }
      }),
    })
  },

  odd: (ctx, { after, limit }) => {
    const items = oddRecords(ctx.db, after, limit)
    ctx.audit({ action: 'view', record: 'sources:odd', detail: { records: items.length } })
    return success({
      items: items.map((row) => ({
        recordId: row.record_id as SourceRecordId,
        system: row.system,
        problem: row.problem,
        unknown: unknownIn(row),
        receivedAt: row.received_at as Instant,
        version: row.version,
        bytes: Buffer.byteLength(row.payload),
      })),
      total: countOdd(ctx.db),
    })
  },

  raw: (ctx, { recordId }) => {
    const row = rawRecord(ctx.db, recordId)
    if (row === undefined) return failure('sources/record-gone')
    ctx.audit({ action: 'view', record: `${row.system}#${recordId}`, detail: { raw: 1 } })
    return success({
      system: row.system,
      nativeId: row.native_id,
      problem: row.problem,
      unknown: unknownIn(row),
      text: row.payload.slice(0, mostShown),
      whole: row.payload.length <= mostShown,
    })
  },

  preview,
  import: importPreview,

  imports: (ctx, input) =>
    success({
      imports: appliedImports(ctx.db, input.system).map((row) => ({
        importId: row.import_id as ImportId,
        system: row.system as SystemId,
        fileName: row.file_name,
        declared: row.declared as Declared,
        at: row.applied_at as Instant,
        by: row.by ?? '',
        counts: countsOf(row),
      })),
    }),
}
