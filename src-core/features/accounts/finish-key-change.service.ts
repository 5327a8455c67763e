import { existsSync } from 'node:fs'
import { localDateOf } from '../../clock.ts'
import { writeNextSlots } from '../../crypto/key-change.ts'
import { forget, type ReplicaKey } from '../../crypto/replica-key.ts'
import { knownVersion, type Gate } from '../../gate.ts'
import { storeFault } from '../../store/errors.ts'
import { dropCopy } from '../../store/key-copy.ts'
import { finishKeyCopy } from '../../store/key-copy-run.ts'
import { swapKey } from '../../store/key-swap.ts'
import { openReplica } from '../../store/open.ts'
import { replicaPaths } from '../../store/paths.ts'
import { blobsUnder } from '../attachments/blobs.ts'
import { slotNames } from './going-on.ts'
import { note } from './note.ts'

/**
 * The end of a change of the data key, at a log-in: nobody has the replica open, so the copy can be made equal to it, compared with it row by
 * row, and take its place. Not where this log-in migrates the replica: should that version turn out bad, the launcher puts back a copy from
 * before, which is under the key before. When anything is in the way, the replica is opened as it is and the change goes on behind the log-in.
 *
 * @returns the key that the replica is to be opened with
 * @throws when the exchange itself was cut off by the file system: the next try, or start, finishes it
 */
export async function finishKeyChange(gate: Gate, key: ReplicaKey, next: ReplicaKey): Promise<ReplicaKey> {
  const paths = replicaPaths(gate.dir)
  if (!existsSync(paths.nextDatabase)) return key
  try {
    const outcome = await finishKeyCopy({ dir: gate.dir, key, next }, knownVersion)
    if (!outcome.ok || outcome.value !== 'done') {
      const code = outcome.ok ? outcome.value : outcome.error.code
      if (code !== 'not-ready') gate.log.warn('key-change-not-finished', { code })
      if (code === 'differs' || code === 'store/damaged' || code === 'store/disk-full') dropCopy(paths.nextDatabase)
      return key
    }
    if (!prepare(gate, key, next)) return key
    swapKey(gate.dir)
  } catch (error) {
    if (existsSync(paths.keySwap)) throw error
    gate.log.error('key-change-not-finished', { error })
    // Whoever logs in is to have the room that there is.
    if (storeFault(error) === 'store/disk-full') dropCopy(paths.nextDatabase)
    return key
  }
  gate.log.info('key-changed')
  forget(key)
  return next
}

/** Files and slots under the next key, and the row that says so in the copy's own audit trail: there is no new key without it. */
function prepare(gate: Gate, key: ReplicaKey, next: ReplicaKey): boolean {
  const { dir } = gate
  const opened = openReplica({ dir, key: next, file: replicaPaths(dir).nextDatabase, knownVersion })
  if (!opened.ok) {
    gate.log.warn('key-change-not-finished', { code: opened.error.code })
    // A copy that cannot be opened is made anew; kept, it would be in the way of every log-in to come.
    dropCopy(replicaPaths(dir).nextDatabase)
    return false
  }
  const db = opened.value
  try {
    let files = 0
    for (const { done } of blobsUnder({ dir, db, from: key, to: next })) files = done
    const logins = slotNames(db, localDateOf(gate.clock.nowMs()))
    const slots = writeNextSlots({ dir, key, next, logins, ...gate.secret() })
    if (!slots.ok) {
      gate.log.warn('key-change-not-finished', { code: slots.error.code })
      return false
    }
    const detail = { left: slots.value.left, attachments: files }
    db.transaction((tx) => note(gate, tx, { action: 'key-change', result: 'done', detail }))
    db.connection.pragma('wal_checkpoint(TRUNCATE)')
    return true
  } finally {
    db.close()
  }
}
