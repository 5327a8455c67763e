import { resolve } from 'node:path'
import { readInputs, type OfficerInputs } from '../src-domain/scoring/inputs.ts'
import { readScheme, type Scheme } from '../src-domain/scoring/scheme.ts'
import { builtInScheme, schemeVersions } from '../src-domain/scoring/schemes.ts'
import { engineVersion, resultsOf, scoreOfficer } from '../src-domain/scoring/score.ts'
import { printed, refusal, type Answer, type Printed, type Refusal } from './answer.ts'
import { needed, readArguments, type Arguments } from './arguments.ts'
import { jsonSentence, problemsSentence } from './problem-sentence.ts'
import { readText, textSentence } from './read-text.ts'

type Read<T> = { readonly ok: true; readonly value: T } | Refusal

/** An officer's inputs are a page; anything larger is another file. */
const MOST_BYTES = 1024 * 1024

/**
 * One officer's score from a file of inputs, without a database: `results` of the worked example, `status` and, with --explain, every
 * indicator. `--scheme` takes a version that came with the program or the path of a scheme file.
 */
export async function scoreCommand(argv: readonly string[]): Promise<Printed> {
  const args = readArguments(argv, ['inputs', 'scheme'], ['json', 'explain'])
  return printed(await scoreFile(args), args.options.has('json'))
}

async function scoreFile(args: Arguments): Promise<Answer> {
  const inputsPath = needed(args, 'inputs')
  const scheme = await schemeOf(args.options.get('scheme') ?? '1.0.0')
  if (!scheme.ok) return withoutTotal(scheme)
  const inputs = await inputsOf(inputsPath)
  if (!inputs.ok) return withoutTotal(inputs)
  const score = scoreOfficer(inputs.value, scheme.value)
  return {
    ok: true,
    status: score.status,
    scheme: score.scheme,
    engine: engineVersion,
    ...resultsOf(score),
    ...(args.options.has('explain') ? { unit: '0.0001', indicators: score.indicators } : {}),
  }
}

function withoutTotal(refusal: Refusal): Refusal {
  return { ...refusal, status: 'invalid_input', total: null }
}

async function schemeOf(name: string): Promise<Read<Scheme>> {
  if (/^\d+\.\d+\.\d+$/.test(name)) {
    const scheme = builtInScheme(name)
    if (scheme !== null) return { ok: true, value: scheme }
    return refusal('score/unknown-scheme', `There is no scheme ${name} here; there is ${schemeVersions.join(', ')}.`)
  }
  const what = 'The scheme file'
  const file = await readText(resolve(name), MOST_BYTES)
  if (!file.ok) return refusal('score/file-unreadable', textSentence(what, name, file.reason))
  const reading = readScheme(file.text)
  if (reading.ok) return { ok: true, value: reading.scheme }
  return 'json' in reading
    ? refusal('score/not-json', jsonSentence(what, reading.json))
    : refusal('score/invalid-scheme', problemsSentence(what, reading.problems))
}

async function inputsOf(path: string): Promise<Read<OfficerInputs>> {
  const what = 'The inputs file'
  const file = await readText(resolve(path), MOST_BYTES)
  if (!file.ok) return refusal('score/file-unreadable', textSentence(what, path, file.reason))
  const reading = readInputs(file.text)
  if (reading.ok) return { ok: true, value: reading.inputs }
  return 'json' in reading
    ? refusal('score/not-json', jsonSentence(what, reading.json))
    : refusal('score/invalid-input', problemsSentence(what, reading.problems))
}
