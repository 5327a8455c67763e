import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { CorrectionRow } from '../conflicts/corrections.acts.ts'
import { findReachable } from '../ledger/find-entry.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { correctionNumber, correctionStanding, findCorrection } from '../conflicts/corrections.acts.ts'
import { atSystem } from './entry-targets.ts'

/** One record as its system takes it, value by value. That somebody saw it is audited. */
export function panel(ctx: Context, input: ParsedInputOf<'distribution.panel'>): Answer<'distribution.panel'> {
  if ('requestId' in input) {
    const row = findCorrection(ctx.db, input.requestId)
    if (row === undefined) return failure('distribution/nothing-to-tell')
    seen(ctx, row.system as SystemId, `correction:${row.request_id}`)
    return success({
      number: correctionNumber(row.request_id),
      standing: correctionStanding(row.state),
      withdrawn: false,
      hash: correctionHash(row),
      lines: correctionLines(row),
    })
  }
  const reached = findReachable(ctx, input.entryId)
  if (reached === undefined) return failure('ledger/entry-gone')
  const found = atSystem(ctx.db, input.entryId, input.system)
  if (found === undefined) return failure('distribution/nothing-to-tell')
  seen(ctx, input.system, input.entryId)
  const { content, standing } = found
  return success({
    number: reached.entry.number,
    standing: standing.standing,
    withdrawn: standing.withdrawn,
    hash: content.hash,
    lines: [...content.lines],
  })
}

type PanelLine = Extract<Answer<'distribution.panel'>, { ok: true }>['value']['lines'][number]

/** What a system is asked to change, in the order in which its clerk will need it. */
export function correctionLines(row: CorrectionRow): PanelLine[] {
  const field = definition(row.system as SystemId).fields.find(({ key }) => key === row.field)
  const line = (key: string, zh: string, en: string, value: string): PanelLine => ({
    key,
    label: { zh, en },
    value,
    required: true,
    open: false,
  })
  return [
    line('requestId', '更正编号', 'Number of the correction', correctionNumber(row.request_id)),
    line('nativeId', '系统记录编号', 'Record in the system', row.native_id),
    line('field', '更正项', 'Field', field?.label.zh ?? row.field),
    line('oldValue', '原值', 'Value now', row.old_value ?? ''),
    line('proposed', '更正为', 'To become', row.proposed ?? ''),
    line('grounds', '依据', 'Grounds', row.reason),
  ]
}

export function correctionHash({ request_id, proposed, reason }: CorrectionRow): string {
  return sha256(canonicalJson({ request_id, proposed, reason }))
}

function seen(ctx: Context, system: SystemId, record: string): void {
  ctx.audit({ action: 'distribution', result: 'seen', record, detail: { system, rows: 1 } })
}
