import { basename } from 'node:path'
import { type HouseRule, inFolder } from './house-rule.ts'

/** Files are found by what they are about: kebab-case with a role suffix, no `utils`, no files that only pass on others. */
export const fileNames: HouseRule = {
  name: 'file names say what is inside',
  applies: () => true,
  check(source, report) {
    const name = basename(source.fileName)
    // A BCP 47 tag, a locale's text file, keeps its capitals.
    if (!/^\.?[a-z0-9]+([.-][a-z0-9]+)*\.(d\.)?tsx?$/.test(name) && !/^zh-CN\.ts$/.test(name))
      report(source, 'file names are kebab-case')
    if (/^(utils?|helpers?|misc|common)\.tsx?$/.test(name))
      report(source, 'name the file after the one thing that it does')
    if (/^index\.tsx?$/.test(name) && !inFolder(source.fileName, 'src-contract', 'db/migrations'))
      report(source, 'no barrels')
  },
}
