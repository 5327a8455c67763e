import type { ReadDb } from '../../store/sql.ts'
import { homeCounty } from './subjects.repo.ts'

/** County code of the station, for addresses that leave the county out; null before set-up. */
export function stationCounty(db: ReadDb): string | null {
  return homeCounty(db)
}
