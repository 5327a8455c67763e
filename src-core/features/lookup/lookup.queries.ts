import { plainField, subjectFile, systemStatus } from './file.queries.ts'
import { search } from './search.queries.ts'
import type { ReadDb } from '../../store/sql.ts'

export const lookupQueries = {
  'lookup.search': search,
  'lookup.file': subjectFile,
  'lookup.field': plainField,
  'lookup.status': (db: ReadDb, _input: null) => [...systemStatus(db).values()],
}
