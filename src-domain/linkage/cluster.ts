import { compare } from './compare.ts'
import type { LinkRecord } from './link-record.ts'
import type { LinkGraph } from './links.ts'
import type { NameFacts } from './name-facts.ts'
import { nameLikeness } from './name-likeness.ts'
import type { AutoRule } from './verdict.ts'

/** What people decided about pairs of records, by record key. */
export type Decisions = {
  /** Keys that must not stand in one file with this one. */
  cannot(key: string): ReadonlySet<string>
}

/** One link that holds a cluster together: `rule` is who or what decided. */
export type ClusterLink = {
  readonly a: LinkRecord
  readonly b: LinkRecord
  readonly rule: AutoRule | 'decision'
  readonly total: number
}
export type Cluster = { readonly records: readonly LinkRecord[]; readonly links: readonly ClusterLink[] }

/** Everything that hangs together with a record by automatic links and by decisions, sorted by key. */
export function componentOf(seed: LinkRecord, graph: LinkGraph): LinkRecord[] {
  const seen = new Map([[seed.key, seed]])
  const waiting = [seed]
  for (let record = waiting.pop(); record; record = waiting.pop()) {
    for (const to of [...graph.links(record).auto.map((link) => link.to), ...graph.source.must(record)]) {
      if (seen.has(to.key)) continue
      seen.set(to.key, to)
      waiting.push(to)
    }
  }
  return [...seen.values()].sort(byKey)
}

/**
 * Divides a component into files: links are taken in the order of their strength (decisions, ID number, name with birth date, score), and a link is
 * not followed where it would bring together what somebody kept apart, two different ID numbers, or two clearly different names.
 * A function of the records, the decisions and the table; the order of the records does not matter. Of a part of a component it tells
 * what holds that part together by itself.
 */
export function clustersOf(component: readonly LinkRecord[], graph: LinkGraph, decisions: Decisions): Cluster[] {
  const parts = new Map(component.map((record) => [record.key, new Part(record)]))
  for (const link of linksWithin(component, graph)) {
    const left = parts.get(link.a.key) as Part
    const right = parts.get(link.b.key) as Part
    if (left === right || left.isKeptFrom(right, decisions)) continue
    if (link.rule !== 'decision' && left.contradicts(right)) continue
    const [large, small] = left.records.length >= right.records.length ? [left, right] : [right, left]
    large.take(small, link)
    for (const record of small.records) parts.set(record.key, large)
  }
  return [...new Set(parts.values())]
    .map(({ records, links }) => ({ records: [...records].sort(byKey), links }))
    .sort((a, b) => byKey(a.records[0] as LinkRecord, b.records[0] as LinkRecord))
}

const strength: Record<ClusterLink['rule'], number> = {
  decision: 0,
  'id-and-name': 1,
  'organisation-code': 1,
  'name-and-birth': 2,
  'organisation-place': 2,
  score: 3,
}

function linksWithin(component: readonly LinkRecord[], graph: LinkGraph): ClusterLink[] {
  const links: ClusterLink[] = []
  const within = new Set(component.map(({ key }) => key))
  const once = (a: LinkRecord, b: LinkRecord): boolean => a.key < b.key && within.has(b.key)
  for (const a of component) {
    for (const b of graph.source.must(a))
      if (once(a, b)) links.push({ a, b, rule: 'decision', total: compare(a, b, graph.table).total })
    for (const { to: b, rule, total } of graph.links(a).auto) if (once(a, b)) links.push({ a, b, rule, total })
  }
  return links.sort(
    (x, y) => strength[x.rule] - strength[y.rule] || y.total - x.total || byKey(x.a, y.a) || byKey(x.b, y.b),
  )
}

function byKey(a: LinkRecord, b: LinkRecord): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

/** A growing file, with what it must not contradict. */
class Part {
  readonly records: LinkRecord[]
  readonly links: ClusterLink[] = []
  readonly #ids: Set<string>
  readonly #names: Map<string, NameFacts>

  constructor(record: LinkRecord) {
    this.records = [record]
    this.#ids = new Set(record.id === null ? [] : [record.id])
    this.#names = new Map(record.names.filter((name) => !name.title).map((name) => [name.text, name]))
  }

  isKeptFrom(other: Part, decisions: Decisions): boolean {
    return this.records.some(({ key }) => {
      const apart = decisions.cannot(key)
      return apart.size > 0 && other.records.some((record) => apart.has(record.key))
    })
  }

  contradicts(other: Part): boolean {
    if (this.#ids.size > 0 && other.#ids.size > 0 && ![...this.#ids].some((id) => other.#ids.has(id))) return true
    for (const one of this.#names.values())
      for (const name of other.#names.values()) if (nameLikeness(one, name) === 'different') return true
    return false
  }

  take(other: Part, link: ClusterLink): void {
    this.records.push(...other.records)
    this.links.push(...other.links, link)
    for (const id of other.#ids) this.#ids.add(id)
    for (const [text, name] of other.#names) this.#names.set(text, name)
  }
}
