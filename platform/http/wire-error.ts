import type { Directive } from '../../src-contract/sync/hello.ts'
import { wireProblems, type WireProblem, type WireProblemCode } from '../../src-contract/sync/problems.ts'

type More = {
  readonly expected?: number
  readonly directives?: Directive[]
  readonly sealingKey?: string
  readonly message?: string
}

/** A refusal on its way to the client; thrown inside a request and nowhere else, so that its transaction is rolled back. */
export class WireError extends Error {
  readonly code: WireProblemCode
  readonly more: More

  constructor(code: WireProblemCode, more: More = {}) {
    super(code)
    this.code = code
    this.more = more
  }

  get status(): number {
    return wireProblems[this.code].status
  }

  body(traceId: string): WireProblem {
    return { error: { code: this.code, retryable: wireProblems[this.code].retryable, traceId, ...this.more } }
  }
}
