import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

// What both launchers do is tested by running them: tests/integration/launcher.test.ts, and tests/windows by command. This keeps one from
// being changed without the other where there is no Wine.
const build = join(import.meta.dirname, '../../build')
const withoutComments = (text: string): string => text.replace(/^\s*[#;].*$/gm, '')
const linux = withoutComments(await readFile(join(build, 'launcher/beatbook.sh'), 'utf8'))
const windows = withoutComments(await readFile(join(build, 'launcher/beatbook.nsi'), 'utf8')).replaceAll('\\', '/')

/** Everything that a pattern's first group finds, once each, in order. */
function found(text: string, pattern: RegExp): string[] {
  const all = [...text.matchAll(pattern)].map(([, first = '']) => first)
  expect(all).not.toEqual([])
  return [...new Set(all)].sort()
}

/** The same in both, whatever each language calls it. */
function same(inLinux: RegExp, inWindows: RegExp): void {
  expect(found(windows, inWindows)).toEqual(found(linux, inLinux))
}

describe('both launchers', () => {
  test('count to the same number', () => same(/^MOST_STARTS=(\d+)$/gm, /^!define MOST_STARTS (\d+)$/gm))

  test('keep the same notes', () => same(/\$NOTES\/([a-z]+)/g, /\$notes\/([a-z]+)/g))

  test('read the same files of the installation', () =>
    same(/"\$ROOT\/([a-z]+)[/"]/g, /"\$EXEDIR\/(current|previous|versions)[/"]/g))

  test('move the same files of the replica aside', () => {
    const parts = /for part in ([^;]+);/.exec(linux)?.[1]?.split(' ') ?? []
    expect(found(windows, /!insertmacro MoveAside ([\w.-]+)/g)).toEqual(parts.sort())
  })

  test('put them into the same place and take the copy from the same one', () => {
    for (const name of ['quarantine/update-', 'backups/', 'replica.db.before', 'replica-', '-migration.db', '/done'])
      for (const script of [linux, windows]) expect(script).toContain(name)
    same(/"?\$REPLICA"?\/([\w.]+)/g, /\$replica\/([\w.]+)(?!\S*\{NAME\})/g)
  })

  test('look at the same hash of the archive', () => {
    for (const script of [linux, windows]) {
      expect(script).toMatch(/resources/)
      expect(script).toMatch(/app\.asar/)
      expect(script).toMatch(/\.sha256"/)
    }
  })

  test('end with the same codes and say the same', () => {
    // 70 and 126 are the shell's: it does not find itself, or cannot start the program.
    same(/exit (7[1-9])/g, /\$\{Fail\} (7\d)/g)
    const plain = (sentence: string): string => sentence.replaceAll(/\$\w+(\/\w+)?/g, '…')
    const said = found(linux, /echo "beatbook: ([^"]+)"/g).map(plain)
    const saidByWindows = found(windows, /\$\{Fail\} \d+ "([^"]+)"/g).map(plain)
    for (const sentence of said) expect(saidByWindows).toContain(sentence)
  })
})

test('what Windows programs say, they say in both languages', async () => {
  const folder = join(build, 'windows')
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('-text.nsh'))) {
    const text = await readFile(join(folder, name), 'utf8')
    const keys = (language: string): string[] =>
      [...text.matchAll(/^LangString (\w+) \$\{LANG_(\w+)\} "(.+)"$/gm)]
        .filter((each) => each[2] === language)
        .map((each) => each[1] ?? '')
    expect(keys('SIMPCHINESE').length).toBeGreaterThan(3)
    expect(keys('ENGLISH')).toEqual(keys('SIMPCHINESE'))
  }
})
