import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { Misuse } from '../../cli/arguments.ts'
import { Refusal } from './refusal.ts'

/** Answers with the passphrase of a key file. */
export type Passphrase = (p12: string) => Promise<string>

/** The first line of a file, for who signs without anybody there: the feed's timer. */
export function passphraseIn(file: string): Passphrase {
  return async () => {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Refusal(`The passphrase file ${file} cannot be read.`)
    })
    return text.split(/\r?\n/)[0] ?? ''
  }
}

/** Asks at the terminal; what is typed is not shown and goes nowhere. */
export const askPassphrase: Passphrase = (p12) => {
  if (!process.stdin.isTTY)
    throw new Misuse('There is no terminal to ask for the passphrase at; name --passphrase-file.')
  process.stderr.write(`Passphrase of ${p12}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  return new Promise((resolve, reject) => {
    let typed: string | null = null
    lines.once('line', (line) => {
      typed = line
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      process.stderr.write('\n')
      if (typed === null) reject(new Refusal('Nothing was signed.'))
      else resolve(typed)
    })
  })
}
