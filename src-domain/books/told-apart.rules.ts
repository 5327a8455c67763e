type Pair = readonly [string | null, string | null]

/**
 * Two values between which somebody chooses, masked: where the masks are the same and the values are not, what differs is shown, so that there
 * is something to choose by. What both have in common stays masked.
 */
export function toldApart(values: Pair, masked: Pair): Pair {
  const [a, b] = values.map((value) => [...(value ?? '')]) as [string[], string[]]
  if (masked[0] === null || masked[0] !== masked[1] || a.join('') === b.join('')) return masked
  // Not masked: two accounts of people of the same name.
  if (!masked[0].includes('*')) return masked
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && a[start] === b[start]) start += 1
  let end = 0
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const mask = [...masked[0]]
  const shown = (chars: readonly string[]): string =>
    chars
      .map((char, at) => {
        const isCommon = at < start || at >= chars.length - end
        // The mask shows the beginning of some values.
        return isCommon && mask.slice(0, at + 1).join('') !== chars.slice(0, at + 1).join('') ? '*' : char
      })
      .join('')
  return [shown(a), shown(b)]
}
