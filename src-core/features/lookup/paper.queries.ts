import type { HeadlineReason, PlaceFile, SubjectFile } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { ReadDb } from '../../store/sql.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { headlineOf } from '../subjects/headline.rules.ts'
import { textsOf } from '../subjects/payload.ts'
import { subjectFile, type FileInput } from './file.queries.ts'
import { openMembers } from './open-part.rules.ts'
import type { PlaceAnswer, PlaceInput } from './place-open.ts'
import { placeFile } from './place.queries.ts'
import { rowOf, subjectRows } from './rows.repo.ts'
import { idNumberOf } from './look-at.queries.ts'
import { openPart } from './visible.rules.ts'

type Columns = SubjectFile['columns']

/** A record on paper: the fields that the purpose opens, in plain. */
export type PaperRecord = {
  readonly system: Columns[number]['system']
  readonly day: string
  readonly fields: readonly { readonly label: string; readonly value: string }[]
}

export type SubjectPaper = {
  readonly file: SubjectFile
  readonly headline: Readonly<Record<HeadlineReason['element'] | 'idNumber', string>>
  readonly records: readonly PaperRecord[]
  readonly opened: readonly string[]
}

/** A file in plain, as far as the purpose opens it: for paper only, never for a screen. Null when the subject is gone. */
export function subjectPaper(db: ReadDb, input: FileInput): SubjectPaper | null {
  const answer = subjectFile(db, input)
  if (answer === null) return null
  const { file, opened } = answer
  const open = openMembers(subjectRows(db, input.subjectId), input.purpose)
  const { name, sex, birthDate, phone, address } = headlineOf(open)
  return {
    file,
    headline: {
      name: name ?? '',
      sex: sex ?? '',
      birthDate: birthDate ?? '',
      phone: phone ?? '',
      address: address ?? '',
      idNumber: idNumberOf(open) ?? '',
    },
    records: paperRecords(db, file.columns, input.purpose),
    opened,
  }
}

export type PlacePaper =
  | Exclude<PlaceAnswer, { state: 'file' }>
  | {
      readonly state: 'file'
      readonly file: PlaceFile
      /** By subject. */
      readonly names: ReadonlyMap<number, string>
      readonly records: readonly PaperRecord[]
      readonly opened: readonly string[]
    }

export function placePaper(db: ReadDb, input: PlaceInput): PlacePaper {
  const answer = placeFile(db, input)
  if (answer.state !== 'file') return answer
  const { file, opened } = answer
  const ids = [...file.people, ...file.others, ...file.rooms.flatMap(({ people }) => people)].map(
    (one) => one.subjectId,
  )
  const names = new Map(
    ids.map((id) => [id, headlineOf(openMembers(subjectRows(db, id), input.purpose)).name ?? ''] as const),
  )
  return { state: 'file', file, names, records: paperRecords(db, file.columns, input.purpose), opened }
}

function paperRecords(db: ReadDb, columns: Columns, purpose: Purpose): PaperRecord[] {
  return columns.flatMap(({ system, records }) =>
    records.flatMap(({ recordId, sourceTime, receivedAt }) => {
      const row = rowOf(db, recordId)
      const part = openPart(definition(system), purpose)
      if (row === undefined || part === null) return []
      const texts = textsOf(row.payload)
      const fields = part.fields.flatMap(({ key, label }) => {
        const value = texts[key] ?? ''
        return value === '' ? [] : [{ label: label.zh, value: value.replace(/^(\d{4}-\d{2}-\d{2})T/, '$1 ') }]
      })
      return [{ system, day: (sourceTime ?? receivedAt).slice(0, 10), fields }]
    }),
  )
}
