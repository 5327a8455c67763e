import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentWithNode24, node24 } from './node24.mjs'
import { BootstrapProblem } from './problem.mjs'
import { run } from './run.mjs'

/** @param {string} project @returns {boolean} whether the fonts of the prints lie where the app and the tests look */
export function fontsAreCopied(project) {
  const fonts = ['NotoSansSC_400Regular.ttf', 'NotoSansSC_700Bold.ttf']
  return fonts.every((name) => existsSync(join(project, 'resources', 'fonts', name)))
}

/**
 * Copies them from their npm package.
 * @param {string} project
 * @throws {BootstrapProblem}
 */
export async function copyFonts(project) {
  const copied = await run(node24(project).executable, [join(project, 'scripts', 'copy-fonts.ts')], {
    cwd: project,
    env: environmentWithNode24(project),
  })
  if (copied.code !== 0)
    throw new BootstrapProblem(
      'The fonts of the prints could not be copied to resources/fonts, so nothing could be printed; see `ls -ld resources` and try again.',
      copied.output,
    )
}
