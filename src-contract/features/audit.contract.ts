import { z } from 'zod'
import { Instant } from '../ids.ts'
import { method } from '../method.ts'

/** What is audited from the first day; more actions join with their features. */
export const auditActions = [
  'set-up',
  'log-in',
  'log-in-failed',
  'locked-out',
  'lock',
  'resume',
  'search',
  'view',
  'reveal',
  'compare',
  'prefill',
  'print',
  'export',
  'export-ask',
  'export-decide',
  'draft-open',
  'file',
  'correct',
  'step',
  'void-ask',
  'approve',
  'return',
  'undo',
  'draft-pass',
  'likeness',
  'address-ask',
  'address-merge',
  'quality',
  'distribution',
  'attach',
  'detach',
  'return-change',
  'return-submit',
  'return-review',
  'import-preview',
  'import',
  'duty-change',
  'duty-import',
  'duty-undo',
  'act-for',
  'hand-paper',
  'paper-copy',
  'handover',
  'assess',
  'assess-release',
  'assess-appeal',
  'sample',
  'sign-report',
  'authority',
  'load-scheme',
  'load-catalog',
  'survey',
  'evaluation-import',
  'call-back',
  'link-run',
  'link-decide',
  'link-undo',
  'account-create',
  'account-change',
  'first-code',
  'passphrase-change',
  'key-change',
  'recover',
  'backup',
  'restore',
  'network',
  'sync-enrol',
  'sync',
  'sync-settle',
  'sync-pack',
  'sync-carry',
  'lease-code',
  'update',
  'audit-read',
  'check',
  'unusual',
  'ask-platform',
  'denied',
] as const
export const AuditAction = z.enum(auditActions)
export type AuditAction = z.infer<typeof AuditAction>

/**
 * One row of the chain. `record` is an id, never a name or number of a resident; `recordName` is what people call it where it is an entry
 * (its number), a handover (its number) or an account (its name). It is looked up and not in the chain.
 */
export const AuditRow = z.object({
  seq: z.number().int().positive(),
  at: Instant,
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  role: z.string().nullable(),
  action: AuditAction,
  record: z.string().nullable(),
  recordName: z.string().nullable(),
  purpose: z.string().nullable(),
  reference: z.string().nullable(),
  result: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})
export type AuditRow = z.infer<typeof AuditRow>

export const auditContract = {
  list: method({
    input: z
      .object({
        actions: z.array(AuditAction).max(50).optional(),
        actor: z.string().max(60).optional(),
        /** As it stands in the row, or the number of an entry. */
        record: z.string().max(80).optional(),
        from: Instant.optional(),
        to: Instant.optional(),
        before: z.number().int().positive().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    output: z.object({ rows: z.array(AuditRow), total: z.number().int() }),
    errors: [],
    roles: ['auditor'],
  }),
  /** Recomputes the whole chain, and holds it against what the platform signed of it; an edit, deletion, reordering or truncation is located by its row number. */
  verify: method({
    input: z.object({}).strict(),
    output: z.object({
      ok: z.boolean(),
      rows: z.number().int(),
      head: z.string(),
      problem: z
        .object({ seq: z.number().int(), kind: z.enum(['edited', 'missing', 'reordered', 'truncated']) })
        .nullable(),
      /** The newest row that the platform has signed, and when: nobody can cut off or write anew what is before it. */
      coSigned: z.object({ seq: z.number().int(), at: Instant }).nullable(),
    }),
    errors: [],
    roles: ['auditor', 'it'],
  }),
} as const
