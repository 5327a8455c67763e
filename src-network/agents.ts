import { Agent as PlainAgent, type AgentOptions as PlainOptions, type ClientRequestArgs } from 'node:http'
import { Agent, type AgentOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { openTunnel } from './tunnel.ts'
import type { Way } from './way.ts'

type Created = (error: Error | null, stream: Duplex) => void
type Connect = (options: ClientRequestArgs, created?: Created) => Duplex | null | undefined

/** Connects through the proxy where the way leads through one. TLS, certificates and names are the same as without. */
function connectBy(way: Way, connect: Connect): Connect {
  return (options, created) => {
    const [host, port] = [options.host ?? 'localhost', Number(options.port ?? 443)]
    void way(host, port)
      .then((hop) => (hop === null ? null : openTunnel(hop, host, port)))
      .then(
        (socket) => {
          const stream = connect({ ...options, ...(socket === null ? {} : { socket }) } as ClientRequestArgs)
          if (stream) created?.(null, stream)
        },
        (error: unknown) => created?.(error as Error, undefined as never),
      )
    return undefined
  }
}

/** HTTPS on the way that the settings name. @param way null: directly */
export function secureAgent(way: Way | null, options: AgentOptions): Agent {
  const agent = new Agent({ minVersion: 'TLSv1.2', ...options })
  if (way !== null) agent.createConnection = connectBy(way, agent.createConnection.bind(agent))
  return agent
}

/** HTTP without TLS. */
export function plainAgent(way: Way | null, options: PlainOptions): PlainAgent {
  const agent = new PlainAgent(options)
  if (way === null) return agent
  agent.createConnection = connectBy(way, (asked, created) => {
    const { socket } = asked as { socket?: Duplex }
    return socket ?? PlainAgent.prototype.createConnection.call(agent, asked, created)
  })
  return agent
}
