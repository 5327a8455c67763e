import { z } from 'zod'
import { Instant } from '../ids.ts'
import { method } from '../method.ts'
import { ConnectionTest } from '../shell-network.ts'

const Fingerprint = z.string().regex(/^[0-9A-F]{64}$/)

/** An authority that this PC trusts beside those of the system, as IT compares it with the paper. */
export const PrivateAuthority = z.object({
  /** SHA-256 of the certificate, hex in capitals. */
  fingerprint: Fingerprint,
  subject: z.string(),
  validFrom: Instant,
  validTo: Instant,
  expired: z.boolean(),
})
export type PrivateAuthority = z.infer<typeof PrivateAuthority>

/** A proxy's password is never given out: only whether there is one. */
export const ShownProxy = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('unset') }),
  z.object({ mode: z.literal('none') }),
  z.object({ mode: z.literal('system') }),
  z.object({
    mode: z.literal('address'),
    address: z.string(),
    exclusions: z.array(z.string()),
    user: z.string(),
    hasPassword: z.boolean(),
  }),
])
export type ShownProxy = z.infer<typeof ShownProxy>

const WantedProxy = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('none') }).strict(),
  z.object({ mode: z.literal('system') }).strict(),
  z
    .object({
      mode: z.literal('address'),
      address: z.string().max(300),
      exclusions: z.array(z.string().max(120)).max(100),
      user: z.string().max(120),
      /** Null: the one that is kept, as long as proxy and user stay the same. */
      password: z.string().max(240).nullable(),
    })
    .strict(),
])
export type WantedProxy = z.infer<typeof WantedProxy>

/** How this PC reaches the platform and the feed of updates. */
export const networkContract = {
  get: method({
    input: z.object({}).strict(),
    output: z.object({ proxy: ShownProxy, authorities: z.array(PrivateAuthority) }),
    errors: [],
    roles: ['it'],
  }),
  setProxy: method({
    input: z.object({ proxy: WantedProxy }).strict(),
    output: z.object({}),
    errors: ['network/proxy-address', 'network/proxy-exclusion', 'network/proxy-user'],
    roles: ['it'],
    writes: true,
  }),
  /** What a certificate says before anybody trusts it; nothing is kept. */
  readAuthority: method({
    input: z.object({ text: z.string().max(64 * 1024) }).strict(),
    output: z.object({ authority: PrivateAuthority }),
    errors: [
      'network/certificate-unreadable',
      'network/certificate-several',
      'network/certificate-key',
      'network/certificate-no-authority',
      'network/certificate-expired',
      'network/certificate-weak',
      'network/certificate-held',
    ],
    roles: ['it'],
  }),
  addAuthority: method({
    input: z.object({ text: z.string().max(64 * 1024) }).strict(),
    output: z.object({ authority: PrivateAuthority }),
    errors: [
      'network/certificate-unreadable',
      'network/certificate-several',
      'network/certificate-key',
      'network/certificate-no-authority',
      'network/certificate-expired',
      'network/certificate-weak',
      'network/certificate-held',
      'network/certificate-most',
    ],
    roles: ['it'],
    writes: true,
  }),
  removeAuthority: method({
    input: z.object({ fingerprint: Fingerprint }).strict(),
    output: z.object({}),
    errors: ['network/certificate-gone'],
    roles: ['it'],
    writes: true,
  }),
  /** Asks the platform once by these settings, and says how far that got. */
  testPlatform: method({
    input: z.object({}).strict(),
    output: ConnectionTest,
    errors: ['sync/not-enrolled'],
    roles: ['it'],
  }),
} as const
