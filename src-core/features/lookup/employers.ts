import type { Relation } from '../../../src-contract/features/lookup.contract.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout } from '../../../src-contract/systems.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import type { ReadDb } from '../../store/sql.ts'
import { headlineOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { recordsOfSubject } from '../subjects/subjects.service.ts'
import { openMembers, type OpenMember } from './open-part.rules.ts'
import { aboutOf } from './rows.repo.ts'
import { shownName } from './search.queries.ts'

const mostEmployers = 6
const mostEmployees = 40

export const namedSql = 'SELECT subject_id AS id FROM subject_keys WHERE kind = ? AND value = ? LIMIT ?'
export const namesSql = `SELECT value FROM subject_keys WHERE subject_id = ? AND kind = 'name'`

/**
 * Who works where, both ways, as the registers say it of the person: a person's employers, or the people of an organisation. The name
 * of an employer is what the person's own record says; a person is named only where the purpose opens that record's employer.
 *
 * @param open the file's records, as far as the purpose opens them
 */
export function workRelations(
  db: ReadDb,
  {
    subjectId,
    about,
    purpose,
    open,
  }: { subjectId: number; about: RecordAbout; purpose: Purpose; open: readonly OpenMember[] },
): Relation[] {
  return about === 'organisation' ? employees(db, subjectId, purpose) : employers(db, open)
}

function idsNamed(db: ReadDb, kind: 'name' | 'employer', value: string, limit: number): number[] {
  return db
    .prepare<[string, string, number], { id: number }>(namedSql)
    .all(kind, value, limit)
    .map(({ id }) => id)
}

function employers(db: ReadDb, open: readonly OpenMember[]): Relation[] {
  const found = new Map<number, Relation>()
  for (const { system, found: said } of open)
    for (const name of said.employers)
      for (const id of idsNamed(db, 'name', foldForSearch(name), mostEmployers)) {
        if (found.has(id) || aboutOf(db, id) !== 'organisation') continue
        const relation = { kind: 'works-at', subjectId: id as SubjectId, about: 'organisation' } as const
        found.set(id, { ...relation, name, birthYear: null, systems: [system] })
      }
  return [...found.values()].slice(0, mostEmployers)
}

function employees(db: ReadDb, organisation: number, purpose: Purpose): Relation[] {
  const names = new Set(
    db
      .prepare<[number], { value: string }>(namesSql)
      .all(organisation)
      .map(({ value }) => value),
  )
  const ids = new Set([...names].flatMap((name) => idsNamed(db, 'employer', name, mostEmployees)))
  return [...ids].slice(0, mostEmployees).flatMap((id): Relation[] => {
    const members = openMembers(recordsOfSubject(db, id), purpose)
    const saying = members.filter(
      ({ system, found }) =>
        opensField(purpose, system, 'employer') && found.employers.some((name) => names.has(foldForSearch(name))),
    )
    if (saying.length === 0) return []
    const { name, birthDate } = headlineOf(members)
    const relation = { kind: 'employs', subjectId: id as SubjectId, about: 'person' } as const
    const systems = systemsOf(systemBits(saying.map(({ system }) => system)))
    return [{ ...relation, name: shownName('person', name), birthYear: birthDate?.slice(0, 4) ?? null, systems }]
  })
}
