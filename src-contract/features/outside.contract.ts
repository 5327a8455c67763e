import { z } from 'zod'
import { Instant } from '../ids.ts'
import { method } from '../method.ts'
import { Purpose } from '../purposes.ts'
import { askStates } from '../sync/ask.ts'
import { SystemId } from '../systems.ts'
import { accessErrors, FileField, QueryKind } from './lookup.contract.ts'

/** What one system at the platform said; masked like everything else. */
export const OutsideAnswer = z.object({
  system: SystemId,
  state: z.enum(askStates),
  /** How many there are in all; the first of them are here. */
  total: z.number().int(),
  tookMs: z.number().int(),
  records: z.array(
    z.object({
      station: z.string(),
      sourceTime: Instant.nullable(),
      receivedAt: Instant.nullable(),
      fields: z.array(FileField),
    }),
  ),
})
export type OutsideAnswer = z.infer<typeof OutsideAnswer>

const roles = ['clerk', 'officer'] as const

/** 问平台: what the systems know beyond this station's replica, each system answering by itself while the PC is online. */
/** Why a question ended without all seven. not-listed, role-denied: the platform's own directory of people says no. */
export const AskProblem = z.enum(['unreachable', 'busy', 'refused', 'not-listed', 'role-denied'])
export type AskProblem = z.infer<typeof AskProblem>

export const outsideContract = {
  /** Sends the question; `next` then brings the answers as they come. A new question ends the one before. */
  ask: method({
    leased: true,
    input: z
      .object({
        text: z.string().min(1).max(200),
        kind: QueryKind.optional(),
        purpose: Purpose,
        reference: z.string().trim().min(3).max(60).optional(),
      })
      .strict(),
    output: z.object({ askId: z.uuid(), kind: QueryKind }),
    errors: ['lookup/text-empty', 'access/whole-id-needed', 'sync/not-enrolled', ...accessErrors],
    roles,
  }),
  /** Waits until there are more than `seen` answers, or the question has ended. `problem`: why it ended without all seven. */
  next: method({
    input: z.object({ askId: z.uuid(), seen: z.number().int().min(0).max(7) }).strict(),
    output: z.object({
      answers: z.array(OutsideAnswer),
      done: z.boolean(),
      problem: AskProblem.nullable(),
    }),
    errors: ['outside/gone'],
    roles,
  }),
} as const
