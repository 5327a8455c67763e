import { z } from 'zod'

// How this PC reaches the network: used by core (exchange with the platform) and by the shell (feed of updates) alike.

/** The shell's copy of the settings, in the replica's folder: an order to erase destroys it there with the keys. */
export const NETWORK_FILE = 'network.json'

export const ProxySettings = z.discriminatedUnion('mode', [
  /** Nobody has chosen: the exchange goes directly, updates as the system does. */
  z.object({ mode: z.literal('unset') }).strict(),
  z.object({ mode: z.literal('none') }).strict(),
  /** Whatever the system says for an address, a PAC file included. */
  z.object({ mode: z.literal('system') }).strict(),
  z
    .object({
      mode: z.literal('address'),
      /** `http://host:port` or `https://host:port`: an HTTP proxy that knows CONNECT. */
      address: z.string().min(1).max(300),
      /** Reached without it: names, `*.name`, addresses, networks such as 10.0.0.0/8. */
      exclusions: z.array(z.string().min(1).max(120)).max(100),
      /** '' without a log-in at the proxy. */
      user: z.string().max(120),
      password: z.string().max(240),
    })
    .strict(),
])
export type ProxySettings = z.infer<typeof ProxySettings>

export const NetworkSettings = z
  .object({
    proxy: ProxySettings,
    /** PEM of authorities that this PC trusts beside those of the system. */
    authorities: z.array(z.string().max(20_000)).max(20),
  })
  .strict()
export type NetworkSettings = z.infer<typeof NetworkSettings>

export const nothingChosen: NetworkSettings = { proxy: { mode: 'unset' }, authorities: [] }

/** What a test of the connection found; `answered`: all the way there and back. */
export const connectionOutcomes = [
  'answered',
  'answered-otherwise',
  'no-name',
  'no-connection',
  'silence',
  'certificate-expired',
  'certificate-untrusted',
  'certificate-name',
  'certificate',
  'proxy-no-name',
  'proxy-no-connection',
  'proxy-password',
  'proxy-refused',
  'proxy-no-proxy',
  'proxy-certificate',
  'proxy-kind',
] as const
export const ConnectionOutcome = z.enum(connectionOutcomes)
export type ConnectionOutcome = z.infer<typeof ConnectionOutcome>

export const ConnectionTest = z.object({
  outcome: ConnectionOutcome,
  /** Which way was gone. */
  way: z.enum(['direct', 'proxy']),
  ms: z.number().int(),
})
export type ConnectionTest = z.infer<typeof ConnectionTest>
