import type { OutputOf } from '../../../src-contract/contract.ts'
import { success } from '../../../src-contract/errors.ts'
import type { Gate } from '../../gate.ts'
import type { Handlers, PublicHandlers } from '../../rpc/handler.ts'
import { checkReplica } from '../../store/check.ts'
import type { ReadDb } from '../../store/sql.ts'
import { diagnose } from './diagnostics.service.ts'
import { verifyChain } from '../audit/audit.service.ts'

export const publicCoreHandlers: PublicHandlers<'core'> = {
  ping: (_call, { payload }) => success(payload === undefined ? {} : { payload }),
}

export function coreHandlers(
  gate: Gate,
  syncStatus: (db: ReadDb) => Omit<OutputOf<'sync.status'>, 'tellAt'>,
): Handlers<'core'> {
  return {
    check: (ctx) => {
      const open = gate.session
      // The full-text index is checked by an INSERT, so the writer's own connection is needed.
      const report = checkReplica(open?.db ?? ctx.db)
      const chain = verifyChain(ctx.db)
      const problems = report.problems.map(({ table, detail }) => ({ where: table, what: detail }))
      if (chain.problem) problems.push({ where: `audit_log ${chain.problem.seq}`, what: chain.problem.kind })
      ctx.audit({
        action: 'check',
        result: problems.length === 0 ? 'ok' : 'problems',
        detail: { problems: problems.length },
      })
      return success({
        ok: problems.length === 0,
        tables: report.tables.map(({ name, rows }) => ({ table: name, rows })),
        problems,
        auditRows: chain.rows,
      })
    },
    diagnostics: (ctx, { app }) => {
      ctx.audit({ action: 'export', detail: { what: 'diagnostics' } })
      const found = diagnose({ db: ctx.db, dir: gate.dir, now: ctx.now, sync: syncStatus(ctx.db) })
      return success({ report: { ...found, app }, fileName: `beatbook-diagnostics-${ctx.today}.json` })
    },
  }
}
