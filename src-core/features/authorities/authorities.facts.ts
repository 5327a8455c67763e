import type { ReadDb } from '../../store/sql.ts'
import { confirmedRoots, storedRevocations } from './authorities.repo.ts'

/** Whom a signature may lead up to, and which certificates count no longer: what `checkChain` asks besides the usages. */
export function trustedAuthorities(db: ReadDb): {
  readonly roots: readonly Buffer[]
  readonly revoked: readonly string[]
} {
  return { roots: confirmedRoots(db), revoked: storedRevocations(db).map(({ serial }) => serial) }
}
