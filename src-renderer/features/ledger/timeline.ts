import type { EntryEvent, EntryVersion } from '../../../src-contract/features/ledger.shapes.ts'

/** One line of an entry's history: a version that was filed, or a step that was taken. */
export type TimelineItem = ({ is: 'version' } & EntryVersion) | ({ is: 'event' } & EntryEvent)

/**
 * Versions and steps in one line, newest first. An event that only says that a version was filed tells nothing new and is left out;
 * at the same instant a step stands above the version that it was taken on.
 */
export function timelineOf(versions: readonly EntryVersion[], events: readonly EntryEvent[]): TimelineItem[] {
  const filedAt = new Set(versions.map((one) => one.at))
  return [
    ...versions.map((one) => ({ is: 'version' as const, ...one })),
    ...events
      .filter((one) => one.transition !== null || !filedAt.has(one.at))
      .map((one) => ({ is: 'event' as const, ...one })),
  ].sort((a, b) =>
    a.at === b.at
      ? rank(a) - rank(b) || (a.is === 'version' && b.is === 'version' ? b.version - a.version : 0)
      : a.at < b.at
        ? 1
        : -1,
  )
}

function rank(item: TimelineItem): number {
  return item.is === 'event' ? 0 : 1
}
