import type { Migration } from '../../src-core/store/migrate.ts'

export const batchSize = 50

/** `progress` is a function of the connection, which tells the test that the step is under way. */
export const secondStep: Migration = {
  id: '0020-marks',
  up: [
    'ALTER TABLE person ADD COLUMN mark INTEGER',
    'UPDATE person SET mark = progress(id)',
    'CREATE INDEX person_mark ON person (mark)',
  ],
}
