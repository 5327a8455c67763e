import type { AssessmentScheme } from '../../../src-contract/features/assessment.shapes.ts'
import type { Instant, LocalDate } from '../../../src-contract/ids.ts'
import { snapshotText } from '../../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { readScheme, type Scheme } from '../../../src-domain/scoring/scheme.ts'
import { schemeText, schemeVersions } from '../../../src-domain/scoring/schemes.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'

export type SchemeHead = { readonly version: string; readonly sha256: string; readonly text: string }

/** Schemes in the order in which they hold: those that came with the program, then those that the superior office issued. */
export function allSchemes(db: ReadDb): AssessmentScheme[] {
  const issued = db.all(
    q
      .selectFrom('assessment_schemes as s')
      .innerJoin('accounts as a', 'a.account_id', 's.loaded_by')
      .select(['s.version', 's.text', 's.from_date', 's.office', 's.loaded_at', 'a.name'])
      .orderBy('s.from_date'),
  )
  return [
    ...schemeVersions.map((version) => ({
      ...{ version, text: schemeText(version) ?? '', from: null },
      ...{ office: null, loadedAt: null, loadedByName: null },
    })),
    ...issued.map((row) => ({
      ...{ version: row.version, text: row.text, from: row.from_date as LocalDate, office: row.office },
      ...{ loadedAt: row.loaded_at as Instant, loadedByName: row.name },
    })),
  ]
}

/** The scheme that a period is assessed by: the newest that holds on its first day. */
export function schemeVersionFor(db: ReadDb, firstDay: string): string {
  const found = allSchemes(db).findLast(({ from }) => from === null || from <= firstDay)
  if (found === undefined) throw new Error('a program without a scheme')
  return found.version
}

/** @throws for a version that neither came with the program nor was issued */
export function schemeNamed(db: ReadDb, version: string): { readonly scheme: Scheme; readonly head: SchemeHead } {
  const stored = allSchemes(db).find((one) => one.version === version)
  const text = stored === undefined ? '' : snapshotText(JSON.parse(stored.text) as object)
  const reading = readScheme(text)
  if (!reading.ok) throw new Error(`no scheme ${version}`)
  return { scheme: reading.scheme, head: { version, sha256: sha256(text), text } }
}
