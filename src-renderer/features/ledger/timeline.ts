import type { EntryDecision, EntryEvent, EntryVersion } from '../../../src-contract/features/ledger.shapes.ts'

/** One line of an entry's history: a version that was filed, a step that was taken, or a decision between two people's values. */
export type TimelineItem =
  ({ is: 'version' } & EntryVersion) | ({ is: 'event' } & EntryEvent) | ({ is: 'decision' } & EntryDecision)

/**
 * Versions, steps and decisions in one line, newest first. An event that only says that a version was filed tells nothing new and is left out;
 * at the same instant a step stands above the version that it was taken on.
 */
export function timelineOf(
  versions: readonly EntryVersion[],
  events: readonly EntryEvent[],
  decisions: readonly EntryDecision[] = [],
): TimelineItem[] {
  const filedAt = new Set(versions.map((one) => one.at))
  return [
    ...versions.map((one) => ({ is: 'version' as const, ...one })),
    ...events
      .filter((one) => one.transition !== null || !filedAt.has(one.at))
      .map((one) => ({ is: 'event' as const, ...one })),
    ...decisions.map((one) => ({ is: 'decision' as const, ...one })),
  ].sort((a, b) =>
    a.at === b.at
      ? rank(a) - rank(b) || (a.is === 'version' && b.is === 'version' ? b.version - a.version : 0)
      : a.at < b.at
        ? 1
        : -1,
  )
}

function rank(item: TimelineItem): number {
  return item.is === 'version' ? 1 : 0
}
