/** Sounds that are taken for each other when a name is heard and typed: zh z, ch c, sh s, n l, and endings with and without g. */
const sounds = /zh|ch|sh|[zcs]|[nl](?=[aeiouv])|(?<=[aei])ng(?![aeiouv])|(?<=[aei])n(?![aeiouvg])/g
const partner: Readonly<Record<string, string>> = {
  ...{ zh: 'z', z: 'zh', ch: 'c', c: 'ch', sh: 's', s: 'sh' },
  ...{ l: 'n', ng: 'n' },
}

/** At so many places at once a name may be heard wrongly; what is longer is not a name. */
const mostPlaces = 6

/**
 * Other ways in which a name in pinyin may have been heard, those that differ in the fewest places first; without the name itself.
 * Not every one is a syllable that exists: such a one is simply not found.
 * @param pinyin lower case, no tones, no blanks, ü as v: lining, zhangsan
 */
export function likeSounds(pinyin: string): string[] {
  const places = [...pinyin.matchAll(sounds)].map(({ 0: sound, index }) => ({ sound, index }))
  if (places.length === 0 || places.length > mostPlaces) return []
  const variants = Array.from({ length: 2 ** places.length - 1 }, (_, n) => n + 1)
    .map((chosen) => ({ chosen, changed: places.filter((_, at) => (chosen & (1 << at)) !== 0) }))
    .sort((a, b) => a.changed.length - b.changed.length || a.chosen - b.chosen)
  return [...new Set(variants.map(({ changed }) => heard(pinyin, changed)))].filter((one) => one !== pinyin)
}

function heard(pinyin: string, changed: readonly { sound: string; index: number }[]): string {
  let text = pinyin
  // From the end, so that what stands before keeps its place.
  for (const { sound, index } of [...changed].reverse()) {
    const before = pinyin[index - 1] ?? ''
    const ending = sound === 'n' && /[aei]/.test(before) && !/[aeiouv]/.test(pinyin[index + 1] ?? '')
    const other = sound === 'n' ? (ending ? 'ng' : 'l') : (partner[sound] ?? sound)
    text = text.slice(0, index) + other + text.slice(index + sound.length)
  }
  return text
}
