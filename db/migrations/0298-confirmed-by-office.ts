import type { Migration } from '../migration.ts'

/** An unsigned file of an agency is confirmed by somebody here, or by the superior office over the platform, who has no account here. */
export const confirmedByOffice: Migration = {
  id: '0298-confirmed-by-office',
  up: [`ALTER TABLE evaluation_imports ADD COLUMN office_name TEXT`],
}
