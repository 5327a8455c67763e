import { BrowserWindow, nativeTheme, screen, type Session } from 'electron'
import type { Look } from '../src-contract/shell-look.ts'
import { appOrigin } from './app-url.rules.ts'
import { lookArgument } from './look.rules.ts'

/** The one window. Every security setting is written out, also where it is the default. */
export function openWindow(options: {
  session: Session
  preload: string
  title: string
  icon: string
  packaged: boolean
  /** The replica folder is empty: the page waits for the set-up instead of showing a log-in that nobody has. */
  firstStart: boolean
  look: Look
}): BrowserWindow {
  // 1366x768 at 125% leaves 1093x574 beside the task bar: the window must still fit.
  const { width, height } = screen.getPrimaryDisplay().workAreaSize
  const dark = options.look.scheme === 'dark' || (options.look.scheme === 'auto' && nativeTheme.shouldUseDarkColors)
  const window = new BrowserWindow({
    width: Math.min(1366, width),
    height: Math.min(768, height),
    minWidth: Math.min(1024, width),
    minHeight: Math.min(600, height),
    show: false,
    backgroundColor: dark ? '#14171b' : '#f3f5f7',
    title: options.title,
    icon: options.icon,
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      additionalArguments: [lookArgument(options.look)],
      zoomFactor: options.look.zoom,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableDialogs: true,
      devTools: !options.packaged,
    },
  })
  window.on('page-title-updated', (event) => event.preventDefault())
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${appOrigin}/index.html${options.firstStart ? '#/first-start' : ''}`)
  return window
}
