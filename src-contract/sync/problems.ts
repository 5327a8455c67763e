import { z } from 'zod'
import { Count } from './protocol.ts'
import { Directive } from './hello.ts'

/** Every refusal of the platform: HTTP status and whether the same request may do later. */
export const wireProblems = {
  'sync/invalid': { status: 400, retryable: false },
  'sync/txn-split': { status: 400, retryable: false },
  'sync/no-certificate': { status: 401, retryable: false },
  'sync/code-refused': { status: 403, retryable: false },
  'sync/denied': { status: 403, retryable: false },
  /** The account is not in the platform's directory of the station, or no longer active in it. */
  'sync/not-listed': { status: 403, retryable: false },
  /** The directory gives the account a role that may not do this. */
  'sync/role-denied': { status: 403, retryable: false },
  /** With signed directives. */
  'sync/revoked': { status: 403, retryable: false },
  /** The certificate's time is over: the device is enrolled again. */
  'sync/certificate-expired': { status: 403, retryable: false },
  'sync/not-found': { status: 404, retryable: false },
  'sync/snapshot-gone': { status: 404, retryable: false },
  /** `expected`: the seq that has to come first. */
  'sync/gap': { status: 409, retryable: true },
  /**
   * The same seq came with other content: this device is a copy. Nothing but what its people filed is exchanged with it, until it is enrolled
   * again or released; a new-epoch directive follows then. With signed directives.
   */
  'sync/quarantined': { status: 409, retryable: false },
  'sync/wrong-epoch': { status: 409, retryable: false },
  /** A package of unsent work that was altered, cut off, or is none. */
  'sync/package-damaged': { status: 422, retryable: false },
  /** A package of another station, or sealed to another platform. */
  'sync/package-foreign': { status: 403, retryable: false },
  'sync/rebootstrap': { status: 409, retryable: false },
  /** `expected`: bytes that are already here. */
  'sync/blob-gap': { status: 409, retryable: true },
  'sync/too-large': { status: 413, retryable: false },
  /** The last part of a full delivery came before others; `message` says which. */
  'sync/parts-missing': { status: 409, retryable: true },
  /** A full delivery that has ended, or that a later one has overtaken. */
  'sync/delivery-ended': { status: 409, retryable: false },
  'sync/blob-mismatch': { status: 422, retryable: false },
  'sync/client-too-new': { status: 426, retryable: false },
  'sync/client-too-old': { status: 426, retryable: false },
  /** 429 and 503 carry retry-after in seconds. */
  'sync/too-many': { status: 429, retryable: true },
  'sync/busy': { status: 503, retryable: true },
  internal: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>
export type WireProblemCode = keyof typeof wireProblems

export const WireProblem = z.object({
  error: z.object({
    code: z.enum(Object.keys(wireProblems) as [WireProblemCode, ...WireProblemCode[]]),
    retryable: z.boolean(),
    traceId: z.string().max(80),
    expected: Count.optional(),
    directives: z.array(Directive).optional(),
    /** With an order to erase: what is unsent is sealed to this first (SPKI PEM). */
    sealingKey: z.string().max(400).optional(),
    /** One sentence for whoever looks after a system that delivers: PCs say it in words of their own. */
    message: z.string().max(1000).optional(),
  }),
})
export type WireProblem = z.infer<typeof WireProblem>
