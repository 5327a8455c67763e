import type { FileField } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { SystemDefinition } from '../../../src-contract/systems.ts'
import { purposeTable } from '../../../src-domain/access/purpose-table.ts'
import { isPersonal, maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import { maskPlain } from '../../../src-domain/masking/mask.ts'
import { normaliseName } from '../../../src-domain/names/normalise-name.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'

/** Longer than any category (求助, 电动自行车违规充电): somebody wrote sentences, and sentences name people. */
const longestCategory = 20

/**
 * The filled fields of one record as a file shows them; `part` is what the purpose opens of the system. Free text has no mask of its own: it is hidden whole where it may say who is
 * meant, that is where it is long, holds seven digits in a row or a name of the record.
 */
export function shownFields(
  system: SystemDefinition,
  part: SystemDefinition,
  texts: Readonly<Record<string, string>>,
  { purpose, plainNames }: { purpose: Purpose; plainNames: boolean },
): FileField[] {
  const opens = purposeTable[purpose][system.id] === 'all' ? 'system' : 'field'

  const names = system.fields.flatMap(({ key, meaning }) =>
    meaning === 'name' ? [normaliseName(texts[key] ?? '')] : [],
  )
  return part.fields.flatMap(({ key, label, meaning }) => {
    const value = texts[key] ?? ''
    if (value === '') return []
    const hidden = meaning === 'text' && mayNameSomebody(value, names)
    const personal = isPersonal(meaning) || hidden
    const own = meaning === 'name' && plainNames
    const shown = own ? value : hidden ? maskPlain(value) : maskByMeaning(meaning, value)
    const masked = personal && !own
    const why = { opens, shown: own ? 'own-beat' : hidden ? 'free-text' : personal ? 'masked' : 'plain' } as const
    return [{ key, label, meaning, value: shown, masked, revealable: masked, why }]
  })
}

function mayNameSomebody(text: string, names: readonly string[]): boolean {
  const normal = normaliseText(text)
  if ([...normal].length > longestCategory || /(?:\d[\s-]?){7}/.test(normal)) return true
  return names.some((name) => [...name].length > 1 && normaliseName(normal).includes(name))
}
