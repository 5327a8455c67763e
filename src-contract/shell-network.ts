import { z } from 'zod'

// How this PC reaches the network: used by core (exchange with the platform) and by the shell (feed of updates) alike.

export const ProxySettings = z.discriminatedUnion('mode', [
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

/** As long as nobody has chosen anything. */
export const directly: NetworkSettings = { proxy: { mode: 'none' }, authorities: [] }

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
