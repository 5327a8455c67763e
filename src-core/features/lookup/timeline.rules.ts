import type { TimelineItem } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { textsOf } from '../subjects/payload.ts'
import type { OwnEntry } from './own-entries.repo.ts'
import type { RecordRow } from './rows.repo.ts'
import { openPart } from './visible.rules.ts'

const mostItems = 60
const day = /^\d{4}-\d{2}-\d{2}/

/** What the open records and our own entries say happened when, newest first. Days and times are not personal, birth dates are not in it. */
export function timelineOf(rows: readonly RecordRow[], purpose: Purpose, entries: readonly OwnEntry[]): TimelineItem[] {
  const told = rows.flatMap((row): TimelineItem[] => {
    const spec = definition(row.system)
    const part = openPart(spec, purpose)
    if (part === null) return []
    const texts = textsOf(row.payload)
    return part.fields.flatMap(({ key, meaning, label }) => {
      const on = day.exec(texts[key] ?? '')?.[0]
      const dated = (meaning === 'date' || meaning === 'time') && key !== spec.sourceTime
      if (!dated || on === undefined) return []
      return [{ on, of: { kind: 'source', system: row.system, recordId: row.record_id as SourceRecordId, label } }]
    })
  })
  const own = [...new Map(entries.map((entry) => [entry.entryId, entry])).values()].map(
    ({ entryId, book, occurredOn, state }): TimelineItem => ({
      on: occurredOn,
      of: { kind: 'entry', entryId, book, state },
    }),
  )
  return [...own, ...told].sort((a, b) => b.on.localeCompare(a.on)).slice(0, mostItems)
}
