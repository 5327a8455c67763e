import type { ErrorCode, Result } from '../../src-contract/errors.ts'
import type { WriteDb } from '../store/sql.ts'
import type { Context } from './context.ts'
import { withAudit } from './make-context.ts'

class Refused extends Error {
  readonly outcome: Result<unknown>
  constructor(outcome: Result<unknown>) {
    super('refused')
    this.outcome = outcome
  }
}

/**
 * The same call inside a transaction that is already open, for a use case that consists of others: what they commit becomes a part of
 * the outer act (a failure rolls back to where it began), their audit rows are written with it, and nothing is remembered or announced
 * by itself.
 */
export function nested(ctx: Context, tx: WriteDb): Context {
  return {
    ...ctx,
    db: tx,
    commit: (act) => allOrNothing(tx, (inner) => act(withAudit(inner, (note) => ctx.audit(note)))),
    emit: () => undefined,
  }
}

/** Runs a part of an act; when it answers with a failure, nothing of the part stays. */
export function allOrNothing<T, C extends ErrorCode>(tx: WriteDb, part: (tx: WriteDb) => Result<T, C>): Result<T, C> {
  try {
    return tx.transaction((inner) => {
      const outcome = part(inner)
      if (!outcome.ok) throw new Refused(outcome)
      return outcome as never
    })
  } catch (error) {
    if (error instanceof Refused) return error.outcome as Result<T, C>
    throw error
  }
}
