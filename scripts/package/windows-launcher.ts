import { join } from 'node:path'
import { compileNsis } from './nsis.ts'

/**
 * Compiles the launcher for Windows.
 * @param made.icon absolute path of an .ico file
 * @param made.out absolute path of the program to write
 */
export async function windowsLauncher(made: {
  readonly project: string
  readonly version: string
  readonly icon: string
  readonly out: string
}): Promise<void> {
  const { project, version, icon, out } = made
  await compileNsis(join(project, 'build/launcher/beatbook.nsi'), {
    ...{ OUT: out, ICON: icon, VERSION: version, NUMBERS: `${version}.0` },
  })
}
