import { prepareFile } from './file-conflicts.service.ts'
import { scanQueued } from './scan.queries.ts'

export const conflictQueries = { 'conflicts.scan': scanQueued, 'conflicts.prepare': prepareFile }
