import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameHash, frameText } from '../src-domain/audit-sample/frame.ts'
import { drawCommand } from './draw.ts'
import { scoreCommand } from './score.ts'
import schemeFile from '../resources/catalogs/schemes/1.0.0.json' with { type: 'json' }
import { example, rawInputs } from '../tests/support/score-inputs.ts'
import vectors from '../tests/vectors/audit-sample.json' with { type: 'json' }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beatbook-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Run = { code: number; out: string; err: string; json: () => Record<string, unknown> }

/** The command in this process; a test below runs it as a person does. */
async function cli(command: 'score' | 'draw', ...args: string[]): Promise<Run> {
  const { out, err, exitCode } = await { score: scoreCommand, draw: drawCommand }[command](args)
  return { code: exitCode, out, err, json: () => JSON.parse(out) as Record<string, unknown> }
}

function spawned(...args: string[]): Promise<Omit<Run, 'json'>> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const inputs = (name: string, changes: Record<string, unknown> = {}) =>
  file(`${name}.json`, JSON.stringify(rawInputs(changes), null, 2))

describe('score', () => {
  it('prints the worked example from its inputs', async () => {
    const path = await inputs('example')
    const { code, json } = await cli('score', '--inputs', path, '--scheme', '1.0.0', '--json')
    expect(code).toBe(0)
    expect(json()).toEqual({ ok: true, status: 'scored', scheme: '1.0.0', engine: '1', ...example.results })
  })

  it('prints the same bytes for the same figures in another order and spelling', async () => {
    const first = await cli('score', '--inputs', await inputs('a'), '--json')
    const turned = JSON.stringify(Object.fromEntries(Object.entries(rawInputs()).reverse())).replace('0.87', '8.70e-1')
    expect(turned).toContain('8.70e-1')
    const second = await cli('score', '--inputs', await file('b.json', `\uFEFF${turned}`), '--json')
    expect(second.out).toBe(first.out)
  })

  it('says why there is no total', async () => {
    const path = await inputs('no-survey', { O1: 'SOURCE_MISSING' })
    const { code, json } = await cli('score', '--inputs', path, '--json')
    expect(code).toBe(0)
    expect(json()).toMatchObject({ ok: true, status: 'outcome_missing', total: null, processPoints: 18.4964 })
    const lines = await cli('score', '--inputs', await inputs('short', { dutyDays: 19 }))
    expect(lines.out).toMatch(/^status observe_only$/m)
    expect(lines.out).toMatch(/^total null$/m)
  })

  it('explains every indicator when asked to', async () => {
    const { json } = await cli('score', '--inputs', await inputs('explain'), '--explain', '--json')
    expect((json()['indicators'] as { id: string }[]).map(({ id }) => id)).toHaveLength(10)
  })

  it.each<[string, string | Uint8Array, string, RegExp]>([
    [
      'NaN',
      '{"workingDays": NaN}',
      'score/not-json',
      /^The inputs file cannot be read: line 1, column 17 is not JSON there\.\n$/,
    ],
    [
      'a negative count',
      JSON.stringify(rawInputs({ O6: { reached: -1, assigned: 5 } })),
      'score/invalid-input',
      /^The inputs file cannot be used: O6\.reached is negative\. Correct the file and run again\.\n$/,
    ],
    ['text', JSON.stringify(rawInputs({ dutyDays: '44' })), 'score/invalid-input', /dutyDays is not a number/],
    [
      'a missing key',
      JSON.stringify(rawInputs({ audit: {} })),
      'score/invalid-input',
      /audit\.passed is missing; audit\.drawn is missing/,
    ],
    [
      'nothing at all',
      '{}',
      'score/invalid-input',
      /workingDays is missing; dutyDays is missing; audit is missing; and 10 more/,
    ],
    [
      'a period without working days',
      JSON.stringify(rawInputs({ workingDays: 0, dutyDays: 0 })),
      'score/invalid-input',
      /a period without working days cannot be scored/,
    ],
    ['an empty file', '', 'score/file-unreadable', /is empty/],
    ['a huge file', ' '.repeat(1024 * 1024 + 1), 'score/file-unreadable', /is too large/],
    ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0x7d]), 'score/file-unreadable', /is not text in UTF-8/],
  ])('refuses %s with one sentence and a code', async (_what, content, code, sentence) => {
    const path = await file('bad.json', content)
    const said = await cli('score', '--inputs', path)
    expect(said).toMatchObject({ code: 1, out: '' })
    expect(said.err).toMatch(sentence)
    const { code: exit, json } = await cli('score', '--inputs', path, '--json')
    expect(exit).toBe(1)
    expect(json()).toMatchObject({ ok: false, code, status: 'invalid_input', total: null })
  })

  it('refuses weights of 29.9 in a scheme file, and a scheme that nobody issued', async () => {
    const scheme = structuredClone(schemeFile)
    scheme.indicators.P1.weight = 7.9
    const path = await file('scheme.json', JSON.stringify(scheme))
    const example_ = await inputs('for-scheme')
    const light = await cli('score', '--inputs', example_, '--scheme', path)
    expect(light.code).toBe(1)
    expect(light.err).toBe(
      'The scheme file cannot be used: the weights of indicators do not sum to P 30. Correct the file and run again.\n',
    )
    const { json } = await cli('score', '--inputs', example_, '--scheme', '2.0.0', '--json')
    expect(json()).toMatchObject({ ok: false, code: 'score/unknown-scheme' })
  })

  it('scores by a variant scheme given as a file', async () => {
    const scheme = structuredClone(schemeFile)
    scheme.indicators.O1.shrink.m = 60
    const path = await file('variant.json', JSON.stringify(scheme))
    const { json } = await cli('score', '--inputs', await inputs('variant-in'), '--scheme', path, '--json')
    expect(json()).toMatchObject({ O1reliability: 0.2308 })
  })

  it('names a file that does not exist', async () => {
    const { json } = await cli('score', '--inputs', join(folder, 'gone.json'), '--json')
    expect(json()).toMatchObject({ code: 'score/file-unreadable', message: expect.stringContaining('does not exist') })
  })

  it('answers on the command line: figures and 0, one sentence and 1, misuse and 2', async () => {
    const path = await inputs('as-a-person')
    const [scored, bad, misuse] = await Promise.all([
      spawned('score', '--inputs', path, '--scheme', '1.0.0', '--json'),
      spawned('score', '--inputs', await file('list.json', '[]')),
      spawned('score', '--json'),
    ])
    expect(scored).toMatchObject({ code: 0, err: '', out: (await cli('score', '--inputs', path, '--json')).out })
    expect(bad).toMatchObject({ code: 1, out: '' })
    expect(bad.err.trimEnd().split('\n')).toHaveLength(1)
    expect(misuse).toMatchObject({ code: 2, out: '', err: 'The option --inputs is missing.\n' })
  })
})

describe('draw', () => {
  const vector = vectors[0]!
  const lines = Object.entries(vector.books).flatMap(([book, size]) =>
    Array.from({ length: size }, (_, i) => ({ book, position: i + 1, id: `${book}-${i + 1}`, version: 1 })),
  )
  const draw = (path: string, ...more: string[]) =>
    cli(
      'draw',
      '--frame',
      path,
      '--seed',
      vector.seed,
      '--officer',
      vector.officer,
      '--n',
      String(vector.n),
      '--json',
      ...more,
    )

  it('draws the worked sample again from the published frame', async () => {
    const { code, json } = await draw(
      await file('frame.tsv', frameText(lines)),
      '--hash',
      frameHash(lines).toUpperCase(),
    )
    expect(code).toBe(0)
    expect(json()).toMatchObject({
      ok: true,
      frameHash: frameHash(lines),
      strata: vector.strata,
      alloc: vector.alloc,
      drawn: vector.drawn,
      picked: vector.picked,
    })
    expect((json()['entries'] as unknown[])[0]).toEqual({
      book: 'L02',
      position: 133,
      id: 'L02-133',
      version: 1,
      stratum: 'L02',
      pick: 133,
    })
  })

  it('detects a frame that was changed after it was locked', async () => {
    const changed = lines.map((each) => (each.id === 'L06-3' ? { ...each, version: 2 } : each))
    const { code, json } = await draw(await file('changed.tsv', frameText(changed)), '--hash', frameHash(lines))
    expect(code).toBe(1)
    expect(json()).toMatchObject({ ok: false, code: 'draw/frame-changed' })
  })

  it('refuses a frame that an editor saved and dice that are not dice', async () => {
    const edited = await draw(await file('edited.tsv', frameText(lines).replaceAll('\n', '\r\n')))
    expect(edited.json()).toMatchObject({ ok: false, code: 'draw/invalid-frame' })
    const path = await file('frame2.tsv', frameText(lines))
    for (const dice of ['8346721905481726354', '8346721905481726354x', ''])
      expect(
        (
          await cli('draw', '--frame', path, '--seed', `PS310101-2025Q3-1.0.0-${dice}`, '--officer', '1', '--json')
        ).json(),
      ).toMatchObject({ ok: false, code: 'draw/invalid-seed' })
    const unknown = await cli(
      'draw',
      '--frame',
      path,
      '--seed',
      vector.seed.replace('1.0.0', '7.0.0'),
      '--officer',
      '1',
    )
    expect(unknown.err).toContain('There is no scheme 7.0.0')
  })
})
