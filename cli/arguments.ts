/** Misuse of the command line: one sentence, exit code 2. */
export class Misuse extends Error {}

export type Arguments = { readonly options: ReadonlyMap<string, string>; readonly words: readonly string[] }

/**
 * `--name value` pairs and the words between them. `flags` take no value.
 * @throws Misuse for an option without its value or one that the command does not know
 */
export function readArguments(argv: readonly string[], known: readonly string[], flags: readonly string[]): Arguments {
  const options = new Map<string, string>()
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string
    if (!word.startsWith('--')) {
      words.push(word)
      continue
    }
    const name = word.slice(2)
    if (flags.includes(name)) {
      options.set(name, 'true')
      continue
    }
    if (!known.includes(name))
      throw new Misuse(
        `There is no option ${word}; known are ${[...known, ...flags].map((one) => `--${one}`).join(' ')}.`,
      )
    const value = argv[++i]
    if (value === undefined) throw new Misuse(`The option ${word} needs a value.`)
    options.set(name, value)
  }
  return { options, words }
}

export function needed(args: Arguments, name: string): string {
  const value = args.options.get(name)
  if (value === undefined) throw new Misuse(`The option --${name} is missing.`)
  return value
}

export function wholeNumber(args: Arguments, name: string, fallback: number, most: number, least = 1): number {
  const text = args.options.get(name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new Misuse(`--${name} takes a whole number from ${least} to ${most}.`)
  return value
}
