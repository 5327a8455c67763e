import type { Migration } from '../migration.ts'

const longest = 72 * 3_600_000

/**
 * Of the offline lease, what is left is kept, as of a moment, instead of the time by the PC's clock at which it ends: that clock can be set back. A PC
 * that was enrolled and has never greeted its platform had one without an end; it counts from the enrolment.
 */
export const leaseLeft: Migration = {
  id: '0305-lease-left',
  up: [
    // A backup of before that was just put back has one already, which is over.
    `INSERT OR IGNORE INTO settings (key, value)
     SELECT 'sync.lease', json_object('left', max(0, min(${longest}, coalesce(ends - latest, ${longest}))),
       'at', json_object('wall', coalesce(latest, enrolled), 'monotonic', 0, 'sinceBoot', NULL, 'run', ''), 'behind', 0)
     FROM (SELECT
       (SELECT CAST(value AS INTEGER) FROM settings WHERE key = 'sync.leaseEnds') AS ends,
       (SELECT CAST(value AS INTEGER) FROM settings WHERE key = 'sync.latestTime') AS latest,
       (SELECT 1000 * unixepoch(value) FROM settings WHERE key = 'sync.enrolledAt') AS enrolled)
     WHERE enrolled IS NOT NULL`,
    `DELETE FROM settings WHERE key IN ('sync.leaseEnds', 'sync.latestTime')`,
  ],
  formerly: ['7404702a74a1a6e3275736b9799ebcee4399e66b863679e091357af53cf24b79'],
}
