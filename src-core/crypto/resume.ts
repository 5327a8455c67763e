import { existsSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { writeAtomically } from '../store/atomic-file.ts'
import { replicaPaths } from '../store/paths.ts'
import { seal, unseal } from './aead.ts'
import { dekCheck, type ReplicaKey } from './replica-key.ts'

/**
 * Lets a core that crashed come back without asking for the passphrase again. The key of this box exists only in the memory of the
 * main process, so the file is worthless to everyone else and after the next start.
 */

const aad = 'beatbook resume v1'
const Content = z.object({ dek: z.string(), salt: z.string(), session: z.string() })

export type Resumed = {
  readonly key: ReplicaKey
  /** What the caller stored: the session as JSON. */
  readonly session: string
}

/** @param resumeKey 32 random bytes, made by main for this run. @throws the file system's error */
export function writeResume(dir: string, resumeKey: Buffer, key: ReplicaKey, session: string): void {
  const content = { dek: key.dek.toString('base64'), salt: key.salt.toString('base64'), session }
  const plain = Buffer.from(JSON.stringify(content), 'utf8')
  writeAtomically(replicaPaths(dir).resume, seal(resumeKey, plain, aad))
  plain.fill(0)
}

/** The unlocked state, or undefined (and the file is gone) when there is none for this key. */
export function readResume(dir: string, resumeKey: Buffer | undefined): Resumed | undefined {
  const file = replicaPaths(dir).resume
  if (!existsSync(file)) return undefined
  const plain = resumeKey === undefined ? undefined : unseal(resumeKey, readFileSync(file, 'utf8'), aad)
  if (plain === undefined) {
    dropResume(dir)
    return undefined
  }
  const content = Content.parse(JSON.parse(plain.toString('utf8')))
  plain.fill(0)
  const dek = Buffer.from(content.dek, 'base64')
  return { key: { dek, salt: Buffer.from(content.salt, 'base64'), check: dekCheck(dek) }, session: content.session }
}

/** On lock, on exit, and on every start without the key. */
export function dropResume(dir: string): void {
  rmSync(replicaPaths(dir).resume, { force: true })
}
