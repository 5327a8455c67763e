import type { AuditDetail } from '../../src-contract/features/audit-details.ts'
import type { AuditAction } from '../../src-contract/features/audit.contract.ts'
import type { Session } from '../../src-contract/features/accounts.contract.ts'
import type { ErrorCode, Result } from '../../src-contract/errors.ts'
import type { CoreEvent, Progress } from '../../src-contract/rpc.ts'
import type { Purpose } from '../../src-contract/purposes.ts'
import type { CardShelf } from './card-shelf.ts'
import type { FileShelf } from './file-shelf.ts'
import type { ReadInput, ReadName, ReadOutput } from '../readers.ts'
import type { Bulk } from '../store/bulk.ts'
import type { Around, ReadDb, WriteDb } from '../store/sql.ts'

/** What one audited act says about itself. `record` and `detail` carry ids, counts and codes, never personal data. */
export type AuditNote = {
  action: AuditAction
  record?: string
  purpose?: Purpose
  reference?: string
  /** 'ok' unless said otherwise. */
  result?: string
  detail?: AuditDetail
}

/** What every handler is given, logged in or not. */
export type Call = {
  /** Instant of this call, ISO UTC; one value for the whole act. */
  readonly now: string
  /** Calendar date of `now` in Asia/Shanghai. */
  readonly today: string
  readonly signal: AbortSignal
  progress(progress: Progress): void
  /** A new UUIDv7. */
  newId(): string
}

/** A transaction in which an act is done, audited and remembered under its operation id, all or nothing. */
export type Transaction = WriteDb & { audit(note: AuditNote): void }

/** What the handler of a logged-in method is given. */
export type Context = Call & {
  readonly session: Session
  /** The writer connection, for reads that must see the newest state. */
  readonly db: ReadDb
  /** Files that the shell or the command line handed in. */
  readonly files: FileShelf
  /** Identity cards that the reader delivered. */
  readonly cards: CardShelf
  /**
   * Runs a query that src-core/readers.ts registers in a read-only worker, off core's main thread. `background`: in the last thread alone,
   * so that what others ask does not wait for it.
   */
  read<N extends ReadName>(
    name: N,
    input: ReadInput<N>,
    options?: { readonly background?: boolean },
  ): Promise<ReadOutput<N>>
  /**
   * Commits one act. A failure returned by `act` rolls everything back and is passed on. On success the result is remembered
   * under the call's operationId in the same transaction, so that a repeat gets the same answer and nothing happens twice.
   */
  commit<T, C extends ErrorCode>(act: (tx: Transaction) => Result<T, C>): Result<T, C>
  /** Bulk work in several transactions (slices of at most 20 ms): the last step must be a `commit`. */
  bulk<T>(slice: (tx: WriteDb) => T): T
  /** Slices that share commits, for tens of thousands of rows: whoever starts it ends it. The last step is a `commit` here too. */
  bulkWork(around?: Around): Bulk
  /** Audits an act that writes nothing else. Throws if the row cannot be written: then the act must not happen. */
  audit(note: AuditNote): void
  emit(event: CoreEvent): void
}
