/** What an auditor is told of at once: many files or plain values in a short time, a whole family, somebody who bears a colleague's name. */
export const unusualKinds = ['many-files', 'many-reveals', 'family', 'colleague'] as const
export type UnusualKind = (typeof unusualKinds)[number]

/** An act as the trail has it. */
export type Act = {
  /** ISO UTC. */
  readonly at: string
  readonly action: string
  readonly record: string | null
  readonly result: string
}

/** More in so many minutes than a desk needs: thirty files in ten minutes are one every twenty seconds. */
export const limits = {
  files: { most: 30, minutes: 10 },
  reveals: { most: 20, minutes: 10 },
  family: { members: 4, minutes: 30 },
  /** The same notice is not raised again so soon. */
  quietMinutes: 60,
} as const

function within(acts: readonly Act[], now: string, minutes: number): Act[] {
  const since = minutesBefore(now, minutes)
  return acts.filter(({ at }) => at > since)
}

/** Instants are all of one form, so that their texts stand in the order of time. */
export function minutesBefore(now: string, minutes: number): string {
  return new Date(Date.parse(now) - minutes * 60_000).toISOString()
}

/** Files that somebody opened lately, each once. */
export function filesOpened(acts: readonly Act[], now: string, minutes: number): Set<string> {
  const records = within(acts, now, minutes)
    .filter(({ action, result }) => action === 'view' && result === 'ok')
    .flatMap(({ record }) => (record?.startsWith('subject:') ? [record] : []))
  return new Set(records)
}

/**
 * Which volumes are unusual after the newest of somebody's acts.
 * @param acts of one account, this one included, at least those of the last hour
 */
export function unusualVolumes(acts: readonly Act[], now: string): { kind: UnusualKind; count: number }[] {
  const files = filesOpened(acts, now, limits.files.minutes).size
  const reveals = within(acts, now, limits.reveals.minutes).filter(
    ({ action, result }) => action === 'reveal' && result === 'ok',
  ).length
  return [
    ...(files > limits.files.most ? [{ kind: 'many-files' as const, count: files }] : []),
    ...(reveals > limits.reveals.most ? [{ kind: 'many-reveals' as const, count: reveals }] : []),
  ]
}

/** Whether the same was noticed so lately that it would say nothing new. A colleague is noticed once a file. */
export function noticedBefore(acts: readonly Act[], now: string, kind: UnusualKind, record: string): boolean {
  return within(acts, now, limits.quietMinutes).some(
    (act) => act.action === 'unusual' && act.result === kind && (kind !== 'colleague' || act.record === record),
  )
}
