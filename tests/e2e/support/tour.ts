/** One thing that a step of the README's tour tells the reader to do or to see. */
export type Instruction =
  | { does: 'type'; text: string; into: string | null }
  | { does: 'type-passphrase'; user: string; into: string | null }
  | { does: 'press'; key: string }
  | { does: 'choose'; option: string; under: string }
  | { does: 'click'; name: string }
  | { does: 'reveal'; field: string }
  | { does: 'click-and-choose-file'; name: string; file: string }
  | { does: 'see'; text: string }
  | { does: 'see-in'; text: string; place: string }
  | { does: 'see-columns'; names: readonly string[] }

export type TourStep = {
  readonly number: number
  readonly title: string
  readonly instructions: readonly Instruction[]
  /** Of the picture that shows the step's end; null for a step without one. */
  readonly picture: string | null
  /** Words that are no instruction. Nothing may be left over, or the reader does something that the test does not. */
  readonly leftOver: string
}

type Form = { readonly words: RegExp; readonly read: (found: readonly string[]) => Instruction }

const code = '`([^`]+)`'
const bold = '\\*\\*([^*]+(?:\\*(?!\\*)[^*]*)*)\\*\\*'
const key = '<kbd>([^<]+)</kbd>'

/** What the tour's sentences look like; the longer forms first. */
const forms: readonly Form[] = [
  form(`type the passphrase of ${code}(?: into ${bold})?`, ([user = '', into]) => ({
    does: 'type-passphrase',
    user,
    into: into ?? null,
  })),
  form(`type ${code}(?: into ${bold})?`, ([text = '', into]) => ({ does: 'type', text, into: into ?? null })),
  form(`press ${key}`, ([name = '']) => ({ does: 'press', key: name })),
  form(`choose ${bold} under ${bold}`, ([option = '', under = '']) => ({ does: 'choose', option, under })),
  form(`click ${bold} and choose the file ${code}`, ([name = '', file = '']) => ({
    does: 'click-and-choose-file',
    name,
    file,
  })),
  form(`click the eye beside ${bold}`, ([field = '']) => ({ does: 'reveal', field })),
  form(`click ${bold}`, ([name = '']) => ({ does: 'click', name })),
  form(`see seven columns: (${bold}(?:, ${bold}){6})`, ([names = '']) => ({
    does: 'see-columns',
    names: names.split(', ').map((name) => name.replaceAll('**', '')),
  })),
  form(`see (?:${code}|${bold}) (?:in|under) ${bold}`, ([coded, bolded, place = '']) => ({
    does: 'see-in',
    text: coded ?? bolded ?? '',
    place,
  })),
  form(`see (?:${code}|${bold})`, ([coded, bolded]) => ({ does: 'see', text: coded ?? bolded ?? '' })),
]

function form(words: string, read: Form['read']): Form {
  return { words: new RegExp(`^${words}`, 'i'), read }
}

/** The steps of the section "Tour" of a README, as instructions. */
export function tourOf(readme: string): TourStep[] {
  const section = /^## Tour\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? ''
  const items = section.split(/^(?=\d+\. )/m).slice(1)
  return items.map((item) => {
    const [, number = '', rest = ''] = /^(\d+)\. ([\s\S]*)$/.exec(item.replace(/\n#[\s\S]*$/, '')) ?? []
    return { number: Number(number), ...readStep(rest.replace(/\s+/g, ' ').trim()) }
  })
}

function readStep(text: string): Omit<TourStep, 'number'> {
  const picture = /\[picture\]\(docs\/features\/screenshots\/([\w-]+)\.png\)/.exec(text)
  const title = /^_([^_]+)_/.exec(text)?.[1] ?? ''
  let rest = text.slice(title === '' ? 0 : title.length + 2)
  if (picture) rest = rest.replace(picture[0], '')
  const instructions: Instruction[] = []
  let leftOver = ''
  while (rest !== '') {
    const found = forms.flatMap(({ words, read }) => {
      const match = words.exec(rest)
      return match ? [{ length: match[0].length, instruction: read(match.slice(1)) }] : []
    })[0]
    if (found) instructions.push(found.instruction)
    else leftOver += rest.charAt(0)
    rest = rest.slice(found?.length ?? 1)
  }
  return {
    title,
    instructions,
    picture: picture?.[1] ?? null,
    leftOver: leftOver
      .replace(/\b(and|then)\b/g, '')
      .replace(/[\s.,]+/g, ' ')
      .trim(),
  }
}
