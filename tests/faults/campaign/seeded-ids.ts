import { Prng } from './prng.ts'

const digits = '0123456789abcdef'

/** An id that is chance, and the same for the same seed. */
export function idFrom(prng: Prng): string {
  let hex = ''
  for (let at = 0; at < 32; at += 1) hex += digits[prng.below(16)]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** As the platform makes them: later ones come later in their order. */
export function platformIds(seed: string): () => string {
  const prng = new Prng(`${seed} platform`)
  let made = 0
  return () => {
    made += 1
    const time = made.toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}${idFrom(prng).slice(13)}`
  }
}
