import { readResidentId } from '../identifiers/resident-id.ts'
import { comparePlaces } from './compare-places.ts'
import type { Conflict, ConflictRecord } from './conflict-kinds.ts'
import { clearlyDifferent, sameSurname } from './names-apart.ts'
import { keyOf } from './read-record.ts'
import type { Rule } from './subject-records.ts'

/** ID_CHECK: a number that is none by its check digit, or was damaged. */
export const idCheck: Rule = ({ own }) =>
  own.flatMap((record): Conflict[] => {
    const number = record.fields['idNumber']
    if (number === undefined) return []
    const { kind, problems } = readResidentId(number)
    const wrong = kind !== 'masked' && problems.some(({ severity }) => severity === 'error')
    return wrong && looksLikeOne(number) ? [{ kind: 'ID_CHECK', record, against: null, field: 'idNumber' }] : []
  })

/** A passport number is no damaged ID number. */
const looksLikeOne = (number: string): boolean =>
  (number.match(/\d/g) ?? []).length >= 12 || /^\d.*E\+?\d/i.test(number)

/** ID_NAME: one number under two clearly different names, or one person under two numbers. */
export const idName: Rule = ({ own, peers }) => {
  const numbered = own.flatMap((record) => {
    const number = validNumber(record)
    return number === null ? [] : [{ record, number }]
  })
  const found = new Map<string, Conflict>()
  const note = (record: ConflictRecord, against: ConflictRecord): void => {
    if (!found.has(keyOf(record))) found.set(keyOf(record), { kind: 'ID_NAME', record, against, field: 'idNumber' })
  }
  for (const { record, number } of numbered) {
    const others = [...own, ...peers].filter((one) => one !== record && validNumber(one) === number)
    const apart = others.filter((one) => clearlyDifferent(nameOf(record), nameOf(one)))
    // 周军 and 周车 at one address are one person, badly written.
    const stranger = apart.find((one) => !sameSurname(nameOf(record), nameOf(one)) || !shareHome(record, apart))
    const alike = others.length - apart.length
    const unlike = others.length - alike
    // The number belongs to whom most records give it; where it is one against one, both are shown.
    if (stranger !== undefined && alike + 1 <= unlike) note(record, stranger)
    const mine = numbered.filter((one) => one.number === number).length
    const rival = numbered.find((one) => one.number !== number)
    if (
      rival !== undefined &&
      mine <= numbered.length - mine &&
      !clearlyDifferent(nameOf(record), nameOf(rival.record))
    )
      note(record, rival.record)
  }
  return [...found.values()]
}

/** DOB_ID: the birth date is not the one that the number tells. A number of somebody else is the other rule's. */
export const birthDate: Rule = (records) => {
  const elsewhere = new Set(idName(records).map(({ record }) => keyOf(record)))
  return records.own.flatMap((record): Conflict[] => {
    const stated = record.fields['birthDate']
    const number = record.fields['idNumber']
    if (stated === undefined || number === undefined || elsewhere.has(keyOf(record))) return []
    const told = readResidentId(number).birthDate
    return told === null || told === stated ? [] : [{ kind: 'DOB_ID', record, against: null, field: 'birthDate' }]
  })
}

function validNumber(record: ConflictRecord): string | null {
  const number = record.fields['idNumber']
  return number === undefined ? null : readResidentId(number).normal
}

function shareHome(record: ConflictRecord, others: readonly ConflictRecord[]): boolean {
  return others.some((one) => ['same', 'near'].includes(comparePlaces(one.place, record.place)))
}

const nameOf = (record: ConflictRecord): string => record.fields['name'] ?? ''
