import type { OutputOf } from '../../src-contract/contract.ts'
import type { SessionEnd } from '../../src-contract/rpc.ts'
import { connection, rpc } from '../rpc/client.ts'
import { store } from '../ui/store.ts'

export type Session = OutputOf<'accounts.logIn'>
export type ReplicaStatus = OutputOf<'accounts.status'>

type LastUser = { login: string; name: string } | null

/**
 * Who is logged in. `asking` until core has said so; `locked` keeps nothing but the login of the last user, so that the same
 * user comes back to the same page.
 */
export type SessionState =
  | { at: 'asking' }
  | { at: 'locked'; status: ReplicaStatus; last: LastUser; ended?: SessionEnd | undefined }
  | { at: 'open'; session: Session }

export const sessionState = store<SessionState>({ at: 'asking' })

const forgetters = new Set<() => void>()

/** Registers what must be forgotten when the screen is locked: anything that shows or holds personal data. */
export function whenLocked(forget: () => void): void {
  forgetters.add(forget)
}

const handOvers = new Set<() => void>()

/** Registers what must not pass from one user to the next: the page, the purpose of looking people up. */
export function whenUserChanges(forget: () => void): void {
  handOvers.add(forget)
}

const savers = new Set<() => Promise<unknown>>()

/** Registers what must be saved before core is ended by the user's own lock; answers with the way to take it back. */
export function saveBeforeLock(save: () => Promise<unknown>): () => void {
  savers.add(save)
  return () => void savers.delete(save)
}

let asked = 0

/** Asks core whether the replica is open and who is logged in. Called at start, after a lock and when core says so. */
export async function askWhoIsThere(): Promise<void> {
  asked += 1
  const mine = asked
  const [status, session] = await Promise.all([rpc.accounts.status({}), rpc.accounts.session({})])
  if (mine !== asked) return
  if (session.ok && session.value) {
    sessionState.set({ at: 'open', session: session.value })
    return
  }
  if (status.ok) toLocked(status.value)
  else
    toLocked({
      state: 'unusable',
      problem: status.error.code,
      lockedUntil: null,
      machineSecret: 'none',
      backups: [],
      keyChange: false,
    })
}

export function opened(session: Session): void {
  asked += 1
  if (lastUser()?.login !== session.login) for (const forget of handOvers) forget()
  sessionState.set({ at: 'open', session })
}

let ending: Promise<void> = Promise.resolve()

/** Settles when the core that was locked has ended: a log-in that is quicker than that is for the next one. */
export function lockEnded(): Promise<void> {
  return ending.catch(() => undefined)
}

/** Forgets the screen first and then has core ended: the order in which nothing stays readable. */
export function lock(reason: 'user' | 'idle'): Promise<void> {
  ending = endCore(reason)
  return ending.finally(askWhoIsThere)
}

/** The platform's directory has ended the session: like a lock, and the log-in page says why. */
export function endSession(why: SessionEnd): Promise<void> {
  if (sessionState.get().at !== 'open') return ending
  ending = endCore('ended', why)
  return ending.finally(askWhoIsThere)
}

/** Core is being ended by a lock that did not begin on this page: nothing stays readable until the next one has answered. */
export function hide(): void {
  if (sessionState.get().at === 'open') toLocked(lockedStatus)
}

async function endCore(reason: 'user' | 'idle' | 'ended', ended?: SessionEnd): Promise<void> {
  const last = lastUser()
  const saved = Promise.all([...savers].map((save) => save()))
  for (const forget of forgetters) forget()
  sessionState.set({ at: 'locked', status: lockedStatus, last, ended })
  await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, longestSave))])
  connection.failAll('rpc/cancelled')
  await window.shell.lock(reason)
}

/** How long a lock waits for the last keystrokes to be saved, ms. */
const longestSave = 1000

const lockedStatus: ReplicaStatus = {
  state: 'locked',
  problem: null,
  lockedUntil: null,
  machineSecret: 'real',
  backups: [],
  keyChange: false,
}

function toLocked(status: ReplicaStatus): void {
  const last = lastUser()
  if (sessionState.get().at === 'open') for (const forget of forgetters) forget()
  const now = sessionState.get()
  sessionState.set({ at: 'locked', status, last, ended: now.at === 'locked' ? now.ended : undefined })
}

function lastUser(): LastUser {
  const now = sessionState.get()
  if (now.at === 'open') return { login: now.session.login, name: now.session.name }
  return now.at === 'locked' ? now.last : null
}
