import type { FileConflict } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import type { SubjectConflict } from '../conflicts/subject-conflicts.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'

/** Conflicts whose field the purpose opens in both records: a conflict with a closed record would tell what it says. */
export function shownConflicts(conflicts: readonly SubjectConflict[], purpose: Purpose): FileConflict[] {
  return conflicts.flatMap(({ kind, field, record, against }) => {
    const spec = definition(record.system).fields.find(({ key }) => key === field)
    if (spec === undefined) return []
    const open = [record, ...(against ? [against] : [])].every(({ system }) =>
      opensField(purpose, system, spec.meaning),
    )
    if (!open) return []
    return [
      {
        kind,
        system: record.system,
        recordId: record.record_id as SourceRecordId,
        label: spec.label,
        against: against && { system: against.system, recordId: against.record_id as SourceRecordId },
      },
    ]
  })
}
