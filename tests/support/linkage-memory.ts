import { blockingKeys, largestBlock } from '../../src-domain/linkage/blocking.ts'
import { clustersOf, componentOf, type Cluster, type Decisions } from '../../src-domain/linkage/cluster.ts'
import type { FrequencyTable } from '../../src-domain/linkage/frequency-table.ts'
import type { LinkRecord } from '../../src-domain/linkage/link-record.ts'
import { LinkGraph, type LinkSource, type MaybeLink } from '../../src-domain/linkage/links.ts'
import { TableBuilder } from '../../src-domain/linkage/table-builder.ts'

export type PairDecision = { readonly kind: 'must' | 'cannot'; readonly a: string; readonly b: string }

/** Linking without a database: all records at once, in memory. */
export class MemoryLinkage implements LinkSource {
  readonly records = new Map<string, LinkRecord>()
  readonly #blocks = new Map<string, LinkRecord[]>()
  readonly #decisions: readonly PairDecision[]

  constructor(records: Iterable<LinkRecord>, decisions: readonly PairDecision[] = []) {
    this.#decisions = decisions
    for (const record of records) {
      this.records.set(record.key, record)
      for (const key of blockingKeys(record)) {
        const block = this.#blocks.get(key)
        if (block) block.push(record)
        else this.#blocks.set(key, [record])
      }
    }
  }

  neighbours(record: LinkRecord): readonly LinkRecord[] {
    const found = new Set<LinkRecord>()
    for (const key of blockingKeys(record)) {
      const block = this.#blocks.get(key) ?? []
      if (block.length <= largestBlock(key)) for (const other of block) if (other !== record) found.add(other)
    }
    return [...found]
  }

  must(record: LinkRecord): readonly LinkRecord[] {
    return this.#of('must', record.key).flatMap((key) => this.records.get(key) ?? [])
  }

  cannot(key: string): ReadonlySet<string> {
    return new Set(this.#of('cannot', key))
  }

  #of(kind: PairDecision['kind'], key: string): string[] {
    if (this.#decisions.length === 0) return []
    return this.#decisions.flatMap((one) =>
      one.kind !== kind ? [] : one.a === key ? [one.b] : one.b === key ? [one.a] : [],
    )
  }

  table(version = 1): FrequencyTable {
    const builder = new TableBuilder()
    const kinds = { id: 0, ph: 0, iy: 0, rm: 0, sb: 0 } as Record<string, number>
    const buildings = new Set<string>()
    const houses = new Set<string>()
    for (const record of this.records.values()) {
      builder.addRecord(record)
      for (const house of record.houses) houses.add(house)
      for (const building of record.buildings) buildings.add(building)
    }
    for (const [key, block] of this.#blocks) {
      const kind = key.slice(0, 2)
      kinds[kind] = (kinds[kind] ?? 0) + 1
      if (kind === 'ph') builder.addBlock('phone', block)
      if (kind === 'rm') builder.addBlock('home', block)
    }
    return builder.finish(version, {
      ids: kinds['id'] ?? 0,
      phones: kinds['ph'] ?? 0,
      rooms: (kinds['rm'] ?? 0) - houses.size,
      houses: houses.size,
      buildings: buildings.size,
    })
  }

  /** Every record's cluster and what is left to a person to decide. */
  run(table: FrequencyTable): { clusters: Cluster[]; maybe: Map<string, readonly MaybeLink[]> } {
    const graph = new LinkGraph(this, table)
    const decisions: Decisions = { cannot: (key) => this.cannot(key) }
    const done = new Set<string>()
    const clusters: Cluster[] = []
    const maybe = new Map<string, readonly MaybeLink[]>()
    for (const record of this.records.values()) {
      if (done.has(record.key)) continue
      const component = componentOf(record, graph)
      for (const one of component) {
        done.add(one.key)
        const links = graph.links(one).maybe
        if (links.length > 0) maybe.set(one.key, links)
      }
      clusters.push(...clustersOf(component, graph, decisions))
    }
    return { clusters, maybe }
  }
}
