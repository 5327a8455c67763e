import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Puts the fonts of the prints where the app looks for them. They come from an npm package and are not committed (10 MB each);
 * files that are there already, with the right size, are left alone.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const source = join(root, 'node_modules', '@expo-google-fonts', 'noto-sans-sc')
const target = join(root, 'resources', 'fonts')
const files = [
  [join('400Regular', 'NotoSansSC_400Regular.ttf'), 'NotoSansSC_400Regular.ttf'],
  [join('700Bold', 'NotoSansSC_700Bold.ttf'), 'NotoSansSC_700Bold.ttf'],
  // The licence travels with the fonts.
  ['LICENSE_FONT', 'OFL.txt'],
] as const

mkdirSync(target, { recursive: true })
for (const [file, name] of files) {
  const from = join(source, file)
  const to = join(target, name)
  if (statSync(to, { throwIfNoEntry: false })?.size !== statSync(from).size) copyFileSync(from, to)
}
