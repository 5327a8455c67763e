import type { DistributionStanding } from '../../../src-contract/distribution.ts'
import type {
  EntryTarget,
  ItemRef,
  SeenItem,
  SharedItem,
} from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { distributionCatalogs } from '../../../src-domain/distribution/forms.ts'
import type { Format } from '../../text/format.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Tone } from '../../ui/tag.tsx'

type Words = Text['distribution']
type Label = (label: { zh: string; en: string }) => string

export const standingTones: Readonly<Record<DistributionStanding, Tone>> = {
  lacking: 'warn',
  waiting: 'quiet',
  exported: 'accent',
  shared: 'good',
  rejected: 'bad',
}

/** The standing as it is said of one record: whether it is to be taken back, and what became of it as it was before. */
export function standingWords(
  words: Words,
  { standing, withdrawn, former }: Pick<EntryTarget, 'standing' | 'withdrawn' | 'former'>,
): string {
  const name = words.standings[standing]
  if (former !== null) return `${(withdrawn ? words.formerWithdrawn : words.former)[former]}${name}`
  return withdrawn ? words.withdrawn(name) : name
}

/**
 * Why a system refused: its own words as they are, a code (`missing:name,status`) in words.
 *
 * @param fieldName what the system calls a field, by its key
 */
export function reasonWords(
  words: Words,
  reason: string,
  fieldName: (key: string) => string,
  list: Format['list'],
): string {
  const [code = '', ...rest] = reason.split(':')
  const known: Readonly<Record<string, string>> = words.reasonCodes
  const said = Object.hasOwn(known, code) ? known[code] : undefined
  if (said === undefined) return reason
  const detail = rest.join(':').trim()
  return detail === '' ? said : words.reasonOf(said, list(detail.split(',').map((key) => fieldName(key.trim()))))
}

/** What a system calls the fields of its forms. */
export function fieldNamesOf(system: SystemId, words: Words, label: Label): (key: string) => string {
  const fields = distributionCatalogs.get(system)?.forms.flatMap((form) => form.fields) ?? []
  return (key) => {
    const field = fields.find((one) => one.key === key)
    return key === 'content' ? words.content : field ? label(field.label) : key
  }
}

export function refOf(item: SharedItem): ItemRef {
  return item.kind === 'record' ? { entryId: item.entryId, system: item.system } : { requestId: item.requestId }
}

/** The same for an act: as it was seen. */
export function seenOf(item: SharedItem): SeenItem {
  return item.kind === 'record'
    ? { entryId: item.entryId, system: item.system, hash: item.hash }
    : { requestId: item.requestId }
}

export function keyOf(item: SharedItem): string {
  return item.kind === 'record' ? `${item.system} ${item.entryId}` : item.requestId
}
