import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type DebianPackage = {
  readonly project: string
  /** A packaged folder, its program named `beatbook`. */
  readonly folder: string
  readonly seq: number
  readonly version: string
  readonly arch: 'x64' | 'arm64'
  /** Absolute path of the package to write. */
  readonly out: string
  /** `none` for tests, which look inside; packages that go out are `xz`, which every Debian, UOS and Kylin opens. */
  readonly compression?: 'xz' | 'none'
}

/** The first name that a distribution has; newer ones renamed some. */
const DEPENDS = [
  ...['libgtk-3-0 | libgtk-3-0t64', 'libnss3', 'libgbm1', 'libasound2 | libasound2t64', 'libxss1', 'libsecret-1-0'],
  ...['tar', 'coreutils'],
]

/**
 * The first installation on a PC, with Debian's own tool: the launcher, this version beside those to come, and the entry of the menu. Later
 * versions come as updates.
 */
export async function debianPackage(made: DebianPackage): Promise<void> {
  const { project, folder, seq, out } = made
  const stage = await mkdtemp(join(tmpdir(), 'beatbook-deb-'))
  const at = (...names: string[]): string => join(stage, ...names)
  const put = async (from: string, to: string, mode = 0o644): Promise<void> => {
    await mkdir(dirname(to), { recursive: true })
    await copyFile(from, to)
    await chmod(to, mode)
  }
  try {
    await chmod(stage, 0o755)
    await mkdir(at('opt/beatbook/versions'), { recursive: true })
    await run('cp', ['-a', folder, at('opt/beatbook/versions', String(seq))])
    await put(join(project, 'build/launcher/beatbook.sh'), at('opt/beatbook/beatbook'), 0o755)
    await put(join(project, 'build/launcher/install-update.sh'), at('opt/beatbook/install-update'), 0o755)
    await mkdir(at('usr/bin'), { recursive: true })
    await symlink('/opt/beatbook/beatbook', at('usr/bin/beatbook'))
    await put(join(project, 'build/deb/beatbook.desktop'), at('usr/share/applications/beatbook.desktop'))
    await put(join(project, 'build/icon.png'), at('usr/share/icons/hicolor/512x512/apps/beatbook.png'))
    await put(join(project, 'LICENSE'), at('usr/share/doc/beatbook/copyright'))
    await mkdir(at('DEBIAN'))
    const { stdout } = await run('du', ['-sk', stage])
    await writeFile(at('DEBIAN/control'), control(made, Number.parseInt(stdout, 10)))
    await put(join(project, 'build/deb/templates'), at('DEBIAN/templates'))
    for (const name of ['postinst', 'postrm']) {
      const script = await readFile(join(project, 'build/deb', name), 'utf8')
      await writeFile(at('DEBIAN', name), script.replaceAll('@SEQ@', String(seq)), { mode: 0o755 })
      await chmod(at('DEBIAN', name), 0o755)
    }
    await run('dpkg-deb', ['--root-owner-group', `-Z${made.compression ?? 'xz'}`, '--build', stage, out])
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

function control({ version, arch }: DebianPackage, kilobytes: number): string {
  return `Package: beatbook
Version: ${version}
Architecture: ${arch === 'x64' ? 'amd64' : 'arm64'}
Maintainer: The Beatbook authors <it@beatbook.example>
Section: misc
Priority: optional
Installed-Size: ${kilobytes}
Depends: ${DEPENDS.join(', ')}
Recommends: pkexec | policykit-1
Description: 警务台账工作台
 The ledger workplace of a community-policing station: works without a network, encrypted, exchanges with a platform.
`
}
