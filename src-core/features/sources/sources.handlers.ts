import { success } from '../../../src-contract/errors.ts'
import type { Declared } from '../../../src-contract/features/sources.contract.ts'
import type { ImportId, Instant } from '../../../src-contract/ids.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { systems } from './catalog.ts'
import { importPreview } from './import.service.ts'
import { appliedImports, countsOf } from './imports.repo.ts'
import { preview } from './preview.service.ts'
import { statusRows } from './records.repo.ts'

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
