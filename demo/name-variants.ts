import characters from './data/characters.json' with { type: 'json' }
import { nameVariantKinds, type Defects, type NameVariantKind } from './defects.ts'
import { weightsOf, type Random } from './random.ts'
import { surnames } from './names.ts'

interface Alternatives {
  /** Same reading without tones. */
  readonly h?: string
  /** Traditional form. */
  readonly t?: string
  /** Look-alike. */
  readonly l?: string
}
const given: Readonly<Record<string, Alternatives>> = characters.given
const family: Readonly<Record<string, Alternatives>> = characters.surnames
const compound = new Set(surnames.filter((surname) => [...surname].length > 1))

const dots = ['•', '．', '･', '']

function substitute(name: string, kind: 'h' | 't' | 'l', random: Random): string | null {
  const letters = [...name]
  const from = compound.has(letters.slice(0, 2).join('')) ? 2 : 1
  const choices: [number, string][] = []
  letters.forEach((letter, i) => {
    // A surname is misheard less often than a given name: it is offered only where the given name offers nothing.
    const options = (i >= from ? given[letter] : undefined)?.[kind]
    if (options !== undefined) for (const option of options) choices.push([i, option])
  })
  if (choices.length === 0) {
    const options = family[letters[0] as string]?.[kind]
    if (options !== undefined && from === 1) for (const option of options) choices.push([0, option])
  }
  if (choices.length === 0) return null
  if (kind === 't') return letters.map((letter, i) => (i < from ? family : given)[letter]?.t ?? letter).join('')
  const [at, letter] = random.pick(choices)
  letters[at] = letter
  return letters.join('')
}

function typo(name: string, random: Random): string {
  const letters = [...name]
  const last = letters.length - 1
  const doubled = [...letters.slice(0, last), letters[last] as string, letters[last] as string].join('')
  if (last < 2) return doubled
  if (random.chance(0.5)) return [...letters.slice(0, last - 1), letters[last] as string].join('')
  const swapped = [...letters.slice(0, last - 1), letters[last] as string, letters[last - 1] as string].join('')
  return swapped === name ? doubled : swapped
}

/** How people are written down who were not asked for their papers. */
function alias(name: string, random: Random, female: boolean): string {
  const letters = [...name]
  const surname = compound.has(letters.slice(0, 2).join('')) ? letters.slice(0, 2).join('') : (letters[0] as string)
  const shape = random.below(3)
  if (shape === 0) return surname + (female ? '女士' : '先生')
  if (shape === 1) return random.pick(['小', '老']) + surname
  return `${surname}${random.pick(['姐', '阿姨', '师傅', '老师'])}`
}

/** Another spelling of the name, never the name itself, and what kind it is. */
export function nameVariant(
  name: string,
  female: boolean,
  random: Random,
  shares: Defects['nameVariantKinds'],
): { text: string; kind: NameVariantKind | 'dot' } {
  if (name.includes('·')) {
    return { text: name.replaceAll('·', random.pick(dots)), kind: 'dot' }
  }
  const kind = nameVariantKinds[
    random.weighted(weightsOf(nameVariantKinds.map((each) => shares[each])))
  ] as NameVariantKind
  let text: string | null = null
  if (kind === 'homophone') text = substitute(name, 'h', random)
  else if (kind === 'lookalike') text = substitute(name, 'l', random)
  else if (kind === 'traditional') text = substitute(name, 't', random)
  else if (kind === 'alias') text = alias(name, random, female)
  return text === null || text === name ? { text: typo(name, random), kind: 'typo' } : { text, kind }
}
