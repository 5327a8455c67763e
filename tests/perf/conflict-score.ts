import type { DemoRecord, DemoStation, TruthRow } from '../../demo/demo.types.ts'
import divisionJson from '../../resources/catalogs/divisions/demo.json' with { type: 'json' }
import { addressKeys, buildingKey } from '../../src-domain/addresses/address-key.ts'
import type { AddressParse, Division } from '../../src-domain/addresses/address.ts'
import { parseAddress } from '../../src-domain/addresses/parse-address.ts'
import {
  conflictKinds,
  type Conflict,
  type ConflictKind,
  type ConflictRecord,
} from '../../src-domain/conflicts/conflict-kinds.ts'
import { findConflicts } from '../../src-domain/conflicts/find-conflicts.ts'
import { eventDay, isCurrent, keyOf, readRecord } from '../../src-domain/conflicts/read-record.ts'

type Row = { record: ConflictRecord; truth: TruthRow }
type Group = { id: string; rows: Row[] }

export type ConflictTally = {
  /** Seeded by the generator. */
  seeded: number
  /** Of these, contradicted by something in the records of the subject or its neighbours: nothing else can be found. */
  contradicted: number
  /** Of the contradicted, found. */
  hit: number
  /** Of all seeded, found. */
  hitAll: number
  /** Conflicts reported, and how many of these are true. */
  found: number
  right: number
}

export type ConflictScore = {
  tallies: Map<ConflictKind, ConflictTally>
  subjects: number
  records: number
  /** Milliseconds a subject. */
  times: number[]
  /** Milliseconds for comparing the same records field by field, as text: what any rule has to do at least. */
  bare: number[]
}

/** Runs the rules over a made-up station, its records grouped by the truth, and compares what they find with what was seeded. */
export function scoreConflicts(station: DemoStation, say: (text: string) => void = () => undefined): ConflictScore {
  const { groups, peersOf, records } = grouped(station.rows())
  const tallies = new Map(
    conflictKinds.map((kind) => [kind, { seeded: 0, contradicted: 0, hit: 0, hitAll: 0, found: 0, right: 0 }]),
  )
  const times: number[] = []
  const bare: number[] = []
  const { today } = station.options
  for (const group of groups) {
    const peers = peersOf(group)
    const own = group.rows.map(({ record }) => record)
    const started = performance.now()
    const found = findConflicts({ own, peers: peers.map(({ record }) => record), today })
    const done = performance.now()
    times.push(done - started)
    compareAsText(own)
    bare.push(performance.now() - done)
    score(tallies, group, peers, found, today, say)
  }
  return { tallies, subjects: groups.length, records, times, bare }
}

function compareAsText(own: readonly ConflictRecord[]): number {
  let equal = 0
  for (const a of own) for (const b of own) for (const key in a.fields) if (a.fields[key] === b.fields[key]) equal += 1
  return equal
}

function grouped(rows: Iterable<{ record: DemoRecord; truth: TruthRow }>) {
  const known = new Map<string, AddressParse>()
  const context = { divisions: divisionJson.divisions as readonly Division[], home: '990102' }
  const parse = (address: string): AddressParse => {
    const remembered = known.get(address)
    if (remembered) return remembered
    const read = parseAddress(address, context)
    known.set(address, read)
    return read
  }
  const subjects = new Map<string, Row[]>()
  const index = new Map<string, Row[]>()
  let records = 0
  const push = (map: Map<string, Row[]>, key: string, row: Row): void => {
    const list = map.get(key)
    if (list) list.push(row)
    else map.set(key, [row])
  }
  for (const { record, truth } of rows) {
    records += 1
    const row = {
      record: readRecord({ system: record.system, nativeId: record.nativeId, fields: record.payload }, parse),
      truth,
    }
    push(subjects, truth.person ?? truth.organisation ?? `${record.system} ${record.nativeId}`, row)
    for (const key of peerKeys(record, parse)) push(index, key, row)
  }
  const keys = (row: Row): string[] =>
    peerKeys({ system: row.record.system, payload: row.record.fields } as DemoRecord, parse)
  return {
    records,
    groups: [...subjects].map(([id, list]): Group => ({ id, rows: list })),
    peersOf: (group: Group): Row[] => {
      const own = new Set(group.rows)
      const peers = new Set<Row>()
      for (const row of group.rows) {
        for (const key of keys(row)) for (const peer of index.get(key) ?? []) if (!own.has(peer)) peers.add(peer)
      }
      return [...peers]
    },
  }
}

/** As the subject index has them: ID number, phone, unit code, title, room. */
function peerKeys(
  { system, payload }: Pick<DemoRecord, 'system' | 'payload'>,
  parse: (address: string) => AddressParse,
): string[] {
  const keys: string[] = []
  for (const field of ['idNumber', 'phone', 'unitCode', 'addressCode', 'titleNumber']) {
    if (payload[field] !== undefined) keys.push(`${field.endsWith('Code') ? 'code' : field} ${payload[field]}`)
  }
  const address =
    system === 'WY'
      ? `${payload['estate']}${payload['building']}-${payload['unit'] ?? ''}-${payload['room']}`
      : payload['address']
  for (const one of new Set([address, payload['address']])) {
    if (one === undefined) continue
    const read = parse(one)
    for (const key of read.parts.room === undefined ? [buildingKey(read)] : addressKeys(read))
      if (key !== null) keys.push(`room ${key}`)
  }
  return keys
}

function score(
  tallies: Map<ConflictKind, ConflictTally>,
  group: Group,
  peers: Row[],
  found: Conflict[],
  today: string,
  say: (text: string) => void,
): void {
  const truthOf = new Map([...group.rows, ...peers].map((row) => [keyOf(row.record), row]))
  const touched = new Set(
    found.flatMap(({ kind, record, against }) =>
      [record, against].flatMap((one) => (one ? [`${kind} ${keyOf(one)}`] : [])),
    ),
  )
  for (const row of group.rows) {
    for (const kind of row.truth.conflicts) {
      const tally = tallies.get(kind) as ConflictTally
      const seen = isContradicted(kind, row, group, peers, today)
      const hit = touched.has(`${kind} ${keyOf(row.record)}`)
      tally.seeded += 1
      if (hit) tally.hitAll += 1
      if (seen) tally.contradicted += 1
      if (seen && hit) tally.hit += 1
      if (seen && !hit && process.env['MISSED'] === kind)
        say(
          `missed ${JSON.stringify({ row, group: group.rows.map((r) => [r.record.system, r.record.nativeId, r.record.fields, r.truth.conflicts]) }, null, 1)}`,
        )
    }
  }
  for (const { kind, record, against } of found) {
    const tally = tallies.get(kind) as ConflictTally
    tally.found += 1
    const right = [record, against].some((one) => one !== null && isTrue(kind, truthOf.get(keyOf(one)), group))
    if (right) tally.right += 1
    else if (process.env['WRONG'] === kind)
      say(
        `wrong ${JSON.stringify({ record, against, group: group.rows.map((r) => [r.record.system, r.record.nativeId, r.record.fields, r.truth.conflicts]) }, null, 1)}`,
      )
  }
}

/** Whether something in the subject's records says otherwise. Kinds that a record shows by itself always are. */
function isContradicted(kind: ConflictKind, row: Row, { rows }: Group, peers: readonly Row[], today: string): boolean {
  const others = rows.filter((one) => one !== row)
  const clean = (one: Row): boolean => !one.truth.conflicts.includes(kind)
  switch (kind) {
    case 'DOOR_MISMATCH':
      return others.some(
        (one) => one.truth.statedPremises === row.truth.statedPremises && clean(one) && one.record.written !== null,
      )
    case 'ID_NAME':
      return [...others, ...peers].some(
        (one) =>
          one.record.fields['idNumber'] !== undefined &&
          clean(one) &&
          (one.truth.person === row.truth.person || one.record.fields['idNumber'] === row.record.fields['idNumber']),
      )
    case 'STALE':
      // Of a request, only what was known before it.
      return others.some(
        (one) =>
          (row.record.system !== 'MZ' || eventDay(one.record) < eventDay(row.record)) &&
          one.truth.premises === one.truth.statedPremises &&
          one.truth.statedPremises !== null &&
          one.record.system !== 'JCJ' &&
          one.record.system !== 'WY' &&
          clean(one) &&
          one.truth.statedPremises !== row.truth.statedPremises,
      )
    case 'OCCUPANCY':
      return [...others, ...peers].some(
        (one) =>
          ['JZ', 'WG'].includes(one.record.system) &&
          one.truth.statedPremises === row.truth.premises &&
          isCurrent(one.record, today),
      )
    case 'UNIT_CODE':
      return [...others, ...peers].some(
        (one) =>
          ['JZ', 'ZJ'].includes(one.record.system) && one.truth.statedPremises === row.truth.premises && clean(one),
      )
    default:
      return true
  }
}

/** Facts count as well as seeds: a person whom only the grid has is one-sided, whoever forgot the other register. */
function isTrue(kind: ConflictKind, row: Row | undefined, { rows }: Group): boolean {
  if (row === undefined) return false
  if (kind === 'ONE_SIDED') return !rows.some(({ record }) => record.system === 'JZ' || record.system === 'MZ')
  return row.truth.conflicts.includes(kind)
}
