import { comparePlaces } from './compare-places.ts'
import type { Conflict, ConflictRecord } from './conflict-kinds.ts'
import { eventDay, isCurrent, isFormer } from './read-record.ts'
import type { Rule, SubjectRecords } from './subject-records.ts'

/** IN_SOURCE_DUP: one system has one thing twice, under two keys. The later key is the one in question. */
export const inSourceDuplicate: Rule = (records) => {
  const candidates = [...records.own, ...records.peers]
  return records.own.flatMap((record): Conflict[] => {
    const first = candidates.find(
      (one) =>
        one.system === record.system &&
        one.nativeId !== record.nativeId &&
        repeats(record, one, records) &&
        (inOrder(one, record) || !records.own.includes(one)),
    )
    return first === undefined || !inOrder(first, record)
      ? []
      : [{ kind: 'IN_SOURCE_DUP', record, against: first, field: 'name' }]
  })
}

const inOrder = (a: ConflictRecord, b: ConflictRecord): boolean => a.nativeId < b.nativeId

function repeats(a: ConflictRecord, b: ConflictRecord, { own, today }: SubjectRecords): boolean {
  const onePerson = own.includes(b)
  const same = (field: string): boolean => a.fields[field] !== undefined && a.fields[field] === b.fields[field]
  switch (a.system) {
    case 'JZ':
      return onePerson && same('status') && !isFormer(a) && oneHome(a, b)
    case 'WG':
      return onePerson && isCurrent(a, today) && isCurrent(b, today)
    case 'WY':
      return a.place !== null && b.place !== null && a.place.room !== '' && comparePlaces(a.place, b.place) === 'same'
    case 'ZJ':
      return onePerson && daysApart(a, b) <= 30 && (same('unitCode') || same('titleNumber') || isAt(a, b))
    case 'MZ':
      return onePerson && same('serviceItem') && daysApart(a, b) === 0
    case 'YJ':
      return onePerson && same('hazardKind') && same('level') && daysApart(a, b) <= 1
    case 'JCJ':
      return same('reportedAt') && (same('phone') || isAt(a, b))
  }
}

function oneHome(a: ConflictRecord, b: ConflictRecord): boolean {
  const [left, right] = [a.fields['addressCode'], b.fields['addressCode']]
  return left !== undefined && right !== undefined ? left === right : isAt(a, b)
}

function isAt(a: ConflictRecord, b: ConflictRecord): boolean {
  const distance = comparePlaces(a.place, b.place)
  return distance === 'same' || distance === 'near'
}

function daysApart(a: ConflictRecord, b: ConflictRecord): number {
  const [left, right] = [eventDay(a), eventDay(b)]
  if (left === '' || right === '') return Number.POSITIVE_INFINITY
  return Math.abs(Date.parse(left) - Date.parse(right)) / 86_400_000
}
