import { createHmac, timingSafeEqual } from 'node:crypto'
import { refuse } from './codes.ts'
import { countOf, fieldsOf, instantOf, readTree, textOf } from './strict-fields.ts'

/** What a station has seen: nothing older counts from then on. The build carries a floor of its own. */
export type UpdateState = {
  readonly trust: number
  readonly counter: number
  readonly seq: number
  /** The newest instant that a signed status named, ms: time has passed it, whatever the PC's clock says. */
  readonly newest: number
}

const keys = ['trust', 'counter', 'seq', 'newest']

/**
 * @param text the state file, or null when there is none: the floor holds
 * @param key of the station, 32 bytes
 * @throws Refused UPD_STATE when somebody else wrote it
 */
export function readState(text: string | null, key: Uint8Array, floor: UpdateState): UpdateState {
  if (text === null) return floor
  const stored = parse(text, key)
  return {
    trust: Math.max(stored.trust, floor.trust),
    counter: Math.max(stored.counter, floor.counter),
    seq: Math.max(stored.seq, floor.seq),
    newest: Math.max(stored.newest, floor.newest),
  }
}

/** The state file's text. */
export function writeState(state: UpdateState, key: Uint8Array): string {
  return `${JSON.stringify({ ...fields(state), mac: mac(state, key) })}\n`
}

/** Without milliseconds: instants in signed documents have none. */
export function isoSecond(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

function fields({ trust, counter, seq, newest }: UpdateState) {
  return { trust, counter, seq, newest: isoSecond(newest) }
}

function mac(state: UpdateState, key: Uint8Array): string {
  return createHmac('sha256', key)
    .update(`beatbook update state 1\n${JSON.stringify(fields(state))}`)
    .digest('hex')
}

function parse(text: string, key: Uint8Array): UpdateState {
  try {
    const read = fieldsOf(readTree(Buffer.from(text, 'utf8')), [...keys, 'mac'])
    const state = {
      trust: countOf(read.get('trust'), 0),
      counter: countOf(read.get('counter'), 0),
      seq: countOf(read.get('seq'), 0),
      newest: instantOf(read.get('newest')),
    }
    const said = Buffer.from(textOf(read.get('mac'), /^[0-9a-f]{64}$/), 'hex')
    if (timingSafeEqual(said, Buffer.from(mac(state, key), 'hex'))) return state
  } catch {
    // Torn, edited and foreign are the same: it is not what this station wrote.
  }
  return refuse('UPD_STATE')
}
