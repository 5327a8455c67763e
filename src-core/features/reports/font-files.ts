import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type FontFiles = { readonly normal: string; readonly bold: string }

const names = { normal: 'NotoSansSC_400Regular.ttf', bold: 'NotoSansSC_700Bold.ttf' }

/**
 * Where the fonts of the prints are: in the folder that BEATBOOK_RESOURCES names (the packaged app's resources), else in the
 * nearest `resources/fonts` above this module, which fits the source tree and the built bundle alike.
 *
 * @throws Error when they are nowhere: the build did not copy them (scripts/copy-fonts.ts)
 */
export function findFonts(importMetaUrl: string = import.meta.url): FontFiles {
  const configured = process.env['BEATBOOK_RESOURCES']
  const folders = configured ? [join(configured, 'fonts')] : []
  let above = dirname(fileURLToPath(importMetaUrl))
  while (dirname(above) !== above) {
    folders.push(join(above, 'resources', 'fonts'))
    above = dirname(above)
  }
  for (const folder of folders) {
    const files = { normal: join(folder, names.normal), bold: join(folder, names.bold) }
    if (existsSync(files.normal) && existsSync(files.bold)) return files
  }
  throw new Error('the print fonts are missing: run scripts/copy-fonts.ts')
}
