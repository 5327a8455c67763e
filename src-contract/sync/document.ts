import { z } from 'zod'
import { Count, Signature, Time } from './protocol.ts'

/** evaluation: the office has the same file of an agency (`EvaluationConfirmation`). */
export const documentKinds = ['scheme', 'catalog', 'evaluation'] as const
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

/** The content of a document of kind `evaluation`: under which number the office received which file. */
export const EvaluationConfirmation = z
  .object({ documentNumber: z.string().trim().min(1).max(60), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
  .strict()
export type EvaluationConfirmation = z.infer<typeof EvaluationConfirmation>
