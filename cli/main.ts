import { failure, type Result } from '../src-contract/errors.ts'
import { methods, type MethodName } from '../src-contract/contract.ts'
import type { Printed } from './answer.ts'
import { Misuse, readArguments } from './arguments.ts'

const stationOptions = ['dir', 'user', 'passphrase-file']

const usage = `Usage: npm run cli -- COMMAND
  demo --dir D [--people N] [--entries N] [--beats N] [--seed S] [--defects FILE] [--unlinked] [--in-use]
                                                           a demo station with users, records, ledger, truth and export files
  call --dir D --user U --passphrase-file F METHOD JSON     one method; prints its envelope
  import-source --dir D --user U --passphrase-file F --system WY --file X [--declared full|changes] [--dry-run] [--accept-older]
  check --dir D --user U --passphrase-file F                every table, index and the audit chain, read to the end
  score --inputs FILE [--scheme 1.0.0|FILE] [--explain] [--json]      one officer's score from a file of inputs, no database
  draw --frame FILE --officer O --seed S [--n 12] [--hash H] [--json] an audit sample again, from its frame and its dice
  verify-update FILE --at TIME --state STATE [--file PACKAGE] [--json]  whether a station would install this set of signed metadata
  verify-report FILE.pdf|FILE.json [--json]                a released report, computed again from the snapshot inside it, no database
  methods --json                                            all methods with roles, error codes and JSON Schemas
The passphrase file holds the passphrase on its first line, or is a demo-users.json.
Exit code: 0 done, 1 an expected error (its envelope is printed), 2 misuse.`

/**
 * Machine output goes to stdout alone; everything for people goes to stderr. Each command loads only what it needs, so that
 * `methods` answers at once.
 */
async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv
  switch (command) {
    case 'demo': {
      const { makeDemo } = await import('./demo.ts')
      return print(
        await makeDemo(
          readArguments(rest, ['dir', 'people', 'entries', 'beats', 'seed', 'defects'], ['unlinked', 'in-use']),
        ),
      )
    }
    case 'call': {
      const args = readArguments(rest, [...stationOptions, 'operation-id'], [])
      const [method, json = '{}'] = args.words
      if (method === undefined) throw new Misuse('Which method? "npm run cli -- methods --json" lists them.')
      const input = parseJson(json)
      if (!methods.has(method)) return print(failure('rpc/unknown-method'))
      const { asUser, call } = await import('./session.ts')
      return print(
        await asUser(args, (core) =>
          call(core, method as MethodName, input as never, args.options.get('operation-id')),
        ),
      )
    }
    case 'import-source': {
      const args = readArguments(rest, [...stationOptions, 'system', 'file', 'declared'], ['dry-run', 'accept-older'])
      const [{ asUser }, { importSource }] = await Promise.all([import('./session.ts'), import('./import-source.ts')])
      return print(await asUser(args, (core) => importSource(core, args)))
    }
    case 'check': {
      const args = readArguments(rest, stationOptions, [])
      const { asUser, call } = await import('./session.ts')
      const result = await asUser(args, (core) => call(core, 'core.check', {}))
      const whole = result.ok && (result.value as { ok: boolean }).ok
      return Math.max(print(result), whole ? 0 : 1)
    }
    case 'score': {
      const { scoreCommand } = await import('./score.ts')
      return show(await scoreCommand(rest))
    }
    case 'draw': {
      const { drawCommand } = await import('./draw.ts')
      return show(await drawCommand(rest))
    }
    case 'verify-update': {
      const { verifyUpdateCommand } = await import('./verify-update.ts')
      return show(await verifyUpdateCommand(rest))
    }
    case 'verify-report': {
      const { verifyReportCommand } = await import('./verify-report.ts')
      return show(await verifyReportCommand(rest))
    }
    case 'methods': {
      readArguments(rest, [], ['json'])
      const { describeMethods } = await import('./methods.ts')
      process.stdout.write(`${JSON.stringify(describeMethods(), null, 2)}\n`)
      return 0
    }
    default:
      throw new Misuse(usage)
  }
}

function print(result: Result<unknown>): number {
  process.stdout.write(`${JSON.stringify(result, bytesAsBase64, 2)}\n`)
  return result.ok ? 0 : 1
}

function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

function show({ out, err, exitCode }: Printed): number {
  process.stdout.write(out)
  process.stderr.write(err)
  return exitCode
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Misuse('The input is not JSON; quote it for the shell, as in \'{"text":"zs","purpose":"P02"}\'.')
  }
}

// A reader that closes early (`| head`) ends the output, not the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
