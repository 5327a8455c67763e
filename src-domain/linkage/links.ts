import type { FrequencyTable } from './frequency-table.ts'
import type { LinkRecord } from './link-record.ts'
import { bitsAhead, judge, type AutoRule, type Judged, type ReviewReason } from './verdict.ts'

/** Where linking finds records; the caller keeps them (in memory or in tables). */
export type LinkSource = {
  /** All other records that share a usable blocking key with this one. */
  neighbours(record: LinkRecord): readonly LinkRecord[]
  /** Records that somebody said are the same person as this one. */
  must(record: LinkRecord): readonly LinkRecord[]
}

export type AutoLink = { readonly to: LinkRecord; readonly rule: AutoRule; readonly total: number }
export type MaybeLink = { readonly to: LinkRecord; readonly reason: ReviewReason; readonly total: number }
export type Links = { readonly auto: readonly AutoLink[]; readonly maybe: readonly MaybeLink[] }

/**
 * What one record alone would be linked to. A link by score stands only when no other candidate, who is not the same person, comes
 * within three bits. Depends on the record's neighbours and on nothing else.
 */
export function candidatesOf(record: LinkRecord, source: LinkSource, table: FrequencyTable): Links {
  const auto: AutoLink[] = []
  const maybe: MaybeLink[] = []
  for (const to of source.neighbours(record)) {
    const { verdict, total } = judge(record, to, table)
    if (verdict.link === 'auto') auto.push({ to, rule: verdict.rule, total })
    else if (verdict.link === 'review') maybe.push({ to, reason: verdict.reason, total })
  }
  const kept: AutoLink[] = []
  for (const link of auto) {
    const rival = link.rule === 'score' && hasRunnerUp(link, auto, maybe, table)
    if (rival) maybe.push({ to: link.to, reason: 'runner-up', total: link.total })
    else kept.push(link)
  }
  return { auto: kept, maybe }
}

function hasRunnerUp(
  link: AutoLink,
  auto: readonly AutoLink[],
  maybe: readonly MaybeLink[],
  table: FrequencyTable,
): boolean {
  const close = (other: { to: LinkRecord; total: number }): boolean =>
    other.to !== link.to && other.total > link.total - bitsAhead && apart(judge(link.to, other.to, table))
  return auto.some(close) || maybe.some(close)
}

function apart({ verdict }: Judged): boolean {
  return verdict.link === 'none' || (verdict.link === 'review' && verdict.reason === 'id-conflict')
}

/** Links as both sides see them; remembers what was worked out, so one instance must not outlive a change of the records. */
export class LinkGraph {
  readonly source: LinkSource
  readonly table: FrequencyTable
  readonly #candidates = new Map<string, Links>()

  constructor(source: LinkSource, table: FrequencyTable) {
    this.source = source
    this.table = table
  }

  candidates(record: LinkRecord): Links {
    const known = this.#candidates.get(record.key)
    if (known) return known
    const found = candidatesOf(record, this.source, this.table)
    this.#candidates.set(record.key, found)
    return found
  }

  /** Automatic links that hold from both sides; what only one side accepts is a runner-up case for review. */
  links(record: LinkRecord): Links {
    const own = this.candidates(record)
    const auto: AutoLink[] = []
    const maybe = [...own.maybe]
    for (const link of own.auto) {
      const back = link.rule !== 'score' || this.candidates(link.to).auto.some(({ to }) => to.key === record.key)
      if (back) auto.push(link)
      else maybe.push({ to: link.to, reason: 'runner-up', total: link.total })
    }
    return { auto, maybe }
  }
}
