import type { AssessmentScheme, UnusedScheme } from '../../../src-contract/features/assessment.shapes.ts'
import type { Instant, LocalDate } from '../../../src-contract/ids.ts'
import { snapshotText } from '../../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { officeSchemes } from '../../../src-domain/scoring/office-schemes.ts'
import { readScheme, type Scheme } from '../../../src-domain/scoring/scheme.ts'
import { schemeText, schemeVersions } from '../../../src-domain/scoring/schemes.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { officeDocuments } from '../sync/office-documents.ts'
import { stationSnapshot } from './runs.repo.ts'

export type SchemeHead = { readonly version: string; readonly sha256: string; readonly text: string }

/** Schemes in the order in which they hold: those that came with the program, then those that the superior office issued. */
export function allSchemes(db: ReadDb): AssessmentScheme[] {
  return schemesHere(db).schemes
}

/**
 * All schemes, and what came signed over the platform and is not used. What the platform brought is derived from its signed documents, so
 * that every PC has the same ones from the same day; where a file that was loaded here has the same version or the same first day, the
 * file holds: a chief loaded it, and periods may have been assessed by it.
 */
export function schemesHere(db: ReadDb): { schemes: AssessmentScheme[]; unused: UnusedScheme[] } {
  const program = schemeVersions.map((version) => ({
    ...{ version, text: schemeText(version) ?? '', source: 'program' as const, from: null },
    ...{ office: null, issuedAt: null, loadedAt: null, loadedByName: null },
  }))
  const files = loadedByFile(db)
  const { used, unused } = ofPlatform(db)
  const clashes = ({ version, from }: { version: string; from: string }): boolean =>
    files.some((one) => one.version === version || one.from === from)
  const platform = used.filter((one) => !clashes(one))
  const issued = [
    ...files,
    ...platform.map(({ version, text, from, by, at }) => ({
      ...{ version, text, source: 'platform' as const, from: from as LocalDate, office: by },
      ...{ issuedAt: at as Instant, loadedAt: null, loadedByName: null },
    })),
  ].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  return {
    schemes: [...program, ...issued],
    unused: [
      ...unused.map(({ version, from, by, at, reason }) => ({ version, from, by, at, reason })),
      ...used.filter(clashes).map(({ version, from, by, at }) => ({ version, from, by, at, reason: 'file' as const })),
    ].map((one) => ({ ...one, from: one.from as LocalDate | null, at: one.at as Instant })),
  }
}

function loadedByFile(db: ReadDb) {
  return db
    .all(
      q
        .selectFrom('assessment_schemes as s')
        .innerJoin('accounts as a', 'a.account_id', 's.loaded_by')
        .select(['s.version', 's.text', 's.from_date', 's.office', 's.loaded_at', 'a.name'])
        .orderBy('s.from_date'),
    )
    .map((row) => ({
      ...{ version: row.version, text: row.text, source: 'file' as const, from: row.from_date as LocalDate },
      ...{ office: row.office, issuedAt: null, loadedAt: row.loaded_at as Instant, loadedByName: row.name },
    }))
}

function ofPlatform(db: ReadDb): ReturnType<typeof officeSchemes> {
  const documents = officeDocuments(db, 'scheme').filter(({ name }) => name === 'assessment')
  return officeSchemes(documents.map(({ version, content, by, at }) => ({ document: version, content, by, at })))
}

/** The scheme that a period is assessed by: the newest that holds on its first day. */
export function schemeVersionFor(db: ReadDb, firstDay: string): string {
  const found = allSchemes(db).findLast(({ from }) => from === null || from <= firstDay)
  if (found === undefined) throw new Error('a program without a scheme')
  return found.version
}

/**
 * A scheme by its version. One that is not here any more (a platform that was restored from before it was signed) is taken from a run that
 * was frozen by it: what was assessed by a scheme keeps it.
 *
 * @throws for a version that neither came with the program nor was issued
 */
export function schemeNamed(db: ReadDb, version: string): { readonly scheme: Scheme; readonly head: SchemeHead } {
  const stored = allSchemes(db).find((one) => one.version === version)?.text ?? frozenScheme(db, version)
  const text = stored === undefined ? '' : snapshotText(JSON.parse(stored) as object)
  const reading = readScheme(text)
  if (!reading.ok) throw new Error(`no scheme ${version}`)
  return { scheme: reading.scheme, head: { version, sha256: sha256(text), text } }
}

function frozenScheme(db: ReadDb, version: string): string | undefined {
  const run = db.one(q.selectFrom('assessment_runs').select('run_id').where('scheme', '=', version).limit(1))
  return run === undefined ? undefined : stationSnapshot(db, run.run_id)?.scheme.text
}
