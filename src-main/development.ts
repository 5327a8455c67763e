import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { app, type BrowserWindow } from 'electron'

/** What the environment may change while the app is not packaged. In a shipped app all of it is ignored. */
export type DevelopmentSettings = {
  replicaFolder?: string
  sqliteAddon?: string
  runtimeKind?: string
  screenshot?: string
  /** A file like the one that a build takes along: what updates are verified against, and the feed. */
  updateSettings?: string
  /** A file with what a card reader would deliver, in place of one. */
  cardFile?: string
  exitWhenUsable: boolean
}

export function developmentSettings(env: NodeJS.ProcessEnv, packaged: boolean): DevelopmentSettings {
  if (packaged) return { exitWhenUsable: false }
  const given = (name: string): string | undefined => env[name] || undefined
  return {
    replicaFolder: given('BEATBOOK_DIR'),
    sqliteAddon: given('BEATBOOK_SQLITE_ADDON'),
    runtimeKind: given('BEATBOOK_RUNTIME'),
    updateSettings: given('BEATBOOK_UPDATES'),
    cardFile: given('BEATBOOK_CARD_FILE'),
    screenshot: given('BEATBOOK_SCREENSHOT'),
    exitWhenUsable: given('BEATBOOK_EXIT_WHEN_USABLE') === '1',
  }
}

/** Keeps a picture of the first usable screen and ends the app, each if asked for. */
export async function onceUsable(window: BrowserWindow, settings: DevelopmentSettings): Promise<void> {
  if (settings.screenshot) {
    const picture = await drawnPicture(window)
    await mkdir(dirname(settings.screenshot), { recursive: true })
    await writeFile(settings.screenshot, picture.toPNG())
  }
  if (!settings.exitWhenUsable) return
  // For whoever measures the start: the rest of the process's time is its orderly end.
  process.stdout.write('usable\n')
  app.quit()
}

/** The page says that it is usable some frames before the compositor has its picture: until then a capture is of one colour. */
async function drawnPicture(window: BrowserWindow): Promise<Electron.NativeImage> {
  const started = Date.now()
  for (;;) {
    const picture = await window.webContents.capturePage()
    if (Date.now() - started > 10_000 || !isOneColour(picture.toBitmap())) return picture
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function isOneColour(pixels: Buffer): boolean {
  return pixels.length < 8 || pixels.subarray(0, -4).equals(pixels.subarray(4))
}

/** Where Chromium keeps its profile, so that two replicas on one PC are two apps. */
export function profileFolder(replicaFolder: string): string {
  return join(replicaFolder, 'shell')
}
