import { sha256 } from '../canonical/sha256.ts'
import type { SampleScheme } from '../scoring/scheme.ts'
import { frameHash, type FrameLine } from './frame.ts'
import { seedProblem, type SeedProblem } from './seed.ts'
import { allocate, strataOf, type Stratum } from './strata.ts'

export type DrawRequest = {
  /** `<station>-<period>-<scheme>-<20 digits>`. */
  readonly seed: string
  /** Number of the officer whose entries the frame holds. */
  readonly officer: string
  /** The size asked for; the sample is smaller where the frame is and larger where the minima are. */
  readonly n: number
  readonly sample: Pick<SampleScheme, 'poolBelow' | 'fewestPerStratum'>
}

export type Draw = {
  readonly frameHash: string
  readonly strata: readonly Stratum[]
  readonly allocation: ReadonlyMap<string, number>
  readonly drawn: number
  /** Positions inside the stratum, from 1, in the order in which they were drawn. */
  readonly picked: ReadonlyMap<string, readonly number[]>
  /** The same as entries. */
  readonly entries: readonly DrawnEntry[]
}

export type DrawnEntry = FrameLine & { readonly stratum: string; readonly pick: number }
export type DrawProblem = SeedProblem | 'officer'

/** Draws from a locked frame. Anybody with the frame, the seed and the size gets the same list. */
export function drawSample(
  frame: readonly FrameLine[],
  request: DrawRequest,
): { ok: true; draw: Draw } | { ok: false; problem: DrawProblem } {
  const problem = seedProblem(request.seed)
  if (problem !== null) return { ok: false, problem }
  if (!/^[0-9A-Za-z]{1,20}$/.test(request.officer)) return { ok: false, problem: 'officer' }

  const byBook = new Map<string, FrameLine[]>()
  for (const line of frame) {
    const lines = byBook.get(line.book)
    if (lines) lines.push(line)
    else byBook.set(line.book, [line])
  }
  const sizes = new Map([...byBook].map(([book, lines]) => [book, lines.length]))
  const strata = strataOf(sizes, request.n, request.sample.poolBelow)
  const allocation = allocate(strata, request.n, request.sample.fewestPerStratum)
  const picked = new Map<string, readonly number[]>()
  const entries: DrawnEntry[] = []
  for (const { code, books, size } of strata) {
    const picks = pick(`${request.seed}|${request.officer}|${code}`, size, allocation.get(code) ?? 0)
    const lines = books.flatMap((book) => byBook.get(book) ?? [])
    picked.set(code, picks)
    for (const position of picks) {
      const line = lines[position - 1]
      if (line) entries.push({ ...line, stratum: code, pick: position })
    }
  }
  return { ok: true, draw: { frameHash: frameHash(frame), strata, allocation, drawn: entries.length, picked, entries } }
}

/**
 * `count` different numbers of 1..size. For i = 1, 2, ...: 1 + SHA-256(`<seed>,<i>`) mod size, repeats skipped. Rivest's sampler
 * (R. Rivest, "Reference implementation code for pseudo-random sampler for election audits", 2011).
 *
 * @throws RangeError when more are asked for than there are
 */
export function pick(seed: string, size: number, count: number): number[] {
  if (count > size) throw new RangeError('a sample larger than its stratum')
  const picks = new Set<number>()
  for (let i = 1; picks.size < count; i++) picks.add(1 + Number(BigInt(`0x${sha256(`${seed},${i}`)}`) % BigInt(size)))
  return [...picks]
}
