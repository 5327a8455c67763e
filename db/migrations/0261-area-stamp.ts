import type { Migration } from '../migration.ts'

// Never the same twice, also where a transaction that changed a place was rolled back; as large as a number of JavaScript can be.
const stamped = `BEGIN UPDATE beat_area_stamp SET stamp = random() & 9007199254740991; END`

/** Another number after each change of the places of beats: whoever keeps them in memory reads this instead of all of them. */
export const areaStamp: Migration = {
  id: '0261-area-stamp',
  up: [
    `CREATE TABLE beat_area_stamp (one INTEGER PRIMARY KEY, stamp INTEGER NOT NULL)`,
    `INSERT INTO beat_area_stamp VALUES (1, 0)`,
    `CREATE TRIGGER beat_area_new AFTER INSERT ON beat_areas ${stamped}`,
    `CREATE TRIGGER beat_area_changed AFTER UPDATE ON beat_areas ${stamped}`,
    `CREATE TRIGGER beat_area_gone AFTER DELETE ON beat_areas ${stamped}`,
  ],
}
