import { comparePlaces } from './compare-places.ts'
import type { Conflict, ConflictRecord } from './conflict-kinds.ts'
import { isCurrent, keyOf } from './read-record.ts'
import type { Rule } from './subject-records.ts'

/** OCCUPANCY: moved out by the property manager's list, while somebody is registered there. */
export const occupancy: Rule = ({ own, peers, today }) =>
  own.flatMap((record): Conflict[] => {
    if (record.system !== 'WY' || isCurrent(record, today)) return []
    const inhabitant = [...own, ...peers].find(
      (one) =>
        (one.system === 'JZ' || one.system === 'WG') &&
        isCurrent(one, today) &&
        comparePlaces(one.place, record.place) === 'same',
    )
    return inhabitant === undefined ? [] : [{ kind: 'OCCUPANCY', record, against: inhabitant, field: 'movedOut' }]
  })

/** ONE_SIDED: a person whom the grid knows and no register of identities has. */
export const oneSided: Rule = ({ own, today }) => {
  if (own.some(({ system }) => system === 'JZ' || system === 'MZ')) return []
  const record = own.find((one) => one.system === 'WG' && isCurrent(one, today))
  return record === undefined ? [] : [{ kind: 'ONE_SIDED', record, against: null, field: 'name' }]
}

/** UNIT_CODE: the code of a let home is another home's. */
export const unitCode: Rule = ({ own, peers }) =>
  own.flatMap((record): Conflict[] => {
    const code = record.fields['unitCode']
    if (record.system !== 'ZJ' || code === undefined) return []
    const title = record.fields['titleNumber']
    const others = [...own, ...peers].filter((one) => keyOf(one) !== keyOf(record))
    const votes = others.flatMap((one) => {
      const said = one.fields['unitCode'] ?? one.fields['addressCode']
      if (said === undefined) return []
      const sameTitle = one.system === 'ZJ' && title !== undefined && one.fields['titleNumber'] === title
      const here = one.system === 'JZ' ? comparePlaces(one.place, record.place) : 'unknown'
      // The tenant's own registration tells the code even where its address was written a little differently.
      const strong = sameTitle || (own.includes(one) && (here === 'same' || (here === 'near' && said === code)))
      return strong || here === 'same' || (here === 'near' && said === code) ? [{ record: one, said, strong }] : []
    })
    const counted = votes.some(({ strong }) => strong) ? votes.filter(({ strong }) => strong) : votes
    const agree = counted.filter(({ said }) => said === code).length
    const best = mostSaid(counted.filter(({ said }) => said !== code))
    const enough = votes.some(({ strong }) => strong) ? best !== undefined && best.count >= agree + 1 : agree === 0
    return best !== undefined && enough ? [{ kind: 'UNIT_CODE', record, against: best.record, field: 'unitCode' }] : []
  })

function mostSaid(votes: readonly { record: ConflictRecord; said: string }[]) {
  const counted = votes.map(({ record, said }) => ({ record, count: votes.filter((one) => one.said === said).length }))
  return counted.sort((a, b) => b.count - a.count)[0]
}

/** HAZARD_STANDARD: a hazard that was closed without the re-inspection that closing needs. */
export const hazardStandard: Rule = ({ own }) =>
  own.flatMap((record): Conflict[] => {
    const { rectification, reinspection, reinspectedOn, rectifiedOn } = record.fields
    if (record.system !== 'YJ' || !/销号|办结|闭环/u.test(rectification ?? '')) return []
    const inspected = reinspection !== undefined && reinspectedOn !== undefined
    const inOrder = inspected && (rectifiedOn === undefined || reinspectedOn >= rectifiedOn)
    return inOrder ? [] : [{ kind: 'HAZARD_STANDARD', record, against: null, field: 'reinspection' }]
  })
