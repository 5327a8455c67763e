import type { Migration } from '../migration.ts'

/** Records of the systems that were stored while nothing showed them: they wait to be shown, as those that come now do. */
export const waitingRecords: Migration = {
  id: '0241-waiting-records',
  up: [`UPDATE sync_rows SET shown = 0 WHERE tbl = 'source_records'`],
}
