import { resolve } from 'node:path'
import { drawSample, type DrawProblem } from '../src-domain/audit-sample/draw.ts'
import { seedProblem } from '../src-domain/audit-sample/seed.ts'
import { readFrame, type FrameProblem } from '../src-domain/audit-sample/frame.ts'
import { builtInScheme, schemeVersions } from '../src-domain/scoring/schemes.ts'
import { printed, refusal, type Answer, type Printed } from './answer.ts'
import { needed, readArguments, wholeNumber, type Arguments } from './arguments.ts'
import { readText, textSentence } from './read-text.ts'

/** 40 officers' worth of lines would be a few MB; a frame is one officer's. */
const MOST_BYTES = 16 * 1024 * 1024
const MOST_DRAWN = 1000

const frameSentences: Readonly<Record<FrameProblem, string>> = {
  empty: 'is empty',
  'not-a-line': 'is not book, position, id and version with tabs between them',
  'windows-line-ends': 'ends in CR LF; the frame was changed by an editor',
  'no-last-line-end': 'has no line end; the file was cut off',
  'book-order': 'is of an earlier book than the line before',
  position: 'does not count on from the line before',
  'repeated-id': 'has an id that occurred before',
}

const drawSentences: Readonly<Record<DrawProblem, string>> = {
  station: 'The station in the seed is not one.',
  period: 'The period in the seed is not one, as in 2025Q3.',
  scheme: 'The scheme in the seed is not a version, as in 1.0.0.',
  'dice-count': 'The seed does not end in exactly 20 rolled digits.',
  'dice-digits': 'The seed has something else than the digits 0-9 where the dice belong.',
  shape: 'The seed is not station-period-scheme-20 digits.',
  officer: 'The officer number has something else than digits and letters.',
}

/**
 * An audit sample drawn again from its published frame and its dice. With --hash, the hash that was published when the frame was
 * locked, a frame that was changed since is refused.
 */
export async function drawCommand(argv: readonly string[]): Promise<Printed> {
  const args = readArguments(argv, ['frame', 'seed', 'officer', 'n', 'hash'], ['json'])
  return printed(await drawFile(args), args.options.has('json'))
}

async function drawFile(args: Arguments): Promise<Answer> {
  const path = needed(args, 'frame')
  const seed = needed(args, 'seed')
  const officer = needed(args, 'officer')
  const problem = seedProblem(seed)
  if (problem !== null) return refusal('draw/invalid-seed', drawSentences[problem])
  const version = seed.split('-')[2] ?? ''
  const scheme = builtInScheme(version)
  if (scheme === null)
    return refusal('draw/unknown-scheme', `There is no scheme ${version} here; there is ${schemeVersions.join(', ')}.`)
  const n = wholeNumber(args, 'n', scheme.sample.size, MOST_DRAWN)
  const file = await readText(resolve(path), MOST_BYTES)
  if (!file.ok) return refusal('draw/file-unreadable', textSentence('The frame', path, file.reason))
  const frame = readFrame(file.text)
  if (!frame.ok)
    return refusal(
      'draw/invalid-frame',
      `The frame cannot be used: line ${frame.line} ${frameSentences[frame.problem]}.`,
    )
  const published = args.options.get('hash')
  if (published !== undefined && published.toLowerCase() !== frame.hash)
    return refusal(
      'draw/frame-changed',
      'This is not the frame that was locked: its hash is another than the published one.',
    )
  const drawn = drawSample(frame.lines, { seed, officer, n, sample: scheme.sample })
  if (!drawn.ok) return refusal('draw/invalid-seed', drawSentences[drawn.problem])
  const { frameHash, strata, allocation, drawn: size, picked, entries } = drawn.draw
  return {
    ok: true,
    frameHash,
    seed,
    officer,
    n,
    strata: Object.fromEntries(strata.map((each) => [each.code, each.size])),
    alloc: Object.fromEntries(allocation),
    drawn: size,
    picked: Object.fromEntries(picked),
    entries,
  }
}
