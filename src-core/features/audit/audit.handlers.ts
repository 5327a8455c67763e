import type { AuditAction, AuditRow } from '../../../src-contract/features/audit.contract.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { success } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Handlers } from '../../rpc/handler.ts'

type CoSigned = OutputOf<'audit.verify'>['coSigned']

export const auditHandlers: Handlers<'audit'> = {
  list: async (ctx, input) => {
    ctx.audit({ action: 'audit-read', detail: { filtered: Object.keys(input).length > 1 } })
    const { rows, total } = await ctx.read('audit.list', input)
    return success({
      total,
      rows: rows.map((row) => ({
        seq: row.seq,
        at: row.at as Instant,
        actor: row.actor,
        actorName: row.actor_name,
        role: row.role,
        action: row.action as AuditAction,
        record: row.record,
        recordName: row.record_name,
        purpose: row.purpose,
        reference: row.reference,
        result: row.result,
        detail: JSON.parse(row.detail) as AuditRow['detail'],
      })),
    })
  },
  verify: async (ctx) => {
    const { rows, head, problem, coSigned } = await ctx.read('audit.verify', null)
    ctx.audit({ action: 'audit-read', result: problem === null ? 'ok' : problem.kind, detail: { verified: rows } })
    return success({ ok: problem === null, rows, head, problem, coSigned: coSigned as CoSigned })
  },
}
