import type { SystemId } from '../../src-contract/systems.ts'

export type JudgedRecord = {
  readonly key: string
  readonly system: SystemId
  /** A valid ID number was delivered. */
  readonly hasId: boolean
  /** Who it is truly about; null for strangers. */
  readonly person: string | null
  readonly cluster: number
}
export type JudgedReview = { readonly a: string; readonly b: string }

type Recall = { pairs: number; automatic: number; withReview: number }
type Precision = { pairs: number; wrong: number; precision: number }

export type LinkageQuality = {
  /** Pairs of records that stand in one file without anybody having decided. Two strangers' records are not judged: nobody knows. */
  automatic: Precision
  /** Pairs that are truly one person: recall over all seven systems' people and calls. */
  all: Recall
  /** Without calls: JZ, WG, WY, ZJ, MZ. */
  people: Recall
  /** Pairs with a call (JCJ): a part of them has no name, and a phone that no register knows. */
  calls: Recall
  peopleByIdNumbers: Record<'bothSides' | 'oneSide' | 'noSide', Recall>
  /** Of people: at least one side has no valid ID number. */
  peopleWithoutIdOnOneSide: Recall
  allWithoutIdOnOneSide: Recall
  bySystems: Record<string, Recall & { wrong: number }>
  review: { items: number; right: number; share: number; per1000Records: number }
}

/**
 * Holds links against the truth. `withReview` counts what a person would link who goes through the review list and decides every item
 * rightly: right items join their two files, wrong ones do nothing.
 */
export function linkageQuality(records: readonly JudgedRecord[], reviews: readonly JudgedReview[]): LinkageQuality {
  const byKey = new Map(records.map((record) => [record.key, record]))
  const joined = new Joined()
  const review = { items: 0, right: 0 }
  for (const { a, b } of reviews) {
    const left = byKey.get(a)
    const right = byKey.get(b)
    if (!left || !right || left.cluster === right.cluster) continue
    review.items += 1
    if (left.person === null || left.person !== right.person) continue
    review.right += 1
    joined.join(left.cluster, right.cluster)
  }
  const counts = new Counts()
  for (const group of grouped(records, (record) => record.person).values())
    eachPair(group, (a, b) =>
      counts.addTrue(a, b, a.cluster === b.cluster, joined.of(a.cluster) === joined.of(b.cluster)),
    )
  const automatic = { pairs: 0, wrong: 0 }
  for (const group of grouped(records, (record) => record.cluster).values())
    eachPair(group, (a, b) => {
      if (a.person === null && b.person === null) return
      automatic.pairs += 1
      if (a.person === b.person) return
      automatic.wrong += 1
      counts.addWrong(a, b)
    })
  return {
    automatic: { ...automatic, precision: share(automatic.pairs - automatic.wrong, automatic.pairs) },
    ...counts.result(),
    review: {
      ...review,
      share: share(review.right, review.items),
      per1000Records: Math.round((review.items * 10_000) / records.length) / 10,
    },
  }
}

class Counts {
  readonly #cells = new Map<string, { pairs: number; automatic: number; withReview: number; wrong: number }>()

  addTrue(a: JudgedRecord, b: JudgedRecord, automatic: boolean, withReview: boolean): void {
    for (const name of cellsOf(a, b)) {
      const cell = this.#cell(name)
      cell.pairs += 1
      if (automatic) cell.automatic += 1
      if (withReview) cell.withReview += 1
    }
  }

  addWrong(a: JudgedRecord, b: JudgedRecord): void {
    this.#cell(systemsOf(a, b)).wrong += 1
  }

  result(): Omit<LinkageQuality, 'automatic' | 'review'> {
    const recall = (name: string): Recall => {
      const { pairs, automatic, withReview } = this.#cell(name)
      return { pairs, automatic: share(automatic, pairs), withReview: share(withReview, pairs) }
    }
    const systems = [...this.#cells.keys()].filter((name) => name.includes('-')).sort()
    return {
      all: recall('all'),
      people: recall('people'),
      calls: recall('calls'),
      peopleByIdNumbers: { bothSides: recall('ids 2'), oneSide: recall('ids 1'), noSide: recall('ids 0') },
      peopleWithoutIdOnOneSide: recall('people no id'),
      allWithoutIdOnOneSide: recall('all no id'),
      bySystems: Object.fromEntries(systems.map((name) => [name, { ...recall(name), wrong: this.#cell(name).wrong }])),
    }
  }

  #cell(name: string) {
    const known = this.#cells.get(name)
    if (known) return known
    const cell = { pairs: 0, automatic: 0, withReview: 0, wrong: 0 }
    this.#cells.set(name, cell)
    return cell
  }
}

function cellsOf(a: JudgedRecord, b: JudgedRecord): string[] {
  const ids = Number(a.hasId) + Number(b.hasId)
  const call = a.system === 'JCJ' || b.system === 'JCJ'
  const cells = ['all', call ? 'calls' : 'people', systemsOf(a, b)]
  if (!call) cells.push(`ids ${ids}`)
  if (ids < 2) cells.push('all no id', ...(call ? [] : ['people no id']))
  return cells
}

function systemsOf(a: JudgedRecord, b: JudgedRecord): string {
  return [a.system, b.system].sort().join('-')
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.round((part / whole) * 100_000) / 100_000
}

function grouped<K>(records: readonly JudgedRecord[], by: (record: JudgedRecord) => K | null): Map<K, JudgedRecord[]> {
  const groups = new Map<K, JudgedRecord[]>()
  for (const record of records) {
    const key = by(record)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(record)
    else groups.set(key, [record])
  }
  return groups
}

function eachPair(group: readonly JudgedRecord[], visit: (a: JudgedRecord, b: JudgedRecord) => void): void {
  group.forEach((a, at) => {
    for (let other = at + 1; other < group.length; other += 1) visit(a, group[other] as JudgedRecord)
  })
}

/** Files that right answers bring together. */
class Joined {
  readonly #parents = new Map<number, number>()

  of(cluster: number): number {
    let at = cluster
    for (let next = this.#parents.get(at); next !== undefined; next = this.#parents.get(at)) at = next
    return at
  }

  join(a: number, b: number): void {
    const left = this.of(a)
    const right = this.of(b)
    if (left !== right) this.#parents.set(left, right)
  }
}
