import type { SystemId } from '../../../src-contract/systems.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract, type Extract } from '../subjects/extract.rules.ts'
import { subjectKeys } from '../subjects/keys.rules.ts'
import { parsePayload } from '../subjects/payload.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import type { Step } from './question.rules.ts'
import { openPart } from './visible.rules.ts'

/** A record as far as a purpose opens it. */
export type OpenMember = { system: SystemId; found: Extract }

export function openMembers(records: readonly { system: SystemId; payload: string }[], purpose: Purpose): OpenMember[] {
  return records.flatMap(({ system, payload }) => {
    const part = openPart(definition(system), purpose)
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
  const kind = steps[0]?.matched
  if (kind === undefined) return undefined
  const asked = members.map(({ found }) => onlyAsked(found, kind))
  const keys = subjectKeys(asked, home)
  return steps.find((step) => {
    if (step.by === 'text') return textsOf(asked, step.column, home).some((text) => holds(text, step.text))
    return keys.some(
      ({ kind, value }) =>
        kind === step.kind && (step.by === 'equal' ? value === step.value : value.startsWith(step.value)),
    )
  })
}

/** Names and addresses are costly to make keys of: only what was asked for is. */
function onlyAsked(found: Extract, kind: Step['matched']): Extract {
  return {
    ...found,
    ...(kind !== 'name' && { names: [], organisationNames: [] }),
    ...(kind !== 'address' && { addresses: [] }),
  }
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
