import { app, type Session, type WebContents } from 'electron'
import { appOrigin, isLocalRequest } from './app-url.rules.ts'
import type { ShellLog } from './shell-log.ts'

/** Pages that may be opened in the system's browser: none. */
const openExternalAllowed: ReadonlySet<string> = new Set()

/** Every web contents, whoever makes it: it stays where it is, opens nothing, embeds nothing, reaches no network. */
export function hardenEveryPage(log: ShellLog): void {
  app.on('web-contents-created', (_event, contents) => hardenPage(contents, log))
  // The default would be to ask the user; there is nothing to ask.
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault()
    callback(false)
  })
  app.on('login', (event) => event.preventDefault())
}

function hardenPage(contents: WebContents, log: ShellLog): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault()
    log.refused(what)
  }
  contents.on('will-frame-navigate', (details) => {
    // A reload is a navigation to the same page, and harmless.
    if (!(details.isMainFrame && details.url === `${appOrigin}/index.html`)) refuse('navigation')(details)
  })
  contents.on('will-redirect', refuse('redirect'))
  contents.on('will-attach-webview', refuse('webview'))
  contents.setWindowOpenHandler(({ url }) => {
    log.refused(openExternalAllowed.has(url) ? 'open-external' : 'new-window')
    return { action: 'deny' }
  })
  // WebRTC is the one way out that neither the policy nor the request filter sees.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/** Permissions are granted by default, also to silent checks: both are refused. Requests other than the app's own end here. */
export function hardenSession(session: Session, log: ShellLog): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    log.refused(`permission:${permission}`)
    callback(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
  session.on('will-download', (event) => {
    event.preventDefault()
    log.refused('download')
  })
  session.webRequest.onBeforeRequest((details, callback) => {
    const local = isLocalRequest(details.url, app.isPackaged)
    if (!local) log.refused('request')
    callback({ cancel: !local })
  })
  session.setSpellCheckerEnabled(false)
}
