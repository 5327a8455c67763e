import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { compileNsis } from './nsis.ts'
import { windowsIcon } from './windows-icon.ts'
import { windowsLauncher } from './windows-launcher.ts'
import { windowsPicture } from './windows-picture.ts'

const run = promisify(execFile)

export type WindowsInstaller = {
  readonly project: string
  /** A packaged folder, its program named `beatbook.exe`. */
  readonly folder: string
  readonly seq: number
  readonly version: string
  /** Path of the installer to write. */
  readonly out: string
  /** Path of a program or script that signs the program that it is given the path of; '' for none. */
  readonly sign: string
  /** `zlib` for tests, which look inside; what goes out is `lzma`. */
  readonly compression?: 'lzma' | 'zlib'
}

/**
 * The first installation on a PC with Windows, with NSIS's own compiler. Launcher, uninstaller and installer are signed on the way.
 * @throws Refusal where the compiler is missing
 */
export async function windowsInstaller(made: WindowsInstaller): Promise<void> {
  const { project, folder, seq, version, sign } = made
  const room = await mkdtemp(join(tmpdir(), 'beatbook-nsis-'))
  const at = (name: string): string => join(room, name)
  try {
    await windowsIcon(join(project, 'build/icon.png'), at('beatbook.ico'))
    await windowsPicture(join(project, 'build/icon.png'), at('picture.bmp'))
    await windowsLauncher({ project, version, icon: at('beatbook.ico'), out: at('beatbook.exe') })
    if (sign !== '') await run(sign, [at('beatbook.exe')])
    const { stdout } = await run('du', ['-sk', folder])
    await compileNsis(join(project, 'build/windows/installer.nsi'), {
      ...{ OUT: resolve(made.out), ICON: at('beatbook.ico'), VERSION: version, NUMBERS: `${version}.0` },
      ...{ SEQ: String(seq), FOLDER: resolve(folder), LAUNCHER: at('beatbook.exe'), PICTURE: at('picture.bmp') },
      ...{ KILOBYTES: String(Number.parseInt(stdout, 10)), COMPRESSOR: made.compression ?? 'lzma' },
      ...(sign === '' ? {} : { SIGN: sign }),
    })
  } finally {
    await rm(room, { recursive: true, force: true })
  }
}
