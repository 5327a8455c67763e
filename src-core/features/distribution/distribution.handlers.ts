import { failure, success } from '../../../src-contract/errors.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { booksTakenBy, distributionCatalogs } from '../../../src-domain/distribution/forms.ts'
import { systemIds } from '../../../src-contract/systems.ts'
import type { Context } from '../../rpc/context.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { findReachable } from '../ledger/find-entry.ts'
import { isEnrolled } from '../sync/enrol.service.ts'
import { batchFile, exportBatch } from './batch.service.ts'
import { correctionStanding, countCorrections, listCorrections } from '../conflicts/corrections.acts.ts'
import { deriveSharing } from './derive-sharing.service.ts'
import { atSystems } from './entry-targets.ts'
import { complete, confirm, copied, refuse, sendAgain } from './hand-over.service.ts'
import { panel } from './panel.service.ts'
import { applyReturn, readReturn } from './return-file.service.ts'
import { countRecords, listRecords, queueLength } from './sharing.repo.ts'
import { shownCorrection, shownRecord, shownTarget } from './shown-items.ts'

type SystemCounts = OutputOf<'distribution.overview'>['systems'][number]

/** Whoever looks at the list waits no longer than this for what changed just now. */
const patienceMs = 150

export const distributionHandlers: Handlers<'distribution'> = {
  async overview(ctx) {
    await catchUp(ctx)
    const [records, corrections] = [countRecords(ctx.db), countCorrections(ctx.db)]
    const systems = systemIds.map((system): SystemCounts => {
      const of = (counted: typeof records, standing: string): number =>
        counted.reduce((sum, one) => (one.system === system && one.standing === standing ? sum + one.n : sum), 0)
      const asked = corrections.map((one) => ({ ...one, standing: correctionStanding(one.standing) }))
      return {
        system,
        channel: distributionCatalogs.get(system)?.channel ?? 'interface',
        records: {
          lacking: of(records, 'lacking'),
          waiting: of(records, 'waiting'),
          exported: of(records, 'exported'),
          shared: of(records, 'shared'),
          rejected: of(records, 'rejected'),
        },
        corrections: {
          waiting: of(asked, 'waiting'),
          exported: of(asked, 'exported'),
          shared: of(asked, 'shared'),
          rejected: of(asked, 'rejected'),
        },
      }
    })
    return success({ systems, queued: queueLength(ctx.db), joined: isEnrolled(ctx.db) })
  },

  async list(ctx, { system, kind, standing, ...page }) {
    await catchUp(ctx, booksTakenBy(system))
    const total = (counted: ReturnType<typeof countRecords>): number =>
      counted.find((one) => one.system === system && one.standing === standing)?.n ?? 0
    if (kind === 'correction') {
      const items = listCorrections(ctx.db, system, standing, page).map(shownCorrection)
      return success({ items, total: total(countCorrections(ctx.db)) })
    }
    const items = listRecords(ctx.db, system, standing, page).map(shownRecord)
    return success({ items, total: total(countRecords(ctx.db)) })
  },

  ofEntry(ctx, { entryId }) {
    if (findReachable(ctx, entryId) === undefined) return failure('ledger/entry-gone')
    return success({ targets: atSystems(ctx.db, entryId).map(shownTarget), joined: isEnrolled(ctx.db) })
  },

  panel,
  complete,
  exportBatch,
  batchFile,
  copied,
  confirm,
  refuse,
  sendAgain,
  readReturn,
  applyReturn,
}

/** @param books of the list that is looked at: they come before the others */
async function catchUp(ctx: Context, books?: ReadonlySet<string>): Promise<void> {
  const started = performance.now()
  await deriveSharing(
    {
      write: (slice) => ctx.bulk(slice),
      goOn: () => performance.now() - started < patienceMs && !ctx.signal.aborted,
    },
    books === undefined ? {} : { books },
  )
}
