import type { FileConflict } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import type { KnownConflict } from '../conflicts/known-conflicts.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'

/** Conflicts whose field the purpose opens in both records: a conflict with a closed record would tell what it says. */
export function shownConflicts(conflicts: readonly KnownConflict[], purpose: Purpose): FileConflict[] {
  return conflicts.flatMap(({ kind, field, system, recordId, againstSystem, againstRecordId }) => {
    const spec = definition(system).fields.find(({ key }) => key === field)
    if (spec === undefined || !opensField(purpose, system, spec.meaning)) return []
    if (againstSystem !== null && !opensField(purpose, againstSystem, spec.meaning)) return []
    const against =
      againstSystem === null || againstRecordId === null
        ? null
        : { system: againstSystem, recordId: againstRecordId as SourceRecordId }
    return [{ kind, system, recordId: recordId as SourceRecordId, label: spec.label, against }]
  })
}
