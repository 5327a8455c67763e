import type { FileColumn } from '../../../src-contract/features/lookup.contract.ts'
import type { Instant, SourceRecordId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { textsOf } from '../subjects/payload.ts'
import { openFields, placeText } from './place-open.ts'
import type { RecordRow } from './rows.repo.ts'
import { shownFields } from './shown-field.rules.ts'
import { openPart, opensPlaces } from './visible.rules.ts'

/** What one system holds, as the purpose opens it; an empty column says which kind of empty it is. */
export function fileColumn(
  system: SystemId,
  rows: readonly RecordRow[],
  lastReceived: string | null,
  input: { purpose: Purpose; now: string },
  plainNames: boolean,
): FileColumn {
  const spec = definition(system)
  const part = openPart(spec, input.purpose)
  const base = {
    system,
    freshness: freshnessOf(lastReceived, spec.lagHours, input.now),
    lastReceived: lastReceived as Instant | null,
  }
  if (!part) return { ...base, state: 'denied', records: [] }
  if (lastReceived === null) return { ...base, state: 'never-received', records: [] }
  const own = rows.filter((row) => row.system === system)
  return {
    ...base,
    state: own.length === 0 ? 'none' : 'found',
    records: own.map((row) => {
      const texts = textsOf(row.payload)
      return {
        recordId: row.record_id as SourceRecordId,
        sourceTime: row.source_time as Instant | null,
        receivedAt: row.received_at as Instant,
        version: row.version,
        placed: opensPlaces(input.purpose) && placeText(system, openFields(part, texts), extract(part, texts)) !== null,
        fields: shownFields(spec, part, texts, { purpose: input.purpose, plainNames }),
      }
    }),
  }
}
