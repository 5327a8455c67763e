import { stripVTControlCharacters } from 'node:util'

/**
 * Something that a person can put right. Its message is one sentence: what happened, what it means, and the command
 * that helps. The bootstrap prints the message alone; any other error is a bug and keeps its stack.
 */
export class BootstrapProblem extends Error {
  /**
   * @param {string} sentence the whole message for the person
   * @param {string} [detail] the end of the failing tool's own output, printed below the sentence
   */
  constructor(sentence, detail = '') {
    super(sentence)
    this.name = 'BootstrapProblem'
    this.detail = stripVTControlCharacters(detail).trim()
  }
}

/**
 * Writes a line for the person at the terminal. Always to stderr: stdout belongs to the program that is started, so
 * that `npm run -s cli -- ... | jq` works.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Announces a step before it runs and reports how long it took. Steps may overlap, so both lines name it.
 * @template T
 * @param {string} what for instance "Installing npm packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const started = performance.now()
  say(`- ${what} …`)
  const result = await work()
  say(`  ${what}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}
