// Brings a replica up to date in a process of its own, whose memory is its own and which can be killed.
import { migrations } from '../../db/migrations/index.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { openReplica } from '../../src-core/store/open.ts'

const [dir = '', ...parts] = process.argv.slice(2)
const [dek, salt, check] = parts.map((part) => Buffer.from(part, 'hex'))
const key = { dek, salt, check } as ReplicaKey
const opened = openReplica({ dir, key, cacheKiB: 4_096 })
if (!opened.ok) throw new Error(opened.error.code)
const before = process.resourceUsage().maxRSS
const migrated = migrate({ db: opened.value, migrations, now: '2026-11-20T02:00:00.000Z' })
if (!migrated.ok) throw new Error(migrated.error.code)
process.send?.({ applied: migrated.value.applied, grownKiB: process.resourceUsage().maxRSS - before })
opened.value.close()
process.disconnect()
