/** Where one record stands. `none`: this PC is not enrolled, or the record is not of a kind that is synced. */
export type RecordState = 'none' | 'here' | 'sent' | 'accepted' | 'conflict' | 'rejected'

/** What is known of a record's changes on this PC. */
export type RecordFacts = {
  /** Saved, and not yet handed over. */
  readonly marked: boolean
  /** Handed over and not answered. */
  readonly sent: boolean
  /** Refused by the platform, and nobody has done anything about it. */
  readonly rejected: boolean
  /** Somebody has to choose between two values. */
  readonly conflict: boolean
  /** The platform has it. */
  readonly known: boolean
}

/** The worst of what holds: a record is accepted only when nothing of it is anywhere else. */
export function recordStateOf(facts: RecordFacts): RecordState {
  if (facts.rejected) return 'rejected'
  if (facts.conflict) return 'conflict'
  if (facts.sent) return 'sent'
  if (facts.marked) return 'here'
  return facts.known ? 'accepted' : 'none'
}

export type StationState =
  'not-enrolled' | 'stopped' | 'syncing' | 'attention' | 'waiting' | 'offline' | 'unchecked' | 'synced'

export type StationFacts = {
  readonly enrolled: boolean
  /** The platform withdrew this PC's certificate, or refuses this program. */
  readonly stopped: boolean
  readonly running: boolean
  /** The last try failed. */
  readonly failed: boolean
  /** Records that exist only on this PC. */
  readonly waiting: number
  readonly conflicts: number
  readonly rejected: number
  /** Rows that the platform sent and that could not be shown yet. */
  readonly unshown: number
  /** The platform's signed roots were the same as this PC's, at the position at which it stands now. */
  readonly proven: boolean
}

/** One word for the frame. `synced` is said only when the digests were compared and nothing has happened since. */
export function stationStateOf(facts: StationFacts): StationState {
  if (!facts.enrolled) return 'not-enrolled'
  if (facts.stopped) return 'stopped'
  // What waits for a decision is said beside it: who is not told of an outage takes everything else to be at the platform.
  if (facts.failed) return 'offline'
  if (facts.conflicts > 0 || facts.rejected > 0) return 'attention'
  if (facts.running) return 'syncing'
  if (facts.waiting > 0) return 'waiting'
  return facts.proven && facts.unshown === 0 ? 'synced' : 'unchecked'
}
