import { plainField, subjectFile } from './file.queries.ts'
import { search } from './search.queries.ts'

export const lookupQueries = {
  'lookup.search': search,
  'lookup.file': subjectFile,
  'lookup.field': plainField,
}
