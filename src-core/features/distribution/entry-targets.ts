import type { SystemId } from '../../../src-contract/systems.ts'
import { contentOf, type Content, type SharedEntry } from '../../../src-domain/distribution/content.rules.ts'
import { targetsOf, type Target } from '../../../src-domain/distribution/forms.ts'
import {
  standingOf,
  typedIn,
  type HandingOver,
  type Standing,
} from '../../../src-domain/distribution/standing.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { sharedEntry } from '../ledger/shared-entry.ts'
import { historyOf } from './deliveries.repo.ts'

/** An entry at one of the systems that take it. */
export type AtSystem = {
  readonly target: Target
  readonly entryId: string
  readonly entry: SharedEntry & { readonly day: string }
  readonly content: Content
  readonly history: readonly HandingOver[]
  readonly standing: Standing
}

/** The entry at every system that has something to be told of it; or at one of them. */
export function atSystems(db: ReadDb, entryId: string, only?: SystemId): AtSystem[] {
  const entry = sharedEntry(db, entryId)
  if (entry === undefined) return []
  const targets = targetsOf(entry.book).filter(({ system }) => only === undefined || system === only)
  return targets.flatMap((target) => {
    const history = historyOf(db, entryId, target.system)
    const content = contentOf(target, entry, typedIn(history))
    const standing = content === null ? null : standingOf(content, history)
    return content === null || standing === null ? [] : [{ target, entryId, entry, content, history, standing }]
  })
}

export function atSystem(db: ReadDb, entryId: string, system: SystemId): AtSystem | undefined {
  return atSystems(db, entryId, system)[0]
}
