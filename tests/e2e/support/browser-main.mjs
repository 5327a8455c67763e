// A bare browser window: what an administrator has, without anything of the app. The platform's own authority is not one of the system's.
import { app, BrowserWindow } from 'electron'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

app.commandLine.appendSwitch('ignore-certificate-errors')
const require = createRequire(import.meta.url)
require(join(dirname(require.resolve('playwright-core/package.json')), 'lib/server/electron/loader.js'))
// Not awaited: there is no `ready` before this module has been run.
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    webPreferences: { contextIsolation: true, nodeIntegration: false, sandbox: true },
  })
  return window.loadURL('about:blank')
})
