/** The part of Electron's powerMonitor that says whether somebody is there. */
export type Presence = {
  getSystemIdleTime(): number
  getSystemIdleState(idleThresholdSeconds: number): 'active' | 'idle' | 'locked' | 'unknown'
  on(event: 'lock-screen' | 'suspend' | 'resume' | 'user-did-resign-active', listener: () => void): unknown
}

export type IdleLock = {
  /** A session opened (with its limit in minutes) or closed. Without a session there is nothing to lock. */
  session(session: { open: boolean; idleLockMinutes: number }): void
}

/** How often presence is looked at, ms. */
const pollEvery = 5_000

/**
 * Locks when nobody has touched the PC for the limit, and at once when its screen is locked, it goes to sleep or another user
 * takes over. Waking up locks too, in case the sleep came too fast; Linux says `locked` only when asked.
 */
export function watchIdle(presence: Presence, lock: (reason: 'idle' | 'system') => void): IdleLock {
  let timer: NodeJS.Timeout | undefined
  let limitSeconds = Infinity
  const end = (reason: 'idle' | 'system'): void => {
    if (timer === undefined) return
    clearInterval(timer)
    timer = undefined
    lock(reason)
  }
  const look = (): void => {
    if (presence.getSystemIdleTime() >= limitSeconds) end('idle')
    else if (presence.getSystemIdleState(limitSeconds) === 'locked') end('system')
  }
  for (const event of ['lock-screen', 'suspend', 'resume', 'user-did-resign-active'] as const) {
    presence.on(event, () => end('system'))
  }
  return {
    session({ open, idleLockMinutes }) {
      clearInterval(timer)
      timer = open ? setInterval(look, pollEvery) : undefined
      limitSeconds = idleLockMinutes * 60
    },
  }
}
