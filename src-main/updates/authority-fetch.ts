import { Agent, request } from 'node:https'
import { Readable } from 'node:stream'
import type { Fetch } from './offer-source.ts'

/** How long a connection is kept for the next request, ms. */
const IDLE = 10_000

/**
 * Asks a feed whose TLS certificate comes from an authority of the organisation's own, such as the platform's, and takes no other one. Not
 * through Chromium: it cannot go on without a certificate of its own where a server asks for one, as the platform does.
 * @param authority PEM
 */
export function authorityFetch(authority: string): Fetch {
  // One handshake for the three files of a look.
  const agent = new Agent({ ca: authority, minVersion: 'TLSv1.2', keepAlive: true, maxFreeSockets: 1, timeout: IDLE })
  return (url, { signal, headers }) =>
    new Promise<Response>((resolve, reject) => {
      const sent = request(url, { headers, signal, agent })
      sent.once('error', reject)
      sent.once('response', (answer) => {
        const status = answer.statusCode ?? 0
        // As with `redirect: 'error'`; and a Response has no body with these.
        if (status < 200 || status === 204 || (status >= 300 && status < 400)) {
          answer.destroy()
          return reject(new Error(`status ${status}`))
        }
        const told = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)])
        resolve(new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers: told }))
      })
      sent.end()
    })
}
