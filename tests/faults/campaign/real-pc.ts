import type { Position } from '../../../src-contract/sync/protocol.ts'
import type { FaultProxy } from './fault-proxy.ts'
import type { PcCommand } from './pc.child.ts'
import { Prng } from './prng.ts'
import { Gone, type LineProcess } from './real-process.ts'

/** Where a PC's process is; another one takes its place when it is killed. */
export type Seat = { process: LineProcess }

type Given = {
  readonly name: string
  readonly dir: string
  readonly key: readonly [string, string, string]
  readonly proxy: FaultProxy
  readonly seat: Seat
  readonly startPc: () => LineProcess
  readonly seed: string
  readonly ms: number
}

/** A PC of a schedule: a replica in a folder, and the process that has it open now. */
export class RealPc {
  readonly name: string
  readonly proxy: FaultProxy
  /** Own numbers, so that what one PC meets does not depend on how far the other one is. */
  readonly prng: Prng
  /** What was acknowledged here. */
  readonly tokens: string[] = []
  cursor: Position | null = null
  readonly #given: Given
  #ms: number
  #made = 0
  #restarting: Promise<void> = Promise.resolve()

  constructor(given: Given) {
    this.#given = given
    this.name = given.name
    this.proxy = given.proxy
    this.prng = new Prng(`${given.seed} ${given.name}`)
    this.#ms = given.ms
  }

  /** A value that occurs nowhere else. */
  token(): string {
    this.#made += 1
    return `值〔${this.name}${this.#made}〕`
  }

  async open(): Promise<void> {
    const { dir, key } = this.#given
    await this.ask({ do: 'open', dir, key, ms: this.#ms })
  }

  /** @throws Gone when the process is killed meanwhile */
  ask<T>(command: PcCommand): Promise<T> {
    return this.#given.seat.process.ask<T>(command)
  }

  /** Asks whichever process the PC has, also beside what it is doing. */
  async askWhoever<T>(command: PcCommand): Promise<T> {
    for (;;) {
      await this.#restarting
      try {
        return await this.ask<T>(command)
      } catch (error) {
        if (!(error instanceof Gone)) throw error
      }
    }
  }

  /** SIGKILL, and a new process on the same folder. */
  async restart(): Promise<void> {
    const { seat, startPc } = this.#given
    this.#ms += 60_000
    this.#restarting = (async () => {
      await seat.process.kill()
      seat.process = startPc()
      await this.open()
    })()
    await this.#restarting
  }
}
