import type { Context } from '../../rpc/context.ts'
import { withAudit } from '../../rpc/make-context.ts'
import { confirmedByOffice } from './confirmed-by-office.ts'
import { confirmImport, storedImports } from './imports.repo.ts'
import { openCallBacks } from './open-call-backs.ts'

/** What the superior office has confirmed over the platform counts before anybody looks at figures, or a run is made of them. */
export function takeOfficeWords(ctx: Context): void {
  const waiting = storedImports(ctx.db, {}).filter(({ state }) => state === 'waiting')
  const said = waiting.flatMap((one) => {
    const office = confirmedByOffice(ctx.db, one)
    return office === null ? [] : [{ ...one, office }]
  })
  if (said.length === 0) return
  ctx.bulk((bare) => {
    const tx = withAudit(bare, ctx.audit)
    for (const { importId, sha256, office } of said) {
      confirmImport(tx, importId, { officeName: office.by }, office.at)
      openCallBacks(ctx, tx, importId)
      tx.audit({
        action: 'evaluation-import',
        record: importId,
        detail: { step: 'confirmed', source: 'office', sha256 },
      })
    }
    return said.length
  })
  ctx.emit({ name: 'data-changed', what: 'assessment' })
}
