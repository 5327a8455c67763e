import type { CoreEvent } from '../src-contract/rpc.ts'
import { note } from './features/accounts/note.ts'
import { followLedger } from './features/assessment/assessment.facts.ts'
import { sweepBlobs } from './features/attachments/blobs.ts'
import { tidyLedger } from './features/ledger/after-log-in.ts'
import { followLinks } from './features/linkage/follow-links.service.ts'
import { fullRunIsDue } from './features/linkage/link-all.service.ts'
import { finishIndexing } from './features/sources/follow-index.service.ts'
import { followOffice } from './features/sync/follow-office.service.ts'
import { describeOlder } from './features/subjects/describe-older.service.ts'
import type { Gate } from './gate.ts'
import type { OpenSession } from './open-session.ts'
import type { ReadInput, ReadName, ReadOutput } from './readers.ts'
import { backupsUnderOtherKeys, dropBackups, listBackups } from './store/backup.ts'
import { runBackup } from './store/backup-run.ts'

const dayMs = 24 * 3_600_000

/**
 * Work that waits for somebody to log in, because nothing reads data while the replica is locked: readers are warmed up, an
 * interrupted import's index is finished, records that came since are linked, once a day a backup is made in a thread of its own. Ends quietly when the replica is locked in between.
 */
export async function afterLogIn(gate: Gate, emit: (event: CoreEvent) => void = () => undefined): Promise<void> {
  const open = gate.session
  if (!open) return
  const stillOpen = (): boolean => gate.session === open
  open.readers.warm()
  try {
    const indexed = await finishIndexing(open.db, { key: open.key, log: gate.log })
    if (indexed > 0) emit({ name: 'data-changed', what: 'sources' })
    const linked = await followLinks({ db: open.db, bulk: (slice) => open.db.transaction(slice), goOn: stillOpen })
    if (linked > 0) emit({ name: 'data-changed', what: 'sources' })
    if (!stillOpen()) return
    await tidyLedger(open.db, { now: gate.now(), goOn: stillOpen })
    if (!stillOpen()) return
    await followOffice({ open, clock: gate.clock, goOn: stillOpen, emit })
    if (!stillOpen()) return
    sweepBlobs(gate)
    await dailyBackup(gate, open, stillOpen)
  } catch (error) {
    if (stillOpen()) gate.log.error('after-log-in-failed', { error })
  }
}

async function dailyBackup(gate: Gate, open: OpenSession, goOn: () => boolean): Promise<void> {
  // A replaced data key leaves backups that nobody here can open; one under the new key takes their place.
  const others = backupsUnderOtherKeys(gate.dir, open.key)
  if (others.length === 0 && !backupIsDue(gate)) return
  const made = await runBackup({ dir: gate.dir, key: open.key, now: gate.now(), reason: 'daily' })
  if (!goOn()) return
  if (made.ok) dropBackups(gate.dir, others)
  const result = made.ok ? 'ok' : made.error.code
  open.db.transaction((tx) =>
    note(gate, tx, { action: 'backup', result, detail: made.ok ? { bytes: made.value.bytes } : {} }),
  )
  if (!made.ok) gate.log.warn('backup-failed', { code: made.error.code })
}

/**
 * What lists have to know of subjects that an older version described. Not while all records are linked, which describes most of them
 * anew: then after the next log-in.
 */
export async function describeOlderSubjects(gate: Gate): Promise<void> {
  const open = gate.session
  if (!open || fullRunIsDue(open.db)) return
  const stillOpen = (): boolean => gate.session === open
  try {
    const subjects = await describeOlder({ db: open.db, tell: (slice) => open.db.transaction(slice), goOn: stillOpen })
    if (subjects > 0) gate.log.info('older-subjects-described', { count: subjects })
  } catch (error) {
    if (stillOpen()) gate.log.error('older-subjects-failed', { error })
  }
}

/**
 * Figures of the assessment by day: the first look at a running period and a run over a year then read no ledger. Nothing waits for it:
 * after an update it takes as long as the ledger is large.
 */
export async function keepAssessment(gate: Gate): Promise<void> {
  const open = gate.session
  if (!open) return
  const stillOpen = (): boolean => gate.session === open
  try {
    await keepDays(gate, open, stillOpen)
  } catch (error) {
    if (stillOpen()) gate.log.error('assessment-days-failed', { error })
  }
}

async function keepDays(gate: Gate, open: OpenSession, goOn: () => boolean): Promise<void> {
  const read = async <N extends ReadName>(name: N, input: ReadInput<N>): Promise<ReadOutput<N>> => {
    const result = await open.readers.run(name, input)
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }
  const days = await followLedger({
    ...{ db: open.db, goOn },
    write: (slice) => open.db.transaction(slice),
    stale: () => read('assessment.staleDays', {}),
    compute: (input) => read('assessment.computeDays', input),
    incidents: (input) => read('assessment.incidents', input),
  })
  if (days > 0) gate.log.info('assessment-days-kept', { count: days })
}

function backupIsDue(gate: Gate): boolean {
  const newest = listBackups(gate.dir).find(({ reason }) => reason === 'daily')
  return newest === undefined || gate.clock.nowMs() - Date.parse(newest.createdAt) > dayMs
}
