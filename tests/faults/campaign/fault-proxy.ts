import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * What one connection meets. cut-answer: after so many bytes of what the platform says; cut-request: of what the PC says; silent: from then
 * on nothing comes any more and nobody says so; slow: what the platform says comes in small pieces.
 */
export type Trouble = {
  readonly kind: 'refused' | 'cut-answer' | 'cut-request' | 'silent' | 'slow'
  readonly after: number
}

export type FaultProxy = {
  readonly url: string
  /** Where the next connections go. */
  target: number
  /** Troubles of the next connections, one each; without one a connection is left alone. */
  readonly troubles: Trouble[]
  close(): Promise<void>
}

/** Stands between real processes. What they say is encrypted, so that it can be cut, held back and slowed, and nothing else. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const trouble = proxy.troubles.shift()
    if (trouble?.kind === 'refused') return void client.destroy()
    const upstream = connect({ port: proxy.target, host: '127.0.0.1', noDelay: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    pass(client, upstream, trouble?.kind === 'cut-request' ? trouble : undefined)
    pass(upstream, client, trouble?.kind === 'cut-request' ? undefined : trouble)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const proxy: FaultProxy = {
    url: `https://127.0.0.1:${port}`,
    target,
    troubles: [],
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

function pass(from: Socket, to: Socket, trouble: Trouble | undefined): void {
  if (trouble === undefined) return void from.pipe(to)
  let left = trouble.after
  let order = Promise.resolve()
  from.on('data', (piece: Buffer) => {
    order = order.then(() => hand(piece))
  })

  async function hand(piece: Buffer): Promise<void> {
    if (to.destroyed) return
    const now = piece.subarray(0, left)
    left -= now.length
    to.write(now)
    if (now.length === piece.length) return
    if (trouble?.kind === 'silent') return
    if (trouble?.kind !== 'slow') return void to.destroy()
    for (let at = now.length; at < piece.length && !to.destroyed; at += 256) {
      to.write(piece.subarray(at, at + 256))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}
