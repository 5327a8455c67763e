/** Kysely's view of the replica. One type per table, in tables/ by what they are about; booleans are 0 and 1. */
import type { AccountsTables } from './tables/accounts.ts'
import type { AssessmentTables } from './tables/assessment.ts'
import type { AuditSamplesTables } from './tables/audit-samples.ts'
import type { ConflictsTables } from './tables/conflicts.ts'
import type { DistributionTables } from './tables/distribution.ts'
import type { DraftsTables } from './tables/drafts.ts'
import type { DutyTables } from './tables/duty.ts'
import type { EntriesTables } from './tables/entries.ts'
import type { EvaluationsTables } from './tables/evaluations.ts'
import type { ExchangeTables } from './tables/exchange.ts'
import type { LinkageTables } from './tables/linkage.ts'
import type { PaperTables } from './tables/paper.ts'
import type { SourcesTables } from './tables/sources.ts'
import type { SyncTables } from './tables/sync.ts'

export type Schema = AccountsTables &
  SourcesTables &
  ConflictsTables &
  DistributionTables &
  DraftsTables &
  EntriesTables &
  PaperTables &
  DutyTables &
  ExchangeTables &
  SyncTables &
  AssessmentTables &
  AuditSamplesTables &
  EvaluationsTables &
  LinkageTables
