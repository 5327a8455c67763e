/** Why a passphrase is refused; the sentences are in the text files. */
export type PassphraseProblem = 'too-short' | 'too-uniform' | 'contains-name' | 'well-known'

const wellKnown = new Set([
  '1234567890',
  '0123456789',
  'qwertyuiop',
  'password12',
  'passw0rd12',
  'aaaaaaaaaa',
  '1111111111',
])

/**
 * At least ten characters (Chinese ones count double), not of fewer than five different ones, not the log-in name or staff number
 * with a tail, not a passphrase from every list. Length carries the strength; there is no rule about kinds of characters.
 */
export function passphraseProblem(passphrase: string, names: readonly string[]): PassphraseProblem | null {
  const text = passphrase.normalize('NFKC').toLowerCase()
  const characters = [...text]
  const weight = characters.reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0)
  if (weight < 10) return 'too-short'
  if (new Set(characters).size < 5) return 'too-uniform'
  if (wellKnown.has(text)) return 'well-known'
  const rest = names.filter((name) => name.length >= 3 && text.includes(name.toLowerCase()))
  if (rest.some((name) => weight - name.length < 6)) return 'contains-name'
  return null
}
