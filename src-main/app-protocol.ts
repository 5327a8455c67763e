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
 * Not with `protocol.handle`: that loads a whole web-request library into main while the user waits for the window (55 ms of work
 * on the development machine). The older call is deprecated but present up to Electron 45.
 * @param folder absolute path of out/renderer
 */
export function serveApp(session: Session, folder: string): void {
  session.protocol.registerBufferProtocol(appScheme, (request, answer) => {
    void answerTo(request.method, request.url, folder).then(answer)
  })
}

async function answerTo(method: string, url: string, folder: string): Promise<Electron.ProtocolResponse> {
  const nonce = randomBytes(16).toString('base64url')
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  }
  const served = method === 'GET' ? servedFile(url) : null
  const bytes = served && (await readInside(folder, served.path))
  if (!served || !bytes) return { statusCode: 404, headers, data: Buffer.alloc(0) }
  const data = served.path.endsWith('.html')
    ? Buffer.from(bytes.toString('utf8').replaceAll('__CSP_NONCE__', nonce))
    : bytes
  return { statusCode: 200, headers: { ...headers, 'Content-Type': served.contentType }, data }
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
