import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { OutsideAnswer } from '../../../src-contract/features/outside.contract.ts'

type Next = OutputOf<'outside.next'>

/** A question that was sent, the answers that have come, and whoever waits for the next. */
export class RunningAsk {
  readonly askId: string
  readonly abort = new AbortController()
  readonly #answers: OutsideAnswer[] = []
  #ended: { problem: Next['problem'] } | null = null
  #waiting: (() => void)[] = []

  constructor(askId: string) {
    this.askId = askId
  }

  add(answer: OutsideAnswer): void {
    this.#answers.push(answer)
    this.#tell()
  }

  end(problem: Next['problem']): void {
    this.#ended ??= { problem }
    this.#tell()
  }

  get answers(): readonly OutsideAnswer[] {
    return this.#answers
  }

  /** Answers behind the first `seen`, as soon as there is one or the question has ended. */
  async next(seen: number, signal: AbortSignal): Promise<Next> {
    while (this.#answers.length <= seen && this.#ended === null && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    return {
      answers: this.#answers.slice(seen),
      done: this.#ended !== null,
      problem: this.#ended?.problem ?? null,
    }
  }

  #tell(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

const running = new WeakMap<Session, RunningAsk>()

/** The session's question from now on; the one before ends. */
export function begin(session: Session, askId: string): RunningAsk {
  const before = running.get(session)
  before?.abort.abort()
  before?.end(null)
  const ask = new RunningAsk(askId)
  running.set(session, ask)
  return ask
}

export function runningAsk(session: Session, askId: string): RunningAsk | undefined {
  const ask = running.get(session)
  return ask?.askId === askId ? ask : undefined
}
