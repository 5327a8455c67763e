import type { QueryKind, SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout, SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systems } from '../sources/catalog.ts'
import { extract, type Extract } from '../subjects/extract.rules.ts'
import { headlineOf, systemsOf } from '../subjects/headline.rules.ts'
import { subjectKeys } from '../subjects/keys.rules.ts'
import { parsePayload } from '../subjects/payload.ts'
import { homeCounty, recordsOfSubject } from '../subjects/subjects.service.ts'
import { candidates } from './candidates.repo.ts'
import { bestMatches, type Ranked } from './ranking.rules.ts'
import { openBits, openPart, whollyOpenBits } from './visible.rules.ts'

export type SearchInput = { kind: QueryKind; normal: string; purpose: Purpose; limit: number }
export type SearchOutput = { hits: SearchHit[]; total: number; more: boolean }

/** Counting stops here: a list that long has to be narrowed, not read. */
export const countedUpTo = 1_000

type SubjectRow = {
  subject_id: number
  about: RecordAbout
  id_number: string | null
  name: string | null
  birth_date: string | null
  phone: string | null
  address: string | null
  systems: number
  records: number
}

const subjectSql = `SELECT subject_id, about, id_number, name, birth_date, phone, address, systems, records
  FROM subjects WHERE subject_id = ?`

/** Ranked, masked hits for one question under one purpose. */
export function search(db: ReadDb, input: SearchInput): SearchOutput {
  const open = openBits(input.purpose)
  const ranked = bestMatches(candidates(db, input.kind, input.normal, countedUpTo + 1))
  const one = db.prepare<[number], SubjectRow>(subjectSql)
  const hits: SearchHit[] = []
  let total = 0
  for (const candidate of ranked) {
    if (total > countedUpTo) break
    // Past the page only the systems are looked at: the count may include a few that match in a closed field.
    const row = one.one(candidate.subjectId)
    if (!row || (row.systems & open) === 0) continue
    if (hits.length < input.limit) {
      const hit = shown(db, row, candidate, input)
      if (!hit) continue
      hits.push(hit)
    }
    total += 1
  }
  return { hits, total: Math.min(total, countedUpTo), more: total > countedUpTo }
}

function shown(db: ReadDb, row: SubjectRow, candidate: Ranked, input: SearchInput): SearchHit | null {
  const whole = (row.systems & ~whollyOpenBits(input.purpose)) === 0
  const visible = whole ? visibleWhole(row) : visiblePart(db, row, input)
  if (!visible) return null
  return {
    subjectId: row.subject_id as SubjectId,
    about: row.about,
    name: maskedName(row.about, visible.name),
    idNumber: visible.idNumber && maskByMeaning('id-number', visible.idNumber),
    phone: visible.phone && maskByMeaning('phone', visible.phone),
    address: visible.address && maskByMeaning('address', visible.address),
    birthYear: visible.birthDate?.slice(0, 4) ?? null,
    systems: visible.systems,
    records: visible.records,
    match: candidate.match,
    matched: candidate.matched,
  }
}

/** An organisation's name is public; a person's is masked. */
function maskedName(about: RecordAbout, name: string | null): string {
  if (name === null) return ''
  return about === 'organisation' ? name : maskByMeaning('name', name)
}

type Visible = {
  name: string | null
  idNumber: string | null
  phone: string | null
  address: string | null
  birthDate: string | null
  systems: SystemId[]
  records: number
}

function visibleWhole(row: SubjectRow): Visible {
  return {
    name: row.name,
    idNumber: row.id_number,
    phone: row.phone,
    address: row.address,
    birthDate: row.birth_date,
    systems: systemsOf(row.systems),
    records: row.records,
  }
}

/**
 * Where part of what we hold is closed under the purpose, the hit is built from the open part alone, and only if the question is
 * answered by that part: otherwise a closed phone number would find a name.
 */
function visiblePart(db: ReadDb, row: SubjectRow, input: SearchInput): Visible | null {
  const members = recordsOfSubject(db, row.subject_id).flatMap((record) => {
    const part = openPart(systems.get(record.system) as SystemDefinition, input.purpose)
    return part ? [{ system: record.system, found: extract(part, parsePayload(record.payload)) }] : []
  })
  const home = homeCounty(db)
  if (!members.some(({ found }) => answers(found, input, home))) return null
  const headline = headlineOf(members)
  return {
    ...headline,
    idNumber: members.map(({ found }) => found.idNumber).find((id) => id !== null) ?? null,
    systems: [...new Set(members.map(({ system }) => system))],
    records: members.length,
  }
}

function answers(found: Extract, input: SearchInput, home: string | null): boolean {
  const keys = subjectKeys([found], home)
  switch (input.kind) {
    case 'name':
    case 'pinyin':
      // A name matches by its letters, its sound or its beginning; the index decided which, here it only has to be an open name.
      return found.names.length + found.organisationNames.length > 0
    case 'id':
      return keys.some(
        (key) =>
          (key.kind === 'id' && key.value.startsWith(input.normal)) ||
          (key.kind === 'id4' && key.value === input.normal),
      )
    case 'phone':
      return keys.some(
        (key) =>
          (key.kind === 'phone' && key.value.startsWith(input.normal)) ||
          (key.kind === 'phone4' && key.value === input.normal),
      )
    case 'plate':
    case 'uscc':
    case 'incident':
      return keys.some((key) => key.kind === input.kind && key.value.startsWith(input.normal))
    case 'address': {
      const asked = foldForSearch(input.normal)
      return (
        found.addresses.some((address) => foldForSearch(address).includes(asked)) || sharesPlace(found, input, home)
      )
    }
  }
}

function sharesPlace(found: Extract, input: SearchInput, home: string | null): boolean {
  const asked = new Set(
    subjectKeys([{ ...nothing, addresses: [input.normal] }], home).map(({ kind, value }) => `${kind} ${value}`),
  )
  return subjectKeys([found], home).some(({ kind, value }) => asked.has(`${kind} ${value}`))
}

const nothing: Extract = {
  about: 'premises',
  idNumber: null,
  doubtfulIds: [],
  names: [],
  organisationNames: [],
  phones: [],
  plates: [],
  addresses: [],
  uscc: null,
  incident: null,
  birthDate: null,
  sex: null,
}
