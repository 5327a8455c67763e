import type { Answered, Delivery } from './simulated-systems.ts'

/** What a system is handed, and what to do with what it says. */
export type Outgoing = {
  readonly delivery: Delivery
  /** Writes the answer into the station's rows, if it still is about what is there. */
  settle(answer: Answered): Promise<void>
  /** The system is down: nothing reached it. */
  notSent?(): Promise<void>
  /** No answer came: nobody knows whether it reached the system. */
  unanswered?(): Promise<void>
}
