/** One look at how much a replica takes, by the date of its backups. */
export type SizeAt = { readonly at: string; readonly bytes: number }

const DAY = 86_400_000

/**
 * In how many days the disk is full if the replica goes on growing as its backups did; null when that cannot be said: fewer than two
 * backups, less than a week between them, or no growth.
 * @param free bytes that are free
 * @param copies how many copies of the replica lie on the disk, itself included: each grows
 */
export function daysUntilFull(sizes: readonly SizeAt[], free: number, copies: number): number | null {
  const sorted = [...sizes].sort((a, b) => (a.at < b.at ? -1 : 1))
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return null
  const days = (Date.parse(last.at) - Date.parse(first.at)) / DAY
  const growth = last.bytes - first.bytes
  if (!(days >= 7) || growth <= 0) return null
  return Math.floor(free / ((growth / days) * Math.max(1, copies)))
}

const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  at: isText(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/),
  level: isText(/^(?:info|warn|error)$/),
  event: isText(/^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/),
  code: isText(/^(?:[a-z]+(?:\/[a-z-]+)?|SQLITE_[A-Z_]+|E[A-Z0-9_]+)$/),
  traceId: isText(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  method: isText(/^[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+$/),
  error: isText(/^[A-Z][A-Za-z]{0,40}$/),
  // Of the shell: what was refused, and which channel asked.
  what: isText(/^[a-z][a-z:-]{0,40}$/),
  channel: isText(/^[a-z]+:[a-z-]{1,40}$/),
  runtime: isText(/^\d{1,3}(?:\.\d{1,5}){1,3}$/),
  version: (value) => isNumber(value) || isText(/^\d{1,5}(?:\.\d{1,5}){1,2}$/)(value),
  resumed: (value) => typeof value === 'boolean',
  ms: isNumber,
  count: isNumber,
  bytes: isNumber,
  generation: isNumber,
  exitCode: isNumber,
}

/**
 * A line of a log with only what may leave the PC: names of events, codes, numbers. What stands in a log is clean already; this holds also
 * for a log that somebody else wrote into.
 * @returns null for a line that is none
 */
export function sharedLine(line: string): Record<string, unknown> | null {
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch {
    // Cut off by a power cut, or not ours.
    return null
  }
  if (typeof said !== 'object' || said === null) return null
  const kept = Object.entries(said).filter(([name, value]) => Object.hasOwn(fields, name) && fields[name]?.(value))
  return kept.some(([name]) => name === 'event') ? Object.fromEntries(kept) : null
}

function isText(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && value.length <= 80 && pattern.test(value)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}
