import { request as plainRequest } from 'node:http'
import { request } from 'node:https'
import { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import { nothingChosen, type NetworkSettings } from '../../src-contract/shell-network.ts'
import { plainAgent, secureAgent } from '../../src-network/agents.ts'
import { wayOf, type AskSystem } from '../../src-network/way.ts'
import type { Fetch } from './offer-source.ts'

/** How long a connection is kept for the next request, ms. */
const IDLE = 10_000

/**
 * Asks a feed by way of the settings. Not through Chromium, which cannot go on without a certificate of its own where a server asks for
 * one, as the platform does, and can log in to a proxy only with a window.
 * @param authority PEM of the authority of the feed's certificate, such as the platform's; '' for the public ones. The authorities of the
 *   settings count in both cases
 */
export function feedFetch(
  authority: string,
  network: NetworkSettings = nothingChosen,
  askSystem: AskSystem = noSystem,
): Fetch {
  const ca = [...(authority === '' ? rootCertificates : [authority]), ...network.authorities]
  const way = wayOf(network, askSystem)
  // One handshake for the three files of a look.
  const kept = { keepAlive: true, maxFreeSockets: 1, timeout: IDLE }
  const agent = secureAgent(way, { ...kept, ca })
  const plain = plainAgent(way, kept)
  return (url, { signal, headers }) =>
    new Promise<Response>((resolve, reject) => {
      const sent = url.startsWith('https:')
        ? request(url, { headers, signal, agent })
        : plainRequest(url, { headers, signal, agent: plain })
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

const noSystem: AskSystem = () => Promise.resolve('DIRECT')
