import type { BrowserWindow } from 'electron'
import { join } from 'node:path'

/**
 * Windows pins to the taskbar what it is told to start: the launcher, and not the version that runs now, which would be started past the
 * launcher and is gone after two updates. Elsewhere, and where the app was not installed by versions, there is nothing to tell.
 */
export async function pinLauncher(window: BrowserWindow, title: string): Promise<void> {
  if (process.platform !== 'win32') return
  const { installedVersion, PROGRAM } = await import('./updates/versions.ts')
  const installed = installedVersion(process.execPath)
  if (installed === null || window.isDestroyed()) return
  const launcher = join(installed.root, PROGRAM)
  window.setAppDetails({
    appId: 'cn.beatbook.workplace',
    appIconPath: launcher,
    relaunchCommand: `"${launcher}"`,
    relaunchDisplayName: title,
  })
}
