import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { replicaPaths } from '../../store/paths.ts'
import type { ReadDb } from '../../store/sql.ts'
import { daysUntilFull, sharedLine, type SizeAt } from './diagnostics.rules.ts'

/** Of each log the end. */
const LOG_LINES = 200
const UPDATE_STEPS = 50

type Report = OutputOf<'core.diagnostics'>['report']

/** What IT needs to see from afar, and nothing about anybody: counts, codes, sizes, clocks. */
export function diagnose(options: { db: ReadDb; dir: string; now: string; sync: Report['sync'] }): Omit<Report, 'app'> {
  const { db, dir, now } = options
  return {
    made: now,
    database: { step: stepOf(db) },
    sync: options.sync,
    updates: lastUpdates(db),
    disk: disk(dir),
    clock: {
      now,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      offsetMinutes: -new Date(now).getTimezoneOffset(),
      aheadOfPlatformMs: options.sync.skewMs,
    },
    logs: { core: logLines(dir, 'core'), shell: logLines(dir, 'shell') },
  }
}

function stepOf(db: ReadDb): number {
  return db.prepare<[], { user_version: number }>('PRAGMA user_version').one()?.user_version ?? 0
}

function lastUpdates(db: ReadDb): Report['updates'] {
  const rows = db
    .prepare<[number], { at: string; detail: string }>(
      `SELECT at, detail FROM audit_log WHERE action = 'update' ORDER BY seq DESC LIMIT ?`,
    )
    .all(UPDATE_STEPS)
  return rows.map(({ at, detail }) => {
    const { what, code, seq, version } = JSON.parse(detail) as Record<string, unknown>
    return {
      at,
      what: String(what),
      code: typeof code === 'string' ? code : null,
      seq: typeof seq === 'number' ? seq : null,
      version: typeof version === 'string' ? version : null,
    }
  })
}

function disk(dir: string): Report['disk'] {
  const paths = replicaPaths(dir)
  const { bavail, blocks, bsize } = statfsSync(dir)
  const backups = sizesOf(paths.backups)
  const replicaBytes = statSync(paths.database).size
  const free = bavail * bsize
  const daysLeft = daysUntilFull(backups, free, backups.length + 1)
  return { free, total: blocks * bsize, replica: replicaBytes, backups: backups.length, daysLeft }
}

/** Names of backups carry the instant: replica-20261122T080000000Z-….db. */
function sizesOf(folder: string): SizeAt[] {
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.flatMap((name) => {
    const [, y, mo, d, h, mi, s] = /^replica-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d{3}Z/.exec(name) ?? []
    if (y === undefined || !name.endsWith('.db')) return []
    return [{ at: `${y}-${mo}-${d}T${h}:${mi}:${s}Z`, bytes: statSync(join(folder, name)).size }]
  })
}

function logLines(dir: string, name: string): Report['logs']['core'] {
  const file = join(replicaPaths(dir).logs, `${name}.log`)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-LOG_LINES)
  return lines.flatMap((line) => {
    const shared = sharedLine(line)
    return shared === null ? [] : [shared]
  })
}
