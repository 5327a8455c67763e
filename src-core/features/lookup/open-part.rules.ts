import type { SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract, type Extract } from '../subjects/extract.rules.ts'
import { subjectKeys } from '../subjects/keys.rules.ts'
import { parsePayload } from '../subjects/payload.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import type { Step } from './question.rules.ts'
import { askedPart, openPart } from './visible.rules.ts'

/** A record as far as a purpose opens it. */
export type OpenMember = { system: SystemId; found: Extract }

type StoredRecord = { system: SystemId; payload: string }

export function openMembers(records: readonly StoredRecord[], purpose: Purpose): OpenMember[] {
  return members(records, (system) => openPart(system, purpose))
}

/** As openMembers, but only with what the question asks: a thousand subjects may have to be looked at. */
export function askedMembers(records: readonly StoredRecord[], purpose: Purpose, kind: QueryKind): OpenMember[] {
  return members(records, (system) => askedPart(system, purpose, kind))
}

function members(
  records: readonly StoredRecord[],
  partOf: (system: SystemDefinition) => SystemDefinition | null,
): OpenMember[] {
  return records.flatMap(({ system, payload }) => {
    const part = partOf(definition(system))
    return part ? [{ system, found: extract(part, parsePayload(payload)) }] : []
  })
}

/**
 * The best step that these records answer by themselves; undefined when the index only found the subject by something that the
 * purpose does not open: otherwise a closed phone number would find a name.
 */
export function answeredBy(
  members: readonly OpenMember[],
  steps: readonly Step[],
  home: string | null,
): Step | undefined {
  const asked = members.map(({ found }) => found)
  const keys = subjectKeys(asked, home)
  return steps.find((step) => {
    if (step.by === 'text') return textsOf(asked, step.column, home).some((text) => holds(text, step.text))
    return keys.some(
      ({ kind, value }) =>
        kind === step.kind && (step.by === 'equal' ? value === step.value : value.startsWith(step.value)),
    )
  })
}

function textsOf(asked: readonly Extract[], column: 'names' | 'places', home: string | null): string[] {
  return asked.flatMap((one) =>
    column === 'names'
      ? [...one.names, ...one.organisationNames]
      : one.addresses.flatMap((address) => [address, placeKeys(address, home).normal]),
  )
}

/** As the search index has it: the whole without blanks, or all parts that blanks and commas separate. */
function holds(text: string, asked: string): boolean {
  const folded = foldForSearch(text)
  const parts = asked.split(/[\s,，、;；]+/u).map(foldForSearch)
  const whole = foldForSearch(asked)
  return folded.includes(whole) || (parts.length > 1 && parts.every((part) => folded.includes(part)))
}
