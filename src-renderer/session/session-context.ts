import { createContext, use } from 'react'
import type { Session } from './session-store.ts'

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

/** Who is logged in; only inside the workplace. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession is for screens of the workplace')
  return session
}
