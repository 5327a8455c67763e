import { serveReader } from '../../src-core/store/readers/reader-thread.ts'
import { testQueries } from './reader-queries.ts'

serveReader(testQueries)
