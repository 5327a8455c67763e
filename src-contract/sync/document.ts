import { z } from 'zod'
import { Count, Signature, Time } from './protocol.ts'

export const documentKinds = ['scheme', 'catalog'] as const
export const DocumentKind = z.enum(documentKinds)
export type DocumentKind = z.infer<typeof DocumentKind>

/**
 * What the superior office signed for all stations. It comes as a row of the table `documents` (id `<kind>:<name>:<version>`), whose
 * field `record` is this as JSON; `signature` is over signedText('document', the rest).
 */
export const SignedDocument = z.object({
  kind: DocumentKind,
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  version: Count.min(1),
  /** Canonical JSON. */
  content: z.string().max(2 * 1024 * 1024),
  by: z.string().max(60),
  at: Time,
  signature: Signature,
})
export type SignedDocument = z.infer<typeof SignedDocument>
