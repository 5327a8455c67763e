import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { rootCertificates } from 'node:tls'
import { ConnectionFailure, outcomeOf } from './connection-failure.ts'
import type { ProxyHop } from './proxy-address.rules.ts'

/** A proxy that answers nothing for this long is given up, ms. */
const PATIENCE = 15_000

/** A proxy, and what it takes to be let through. */
export type Hop = ProxyHop & {
  readonly user: string
  readonly password: string
  /** PEM of authorities that may have issued the proxy's own certificate, beside the public ones. */
  readonly authorities: readonly string[]
}

/**
 * Has a proxy connect to a host (CONNECT). What is then said on the connection is between this PC and that host. Where a name is set and
 * its password is not known, nothing is sent: each attempt would be a failed log-in, and enough of them lock the account at the proxy.
 * @throws ConnectionFailure
 */
export function openTunnel(hop: Hop, host: string, port: number): Promise<Socket> {
  if (hop.user !== '' && hop.password === '') return Promise.reject(new ConnectionFailure('proxy-password'))
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const headers: Record<string, string> = { host: target }
  if (hop.user !== '')
    headers['proxy-authorization'] = `Basic ${Buffer.from(`${hop.user}:${hop.password}`, 'utf8').toString('base64')}`
  const options = { host: hop.host, port: hop.port, method: 'CONNECT', path: target, headers, agent: false as const }
  const ca = [...rootCertificates, ...hop.authorities]
  // Its own name, not the one in the Host line. An address has none to ask by and is compared as it is.
  const servername = isIP(hop.host) === 0 ? hop.host : ''
  return new Promise((resolve, reject) => {
    const sent = hop.secure
      ? secureRequest({ ...options, ca, servername, minVersion: 'TLSv1.2' })
      : plainRequest(options)
    const give = (up: ConnectionFailure): void => {
      reject(up)
      sent.destroy()
    }
    sent.setTimeout(PATIENCE, () => give(new ConnectionFailure('proxy-no-connection')))
    sent.once('error', (error) => reject(new ConnectionFailure(proxyOutcome(error))))
    // A proxy that serves CONNECT like any other request is none.
    sent.once('response', () => give(new ConnectionFailure('proxy-no-proxy')))
    sent.once('connect', (answer, socket: Socket, head: Buffer) => {
      const status = answer.statusCode ?? 0
      if (status < 200 || status > 299) {
        socket.destroy()
        return reject(new ConnectionFailure(status === 407 ? 'proxy-password' : 'proxy-refused'))
      }
      socket.setTimeout(0)
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    sent.end()
  })
}

function proxyOutcome(error: unknown): ConnectionFailure['outcome'] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // It took the connection, and answered in another language or not at all.
  if (code.startsWith('HPE_') || code === 'ECONNRESET' || code === 'EPIPE') return 'proxy-no-proxy'
  const outcome = outcomeOf(error)
  if (outcome === 'no-name') return 'proxy-no-name'
  return outcome.startsWith('certificate') ? 'proxy-certificate' : 'proxy-no-connection'
}
