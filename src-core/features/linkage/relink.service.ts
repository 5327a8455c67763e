import { clustersOf, componentOf, type Cluster } from '../../../src-domain/linkage/cluster.ts'
import type { FrequencyTable } from '../../../src-domain/linkage/frequency-table.ts'
import type { LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import { LinkGraph } from '../../../src-domain/linkage/links.ts'
import type { ReviewReason } from '../../../src-domain/linkage/verdict.ts'
import type { WriteDb } from '../../store/sql.ts'
import {
  recordIdsOfSubject,
  refreshSubjects,
  regroup,
  subjectOfRecord,
  type Group,
} from '../subjects/subjects.service.ts'
import {
  componentOfRecord,
  dropReviewsOf,
  insertReview,
  recordsOfComponent,
  setComponent,
  type Review,
} from './linkage.repo.ts'
import type { StoredRecords } from './stored-records.ts'

/**
 * Links again everything that hangs together with some records, or did: components, files, subjects and the questions that remain.
 * What it leaves is what a full run would leave. Inside the caller's transaction.
 *
 * @param records must have read nothing that changed since
 */
export function relink(tx: WriteDb, records: StoredRecords, table: FrequencyTable, seeds: readonly number[]): void {
  const changed = new Set<number>()
  regroupAround(tx, records, table, seeds, changed)
  refreshSubjects(tx, changed)
}

/**
 * The same, but for how the subjects read and are found: several calls share one `refreshSubjects`.
 *
 * @param changed takes the subjects that have to be refreshed in the same transaction
 * @returns how many records were looked at
 */
export function regroupAround(
  tx: WriteDb,
  records: StoredRecords,
  table: FrequencyTable,
  seeds: readonly number[],
  changed: Set<number>,
): number {
  const graph = new LinkGraph(records, table)
  let count = 0
  const clusters = affectedComponents(tx, records, graph, seeds).flatMap((component) => {
    const ids = component.map((record) => records.idOf(record))
    const lowest = ids.reduce((least, id) => Math.min(least, id), Number.POSITIVE_INFINITY)
    for (const id of ids) setComponent(tx, id, lowest)
    count += ids.length
    return clustersOf(component, graph, records)
  })
  const { subjects, touched } = regroup(
    tx,
    clusters.map((cluster) => groupOf(cluster, records)),
    changed,
  )
  for (const subject of touched) dropReviewsOf(tx, subject)
  clusters.forEach((cluster, at) => writeReviews(tx, cluster, subjects[at] as number, records, graph))
  return count
}

/** Components of the seeds, and of everything that stood in a component or a subject with one of theirs. */
function affectedComponents(
  tx: WriteDb,
  records: StoredRecords,
  graph: LinkGraph,
  seeds: readonly number[],
): LinkRecord[][] {
  const done = new Set<number>()
  const expanded = new Set<string>()
  const components: LinkRecord[][] = []
  const waiting = [...seeds]
  const expand = (kind: string, id: number | null, members: (id: number) => readonly number[]): void => {
    if (id === null || expanded.has(`${kind}${id}`)) return
    expanded.add(`${kind}${id}`)
    waiting.push(...members(id))
  }
  for (let at = 0; at < waiting.length; at += 1) {
    const seed = waiting[at] as number
    if (done.has(seed)) continue
    const record = records.record(seed)
    if (!record) continue
    const component = componentOf(record, graph)
    components.push(component)
    for (const one of component) {
      const id = records.idOf(one)
      done.add(id)
      expand('c', componentOfRecord(tx, id), (component) => recordsOfComponent(tx, component))
      expand('s', subjectOfRecord(tx, id), (subject) => recordIdsOfSubject(tx, subject))
    }
  }
  return components
}

function groupOf({ records: members }: Cluster, records: StoredRecords): Group {
  const numbers = new Map<string, number>()
  for (const { id } of members) if (id !== null) numbers.set(id, (numbers.get(id) ?? 0) + 1)
  const [most] = [...numbers].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const person = members.find(({ about }) => about === 'person')
  return {
    about: (person ?? (members[0] as LinkRecord)).about,
    idNumber: most?.[0] ?? null,
    records: members.map((record) => records.idOf(record)),
  }
}

/** The strongest question towards each other file. */
function writeReviews(tx: WriteDb, cluster: Cluster, subject: number, records: StoredRecords, graph: LinkGraph): void {
  const apart = new Set(cluster.records.flatMap(({ key }) => [...records.cannot(key)]))
  const best = new Map<number, Review & { pair: string }>()
  for (const record of cluster.records) {
    const { auto, maybe } = graph.links(record)
    const open: { to: LinkRecord; reason: ReviewReason; total: number }[] = [
      ...maybe,
      // A link that was not followed because it contradicts a stronger one.
      ...auto.map(({ to, total }) => ({ to, reason: 'name-differs' as const, total })),
    ]
    for (const { to, reason, total } of open) {
      const other = records.idOf(to)
      const otherSubject = subjectOfRecord(tx, other)
      if (otherSubject === null || otherSubject === subject) continue
      const bits = Math.round(total * 100) / 100
      // The same pair from whichever side, and on every PC.
      const pair = record.key < to.key ? `${record.key} ${to.key}` : `${to.key} ${record.key}`
      const known = best.get(otherSubject)
      if (known && (known.bits > bits || (known.bits === bits && known.pair <= pair))) continue
      best.set(otherSubject, {
        subject_a: subject,
        subject_b: otherSubject,
        record_a: records.idOf(record),
        record_b: other,
        reason,
        bits,
        pair,
      })
    }
  }
  for (const review of best.values()) {
    if (apart.size > 0 && isKeptFrom(tx, apart, review.subject_b, records)) continue
    const { subject_a: a, subject_b: b, record_a: left, record_b: right } = review
    insertReview(tx, a < b ? review : { ...review, subject_a: b, subject_b: a, record_a: right, record_b: left })
  }
}

function isKeptFrom(tx: WriteDb, apart: ReadonlySet<string>, subject: number, records: StoredRecords): boolean {
  return recordIdsOfSubject(tx, subject).some((id) => {
    const record = records.record(id)
    return record !== undefined && apart.has(record.key)
  })
}
