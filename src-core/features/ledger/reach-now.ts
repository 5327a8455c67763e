import type { Context } from '../../rpc/context.ts'
import { beatsOn } from '../duty/duty.facts.ts'
import { reachOf, type Reach } from './reach.rules.ts'

/** What the caller comes to see today: the beats of the session, and those that the caller covers for somebody (代管). */
export function reachNow({ db, session, today }: Pick<Context, 'db' | 'session' | 'today'>): Reach {
  const reach = reachOf(session)
  if (reach.all) return reach
  return { ...reach, beats: [...new Set([...reach.beats, ...beatsOn(db, session.accountId, today)])] }
}
