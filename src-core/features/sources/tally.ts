import type {
  Declared,
  ImportCounts,
  ImportPreview,
  RowProblem,
} from '../../../src-contract/features/sources.contract.ts'
import { contentOf } from './content.rules.ts'
import type { HeldRecord } from './records.repo.ts'
import type { JudgedRow } from './row.rules.ts'

/** A row that an import writes. */
export type RowToWrite = {
  readonly nativeId: string
  readonly sourceTime: string | null
  readonly payload: Record<string, string>
  readonly text: string
  readonly hash: Buffer
  /** What it changes; undefined when it is new. */
  readonly held: HeldRecord | undefined
}

export type ProblemGroup = ImportPreview['problems'][number]

const mostExamples = 20

/**
 * Counts what an import of the rows would do. Of two rows with one identity the first counts and the later one is rejected: which of
 * them is right only the system's owner knows. Memory: the identities of one file.
 */
export class Tally {
  readonly #held: (nativeId: string) => HeldRecord | undefined
  readonly #seen = new Set<string>()
  readonly #groups = new Map<string, ProblemGroup>()
  #rows = 0
  #new = 0
  #changed = 0
  #unchanged = 0
  #rejected = 0
  #heldInFile = 0
  #newest: string | null = null

  constructor(held: (nativeId: string) => HeldRecord | undefined) {
    this.#held = held
  }

  /** @returns what has to be written, or null for a row that is rejected or brings nothing new */
  take(row: JudgedRow): RowToWrite | null {
    this.#rows += 1
    const repeated = row.nativeId !== null && this.#seen.has(row.nativeId)
    const held = row.nativeId === null || repeated ? undefined : this.#held(row.nativeId)
    if (row.nativeId !== null) this.#seen.add(row.nativeId)
    if (held) this.#heldInFile += 1
    for (const problem of row.problems) this.#note(problem)
    if (repeated) this.#note({ row: row.row, field: '', kind: 'duplicate-in-file', severity: 'error' })
    if (row.rejected || repeated || row.nativeId === null) {
      this.#rejected += 1
      return null
    }
    if (row.sourceTime !== null && (this.#newest === null || row.sourceTime > this.#newest))
      this.#newest = row.sourceTime
    const { text, hash } = contentOf(row.payload)
    if (held?.content_hash.equals(hash)) {
      this.#unchanged += 1
      return null
    }
    if (held) this.#changed += 1
    else this.#new += 1
    return { nativeId: row.nativeId, sourceTime: row.sourceTime, payload: row.payload, text, hash, held }
  }

  /** A row of a file whose columns do not suffice to read it. */
  refuse(row: number, missing: readonly string[]): void {
    this.#rows += 1
    this.#rejected += 1
    for (const field of missing) this.#note({ row, field, kind: 'required-missing', severity: 'error' })
  }

  /** Newest time of change among the accepted rows, ISO UTC. */
  get newest(): string | null {
    return this.#newest
  }

  /** @param heldTotal records held of the system */
  counts(declared: Declared, heldTotal: number): ImportCounts {
    return {
      rows: this.#rows,
      new: this.#new,
      changed: this.#changed,
      unchanged: this.#unchanged,
      notInFile: declared === 'full' ? heldTotal - this.#heldInFile : null,
      rejected: this.#rejected,
    }
  }

  /** Errors first, then the most frequent. */
  problems(): ProblemGroup[] {
    return [...this.#groups.values()].sort(
      (a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error') || b.count - a.count,
    )
  }

  #note(problem: RowProblem): void {
    const key = `${problem.severity} ${problem.kind} ${problem.field}`
    const group = this.#groups.get(key)
    if (group === undefined) {
      const { kind, field, severity } = problem
      this.#groups.set(key, { kind, field, severity, count: 1, examples: [problem] })
      return
    }
    group.count += 1
    if (group.examples.length < mostExamples) group.examples.push(problem)
  }
}
