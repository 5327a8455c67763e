import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { EnvelopeSet } from '../../src-updates/verify-update.ts'
import type { UpdateEvent } from '../../src-contract/shell-core.ts'
import { numberIn } from './versions.ts'

/** Events that are kept until they can be audited: the oldest give way. */
const MOST_EVENTS = 500

/** The files of this user's app in which an update is prepared: state with its key, the offer and the package. Nothing personal. */
export class UpdateFolder {
  readonly dir: string

  constructor(dir: string) {
    this.dir = dir
  }

  /** The offer in hand, as it is handed to whoever installs: the envelopes, and the package under `package/`. */
  get offer(): string {
    return join(this.dir, 'offer')
  }

  /** Where the package is fetched to. */
  get packages(): string {
    return join(this.offer, 'package')
  }

  /** 32 bytes that only this station knows. */
  stateKey(): Buffer {
    const path = join(this.dir, 'key')
    const found = existsSync(path) ? readFileSync(path) : null
    if (found?.length === 32) return found
    const key = randomBytes(32)
    this.#put('key', key)
    return key
  }

  state(): string | null {
    const path = join(this.dir, 'state.json')
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  }

  keepState(text: string): void {
    this.#put('state.json', text)
  }

  /** The held version that is in the events already. */
  toldHeld(): number | null {
    return numberIn(join(this.dir, 'told-held'))
  }

  keepToldHeld(seq: number): void {
    this.#put('told-held', `${seq}\n`)
  }

  /** The last step of the database when somebody last opened it; null before that. */
  databaseStep(): number | null {
    return numberIn(join(this.dir, 'database-step'))
  }

  keepDatabaseStep(step: number): void {
    if (this.databaseStep() !== step) this.#put('database-step', `${step}\n`)
  }

  keepOffer(offer: EnvelopeSet, firstTrust: number): void {
    mkdirSync(this.offer, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(this.offer)) if (name.endsWith('.json')) rmSync(join(this.offer, name))
    for (const [name, bytes] of namesOf(offer, firstTrust))
      writeFileSync(join(this.offer, name), bytes, { flush: true })
  }

  /** Removes offer and package: nothing of what was refused stays. */
  clear(): void {
    rmSync(this.offer, { recursive: true, force: true })
  }

  addEvent(event: UpdateEvent): void {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 })
    appendFileSync(join(this.dir, 'events.jsonl'), `${JSON.stringify(event)}\n`, { mode: 0o600 })
  }

  /** Hands over what has not been audited. They are kept until `forgetEvents`. */
  events(): UpdateEvent[] {
    const path = join(this.dir, 'events.jsonl')
    if (!existsSync(path)) return []
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean).slice(-MOST_EVENTS)
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as UpdateEvent]
      } catch {
        // A line that a power cut left in the middle.
        return []
      }
    })
  }

  /** @param count of the events that are in the trail now; later ones stay */
  forgetEvents(count: number): void {
    const rest = this.events().slice(count)
    if (rest.length === 0) return rmSync(join(this.dir, 'events.jsonl'), { force: true })
    this.#put('events.jsonl', `${rest.map((event) => JSON.stringify(event)).join('\n')}\n`)
  }

  #put(name: string, content: string | Buffer): void {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 })
    const path = join(this.dir, name)
    writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true })
    renameSync(`${path}.new`, path)
  }
}

/** File names and contents of a set of envelopes, as a feed has them. */
export function namesOf(offer: EnvelopeSet, firstTrust: number): [string, Uint8Array][] {
  return [
    ...offer.trust.map((bytes, at): [string, Uint8Array] => [`trust-${firstTrust + at}.json`, bytes]),
    ['release.json', offer.release],
    ['status.json', offer.status],
  ]
}
