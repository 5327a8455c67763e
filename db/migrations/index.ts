import type { Migration } from '../migration.ts'
import { base } from './0010-base.ts'
import { sources } from './0020-sources.ts'
import { subjects } from './0030-subjects.ts'
import { ledger } from './0040-ledger.ts'
import { importStaging } from './0050-import-staging.ts'
import { ledgerActs } from './0060-ledger-acts.ts'
import { duty } from './0070-duty.ts'
import { ledgerImport } from './0080-ledger-import.ts'
import { attachments } from './0090-attachments.ts'
import { paper } from './0095-paper.ts'
import { handover } from './0097-handover.ts'
import { returns } from './0100-returns.ts'
import { preferences } from './0110-preferences.ts'
import { draftPaper } from './0112-draft-paper.ts'
import { linkage } from './0120-linkage.ts'
import { conflicts } from './0130-conflicts.ts'
import { sync } from './0140-sync.ts'
import { assessment } from './0150-assessment.ts'
import { auditSamples } from './0151-audit-samples.ts'
import { reports } from './0157-reports.ts'
import { evaluations } from './0160-evaluations.ts'
import { schemes } from './0161-schemes.ts'
import { firstVersion } from './0170-first-version.ts'
import { officeReviews } from './0180-office-reviews.ts'
import { temporaryAddresses } from './0181-temporary-addresses.ts'
import { entryTouches } from './0185-entry-touches.ts'
import { corrections } from './0190-corrections.ts'
import { oddRecords } from './0191-odd-records.ts'
import { bulkFiling } from './0200-bulk-filing.ts'
import { subjectBriefs } from './0220-subject-briefs.ts'
import { keptConflicts } from './0221-kept-conflicts.ts'
import { assessmentDays } from './0230-assessment-days.ts'
import { syncedPeriods } from './0240-synced-periods.ts'
import { waitingRecords } from './0241-waiting-records.ts'
import { toldBy } from './0260-told-by.ts'
import { areaStamp } from './0261-area-stamp.ts'
import { syncedFiles } from './0270-synced-files.ts'
import { roamingDrafts } from './0271-roaming-drafts.ts'
import { syncedDuty } from './0272-synced-duty.ts'
import { openedDrafts } from './0273-opened-drafts.ts'
import { restoredMarks } from './0280-restored-marks.ts'
import { heldBack } from './0281-held-back.ts'
import { syncedReturns } from './0290-synced-returns.ts'
import { goneFiles } from './0295-gone-files.ts'
import { rowsInOrderOfComing } from './0296-rows-in-order-of-coming.ts'
import { distribution } from './0297-distribution.ts'
import { confirmedByOffice } from './0298-confirmed-by-office.ts'
import { runCalendars } from './0299-run-calendars.ts'
import { unsentRecords } from './0300-unsent-records.ts'
import { leaseLeft } from './0305-lease-left.ts'
import { receipts } from './0310-receipts.ts'
import { directory } from './0315-directory.ts'
import { decidedFields } from './0320-decided-fields.ts'
import { markAuthors } from './0335-mark-authors.ts'

/** In the order in which they run. */
export const migrations: readonly Migration[] = [
  base,
  sources,
  subjects,
  ledger,
  importStaging,
  ledgerActs,
  duty,
  ledgerImport,
  attachments,
  paper,
  handover,
  returns,
  preferences,
  draftPaper,
  linkage,
  conflicts,
  sync,
  assessment,
  auditSamples,
  reports,
  evaluations,
  schemes,
  firstVersion,
  officeReviews,
  temporaryAddresses,
  entryTouches,
  corrections,
  oddRecords,
  bulkFiling,
  subjectBriefs,
  keptConflicts,
  assessmentDays,
  syncedPeriods,
  waitingRecords,
  toldBy,
  areaStamp,
  syncedFiles,
  roamingDrafts,
  syncedDuty,
  openedDrafts,
  restoredMarks,
  heldBack,
  syncedReturns,
  goneFiles,
  rowsInOrderOfComing,
  distribution,
  confirmedByOffice,
  runCalendars,
  unsentRecords,
  leaseLeft,
  receipts,
  directory,
  decidedFields,
  markAuthors,
]
