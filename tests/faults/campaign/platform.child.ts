// One instance of the platform for the real campaign: `node platform.child.ts DIR` with DATABASE_URL; prints its port, runs until it is killed.
import { flushCompileCache } from 'node:module'
import { startPlatform } from '../../../platform/platform.ts'

const [dir = ''] = process.argv.slice(2)
const platform = await startPlatform({ dir, port: 0, databaseUrl: process.env['DATABASE_URL'] ?? '' })
// Whoever takes this process's place after it was killed starts in half the time.
flushCompileCache()
process.stdout.write(`${platform.port}\n`)
