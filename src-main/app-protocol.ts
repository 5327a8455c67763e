import { randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { protocol, type Session } from 'electron'
import { appScheme, contentSecurityPolicy, servedFile } from './app-url.rules.ts'

/** Must run before `ready`. No `bypassCSP`, no `corsEnabled`: the page is one origin and stays there. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/**
 * Serves the built page from a folder as app://beatbook/.
 * @param folder absolute path of out/renderer
 */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle(appScheme, async (request) => {
    const nonce = randomBytes(16).toString('base64url')
    const headers = {
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    }
    const served = request.method === 'GET' ? servedFile(request.url) : null
    const bytes = served && (await readInside(folder, served.path))
    if (!served || !bytes) return new Response(null, { status: 404, headers })
    const body = served.path.endsWith('.html')
      ? bytes.toString('utf8').replaceAll('__CSP_NONCE__', nonce)
      : new Uint8Array(bytes)
    return new Response(body, { headers: { ...headers, 'Content-Type': served.contentType } })
  })
}

/** Null when there is no such file, or when a link leads out of the folder. */
async function readInside(folder: string, path: string): Promise<Buffer | null> {
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))])
    return file.startsWith(root + sep) ? await readFile(file) : null
  } catch {
    return null
  }
}
