import { plainField, subjectFile } from './file.queries.ts'
import { placePaper, subjectPaper } from './paper.queries.ts'
import { placeFile } from './place.queries.ts'
import { search } from './search.queries.ts'
import { countUnindexed } from './unindexed.repo.ts'
import { lookThrough, ofPeople } from './unindexed.queries.ts'

export const lookupQueries = {
  'lookup.search': search,
  'lookup.countUnindexed': countUnindexed,
  'lookup.lookThrough': lookThrough,
  'lookup.ofPeople': ofPeople,
  'lookup.file': subjectFile,
  'lookup.place': placeFile,
  'lookup.subjectPaper': subjectPaper,
  'lookup.placePaper': placePaper,
  'lookup.field': plainField,
}
