import { comparePlaces, type Distance } from './compare-places.ts'
import type { Conflict, ConflictRecord } from './conflict-kinds.ts'
import { eventDay, isCurrent, isFormer, keyOf } from './read-record.ts'
import { distrust, type Rule } from './subject-records.ts'

/** FLOOR_MISSING: an address in a building that tells no floor, neither by itself nor by its room number. */
export const floorMissing: Rule = ({ own }) =>
  own.flatMap((record): Conflict[] =>
    record.written?.floorMissing ? [{ kind: 'FLOOR_MISSING', record, against: null, field: 'address' }] : [],
  )

/** DOOR_MISMATCH: two records mean one place and write door, building or room a little differently. */
export const doorMismatch: Rule = ({ own, peers }) => {
  const found: Conflict[] = []
  const told = new Set<string>()
  const note = (record: ConflictRecord, against: ConflictRecord): void => {
    const pair = [keyOf(record), keyOf(against)].sort().join(' ')
    if (told.has(pair)) return
    told.add(pair)
    found.push({ kind: 'DOOR_MISMATCH', record, against, field: 'address' })
  }
  for (const record of own) {
    // Property management keeps building and room twice: in its key and in the location.
    if (record.place !== record.written && comparePlaces(record.place, record.written) === 'near') {
      note(record, record)
      continue
    }
    const others = [...own.filter((one) => one !== record), ...ofOneCode(record, peers)]
    const near = others.filter((one) => written(record, one) === 'near')
    const best = near.sort((a, b) => support(b, others) - support(a, others) || distrust(a) - distrust(b))[0]
    if (best === undefined) continue
    const mine = support(record, others)
    const theirs = support(best, others)
    if (mine < theirs || (mine === theirs && distrust(record) >= distrust(best))) note(record, best)
  }
  return found
}

/** As `written` against `written`, and against the key where property management has one. */
function written(a: ConflictRecord, b: ConflictRecord): ReturnType<typeof comparePlaces> {
  const direct = comparePlaces(a.written, b.written)
  return direct === 'near' &&
    comparePlaces(a.written, b.place) === 'same' &&
    b.place !== b.written &&
    b.place?.door !== ''
    ? 'same'
    : direct
}

function support(record: ConflictRecord, others: readonly ConflictRecord[]): number {
  return 1 + others.filter((one) => one !== record && comparePlaces(record.written, one.written) === 'same').length
}

/** Police records of one address code mean one home, whoever lives in it. */
function ofOneCode({ system, fields }: ConflictRecord, peers: readonly ConflictRecord[]): ConflictRecord[] {
  const code = fields['addressCode']
  if (system !== 'JZ' || code === undefined) return []
  return peers.filter((one) => one.system === 'JZ' && one.fields['addressCode'] === code)
}

/** MULTI_CURRENT: an open registration of one person beside another one, or beside a cancelled one, at another home. */
export const multiCurrent: Rule = ({ own, today }) => {
  const kept = own.filter((one) => one.system === 'JZ' && !isFormer(one))
  const open = kept.some((one) => isCurrent(one, today))
    ? kept.sort((a, b) => eventDay(b).localeCompare(eventDay(a)))
    : []
  const newest = open[0]
  if (newest === undefined) return []
  return open
    .slice(1)
    .flatMap((record): Conflict[] =>
      (isCurrent(record, today) || isCurrent(newest, today)) && otherHome(record, newest)
        ? [{ kind: 'MULTI_CURRENT', record, against: newest, field: 'status' }]
        : [],
    )
}

function otherHome(a: ConflictRecord, b: ConflictRecord): boolean {
  const [left, right] = [a.fields['addressCode'], b.fields['addressCode']]
  if (left !== undefined && right !== undefined) return left !== right
  return comparePlaces(a.place, b.place) === 'far'
}

/** STALE: a record still says a home that the person has left. */
export const stale: Rule = (records) => {
  const { own, peers, today } = records
  const twice = new Set(
    multiCurrent(records).flatMap(({ record, against }) =>
      [record, against].flatMap((one) => (one ? [keyOf(one)] : [])),
    ),
  )
  const former = own.filter(isFormer)
  const claims = own.filter((one) => claimsHome(one, today) && one.place !== null)
  const found = new Map<string, Conflict>()
  const note = (record: ConflictRecord, against: ConflictRecord): void => {
    found.set(keyOf(record), { kind: 'STALE', record, against, field: record.system === 'WY' ? 'name' : 'address' })
  }
  for (const record of claims) {
    if (twice.has(keyOf(record))) continue
    const left = formerHome(record, former, claims)
    if (left === undefined) continue
    // A request of before the move rightly gave the home of then.
    const knownBefore = own.some((one) => tellsMove(one, left) && eventDay(one) < eventDay(record))
    if (record.system !== 'MZ' || knownBefore) note(record, left)
  }
  const good = (): ConflictRecord[] => claims.filter((one) => !found.has(keyOf(one)))
  for (const record of good().filter((one) => lives(one) && !twice.has(keyOf(one)))) {
    const newer = good().find(
      (one) => one.system !== 'WY' && elsewhere(one, record) && eventDay(one) > eventDay(record),
    )
    if (newer !== undefined) note(record, newer)
  }
  // What agrees with a register that was found to be behind is behind as well, from the day on which the new home was known.
  const behind = [...found.values()].filter(
    ({ record, against }) => lives(record) && against !== null && elsewhere(record, against),
  )
  for (const record of good().filter((one) => one.system === 'MZ' || one.system === 'WY')) {
    const same = behind.find((one) => comparePlaces(one.record.place, record.place) === 'same')?.against
    const known = same && claims.some((one) => isThere(one, same) && eventDay(one) < eventDay(record))
    const still = good().some((one) => lives(one) && !twice.has(keyOf(one)) && at(one, record) === 'same')
    if (same && !still && (record.system === 'WY' || known)) note(record, same)
  }
  for (const record of good().filter((one) => one.system === 'WY')) {
    const home = good().find((one) => lives(one) && elsewhere(one, record))
    const here = good().some((one) => one !== record && isThere(one, record))
    // Two records of others, one of them the police's: a single one may be a neighbour's slip.
    const others = peers.filter((one) => lives(one) && isCurrent(one, today) && at(one, record) === 'same')
    const lived = others.length >= 2 && others.some(({ system }) => system === 'JZ')
    if (home !== undefined && !here && lived) note(record, home)
  }
  return [...found.values()]
}

const lives = ({ system }: ConflictRecord): boolean => system === 'JZ' || system === 'WG'

/** Says where the person lives: an open registration, a lease that runs, or the address given with a request. */
const claimsHome = (record: ConflictRecord, today: string): boolean =>
  record.system === 'MZ' || isCurrent(record, today)

const at = (a: ConflictRecord, b: ConflictRecord): Distance => comparePlaces(a.place, b.place)

const elsewhere = (a: ConflictRecord, b: ConflictRecord): boolean => at(a, b) === 'far'

function isThere(a: ConflictRecord, b: ConflictRecord): boolean {
  return at(a, b) === 'same' || at(a, b) === 'near'
}

/** The record of a home that was left, where the claim says just that home; nothing where the same system says it again. */
function formerHome(
  claim: ConflictRecord,
  former: readonly ConflictRecord[],
  claims: readonly ConflictRecord[],
): ConflictRecord | undefined {
  const still = (left: ConflictRecord): boolean =>
    claims.some((one) => one.system === left.system && at(one, left) === 'same')
  const left = former.filter((one) => !still(one))
  const exact = left.find((one) => at(one, claim) === 'same')
  if (exact !== undefined) return exact
  const home = claims.some((one) => one !== claim && lives(one) && isThere(one, claim) && !formerlyAt(one, left))
  return home ? undefined : left.find((one) => at(one, claim) === 'near')
}

const formerlyAt = (record: ConflictRecord, left: readonly ConflictRecord[]): boolean =>
  left.some((one) => at(one, record) === 'same')

/** The grid's "moved away", or a registration elsewhere: its day is the day on which the former home was left. */
function tellsMove(record: ConflictRecord, former: ConflictRecord): boolean {
  if (isFormer(record)) return record.system === 'WG' && isThere(record, former)
  return record.system === 'JZ' && at(record, former) !== 'same' && at(record, former) !== 'unknown'
}
