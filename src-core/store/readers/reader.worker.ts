import { readQueries } from '../../readers.ts'
import { serveReader } from './reader-thread.ts'

serveReader(readQueries)
