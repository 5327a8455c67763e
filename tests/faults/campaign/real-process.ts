import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The process ended before it answered. */
export class Gone extends Error {}

/** A process that answers one line to one line, in the order in which it was asked. */
export class LineProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  readonly #exited: Promise<void>

  constructor(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], { env })
    this.#child.stderr.on('data', (text: Buffer) => process.stderr.write(text))
    this.#child.stdin.on('error', () => undefined)
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()))
  }

  /** @throws Gone */
  async line(): Promise<string> {
    const next = await this.#lines.next()
    if (next.done === true) throw new Gone('the process ended')
    return next.value
  }

  /** @throws Gone */
  async ask<T>(command: unknown): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`)
    return (JSON.parse(await this.line()) as { value: T }).value
  }

  /** SIGKILL: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }
}
