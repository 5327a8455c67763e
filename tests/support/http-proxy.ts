import { createServer as createPlain, type IncomingMessage } from 'node:http'
import { createServer as createSecure, type ServerOptions } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'

export type HttpProxy = {
  readonly port: number
  /** What it was asked to connect to. */
  readonly asked: string[]
  /** What it answers in place of connecting; null: it connects. */
  answer: string | null
  close(): Promise<void>
}

/**
 * A proxy that connects (CONNECT) and passes on bytes, as a station's network has one.
 * @param options.names hosts that only this proxy knows
 * @param options.login `user:password` that it asks for
 * @param options.tls certificate and key, for a proxy that is reached by TLS
 */
export async function openHttpProxy(
  options: { names?: Record<string, string>; login?: string; tls?: ServerOptions } = {},
): Promise<HttpProxy> {
  const server = options.tls ? createSecure(options.tls) : createPlain()
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const target = request.url ?? ''
    proxy.asked.push(target)
    client.on('error', () => undefined)
    const expected = `Basic ${Buffer.from(options.login ?? '').toString('base64')}`
    if (options.login !== undefined && request.headers['proxy-authorization'] !== expected)
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n')
    if (proxy.answer !== null) return void client.end(proxy.answer)
    const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(target) ?? []
    const upstream = connect(Number(port), options.names?.[host] ?? host)
    sockets.add(upstream)
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      client.pipe(upstream).pipe(client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: HttpProxy = {
    port: (server.address() as AddressInfo).port,
    asked: [],
    answer: null,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  return proxy
}
