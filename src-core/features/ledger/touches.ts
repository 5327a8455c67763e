import type { Around } from '../../store/sql.ts'

/**
 * Filing in bulk marks an officer's day once in a transaction and not for every entry: whoever reads the marks has not seen the first one
 * before the transaction ends.
 */
export const markDaysOnce: Around = {
  begin: 'UPDATE entry_touch_floor SET seq = (SELECT coalesce(max(seq), 0) FROM entry_touches) WHERE id = 1',
  end: 'UPDATE entry_touch_floor SET seq = NULL WHERE id = 1',
}
