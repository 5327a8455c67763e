import type { ErrorCode, Result } from '../../src-contract/errors.ts'
import type { CoreEvent } from '../../src-contract/rpc.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import type { Clock } from '../clock.ts'
import { appendAudit } from '../features/audit/audit.service.ts'
import type { OpenSession } from '../open-session.ts'
import type { ReadInput, ReadName, ReadOutput } from '../readers.ts'
import { Bulk } from '../store/bulk.ts'
import type { WriteDb } from '../store/sql.ts'
import { actBy, endAct } from '../features/sync/end-act.ts'
import type { AuditNote, Call, Context, Transaction } from './context.ts'
import type { CardShelf } from './card-shelf.ts'
import type { FileShelf } from './file-shelf.ts'
import { remember, type Operation } from './operations.repo.ts'

/** Thrown when the audit row of an act cannot be written; the dispatcher answers `store/audit-unwritable`. */
export class AuditUnwritable extends Error {}

/** A read that came to no answer; the dispatcher passes its code on. */
class ReadFailed extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode) {
    super(code)
    this.code = code
  }
}

class Rollback extends Error {
  readonly outcome: Result<unknown>
  constructor(outcome: Result<unknown>) {
    super('rolled back')
    this.outcome = outcome
  }
}

export type ContextParts = {
  call: Call
  open: OpenSession
  files: FileShelf
  cards: CardShelf
  clock: Clock
  operation: Operation
  emit: (event: CoreEvent) => void
}

/** What one call of a logged-in method may do. */
export function makeContext(parts: ContextParts): Context {
  const { call, open, operation } = parts
  const auditIn = (db: WriteDb, note: AuditNote): void => {
    try {
      appendAudit(db, auditRow(parts, note))
    } catch (error) {
      throw new AuditUnwritable('the audit row could not be written', { cause: error })
    }
  }
  return {
    ...call,
    session: open.session,
    db: open.db,
    files: parts.files,
    cards: parts.cards,
    read: async <N extends ReadName>(
      name: N,
      input: ReadInput<N>,
      options: { readonly background?: boolean } = {},
    ): Promise<ReadOutput<N>> => {
      const result = await open.readers.run(name, input, { ...options, signal: call.signal })
      if (!result.ok) throw new ReadFailed(result.error.code)
      return result.value
    },
    commit: <T, C extends ErrorCode>(act: (tx: Transaction) => Result<T, C>): Result<T, C> => {
      try {
        return open.db.transaction((tx) => {
          actBy(tx, open.session.accountId)
          const outcome = act(withAudit(tx, (note) => auditIn(tx, note)))
          if (!outcome.ok) throw new Rollback(outcome)
          remember(tx, operation, outcome.value, call.now)
          actBy(tx, null)
          endAct(tx)
          return outcome as never
        })
      } catch (error) {
        if (error instanceof Rollback) return error.outcome as Result<T, C>
        throw error
      }
    },
    bulk: (slice) =>
      open.db.transaction((tx) => {
        actBy(tx, open.session.accountId)
        const done = slice(tx)
        actBy(tx, null)
        return done as never
      }),
    bulkWork: (around) => new Bulk(open.db, open.key, around),
    audit: (note) => auditIn(open.db, note),
    emit: parts.emit,
  }
}

export function auditRow(
  parts: Pick<ContextParts, 'call' | 'clock'> & { open: Pick<OpenSession, 'session'> },
  note: AuditNote,
) {
  return {
    at: parts.call.now,
    monotonicMs: parts.clock.monotonicMs(),
    actor: parts.open.session.accountId,
    role: parts.open.session.role,
    action: note.action,
    record: note.record,
    purpose: note.purpose,
    reference: note.reference,
    result: note.result,
    detail: canonicalJson(note.detail ?? {}),
  }
}

/** The transaction with `audit` beside the statements; a class with private fields cannot be spread. */
export function withAudit(tx: WriteDb, audit: (note: AuditNote) => void): Transaction {
  return {
    all: (query) => tx.all(query),
    one: (query) => tx.one(query),
    iterate: (query) => tx.iterate(query),
    prepare: (sql) => tx.prepare(sql),
    snapshot: (fn) => tx.snapshot(fn),
    run: (query) => tx.run(query),
    exec: (sql) => tx.exec(sql),
    transaction: (fn) => tx.transaction(fn),
    get inTransaction() {
      return tx.inTransaction
    },
    audit,
  }
}
