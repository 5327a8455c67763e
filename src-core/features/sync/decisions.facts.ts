import type { EntryDecision } from '../../../src-contract/features/ledger.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { sidesIn } from '../../../src-domain/sync/decision.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { disputedIn, groupsOf } from './conflicts.service.ts'
import { aboutEntry, nameIn, nameOfAccount } from './open-work.service.ts'
import { formField, shownWritten } from './shown-written.ts'
import type { ConflictRecord } from './sync.repo.ts'
import { peopleIn } from './synced-tables.ts'

/** What was decided between two people's values of an entry, on whichever PC of the station, the oldest first. */
export function decisionsOn(db: ReadDb, entryId: string): EntryDecision[] {
  const decided = db
    .prepare<[string], ConflictRecord>(
      `SELECT * FROM sync_conflicts WHERE tbl = 'entries' AND row_id = ? AND state <> 'open' AND choice IS NOT NULL
         AND settled_at IS NOT NULL ORDER BY settled_at, conflict_id`,
    )
    .all(entryId)
  const people = peopleIn(db)
  const book = booksById.get(aboutEntry(db, entryId).book ?? '')
  return decided.map((conflict) => {
    const { choice } = conflict
    const disputed = disputedIn(conflict)
    const byField = new Map(disputed.map((one) => [one.field, one]))
    const fields = JSON.parse(conflict.decided ?? '{}') as Mutation['fields']
    const sides = sidesIn(disputed, { choice, fields })
    return {
      at: conflict.settled_at as Instant,
      by: nameOfAccount(db, people.toLocal(conflict.settled_by ?? '')),
      reason: conflict.reason ?? '',
      changes: groupsOf(db, conflict).flatMap((group) =>
        group.flatMap((field) => {
          const one = byField.get(field)
          if (field === null || one === undefined) return []
          const { mine, theirs } = one
          const isMine = sides === undefined ? choice === 'mine' : sides.get(field) === 'mine'
          const shown = (value: typeof mine) => nameIn(db, shownWritten(db, book, { field, value }, people), people)
          return [
            { field: formField(field), before: shown(isMine ? theirs : mine), after: shown(isMine ? mine : theirs) },
          ]
        }),
      ),
    }
  })
}
