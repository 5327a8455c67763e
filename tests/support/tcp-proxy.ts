import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type TcpProxy = {
  readonly port: number
  /** Asked for every piece that the server sends: true passes it on, false cuts the connection. */
  passes: () => boolean | Promise<boolean>
  /** Connections that were cut. */
  cut: number
  close(): Promise<void>
}

/** Stands between two real programs and cuts what they say to each other. */
export async function openTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    let order = Promise.resolve()
    upstream.on('data', (piece: Buffer) => {
      order = order.then(async () => {
        if (client.destroyed) return
        if (await proxy.passes()) client.write(piece)
        else {
          proxy.cut += 1
          client.destroy()
        }
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    passes: () => true,
    cut: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
