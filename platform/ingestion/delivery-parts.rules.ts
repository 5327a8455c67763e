/** Numbers from 1 below the last part that are not among those that came. */
export function missingParts(came: readonly number[], last: number): number[] {
  const there = new Set(came)
  return Array.from({ length: Math.max(0, last - 1) }, (_, at) => at + 1).filter((part) => !there.has(part))
}

/** So many stretches are named; of the rest, how many there are. */
const mostNamed = 20

/** `part 2`, `parts 1, 3 to 5 and 9`. @param parts in order */
export function partsInWords(parts: readonly number[]): string {
  const stretches: { from: number; to: number }[] = []
  for (const part of parts) {
    const open = stretches.at(-1)
    if (open?.to === part - 1) open.to = part
    else stretches.push({ from: part, to: part })
  }
  const named = stretches.slice(0, mostNamed).map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`))
  const more = stretches.length - mostNamed
  const all = more > 0 ? [...named, `${more} more stretches`] : named
  const [end = ''] = all.slice(-1)
  const text = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${end}` : end
  return `${parts.length === 1 ? 'part' : 'parts'} ${text}`
}
