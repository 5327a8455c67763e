import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { verifyReport, type Difference, type Verdict } from '../src-core/features/reports/signing/verify-report.ts'
import { printed, refusal, type Answer, type Printed } from './answer.ts'
import { Misuse, readArguments } from './arguments.ts'

const MOST_BYTES = 128 * 1024 * 1024

/**
 * Whether a released report, PDF or JSON, is what its own snapshot gives: hash, figures, pages, signature. No database is asked.
 */
export async function verifyReportCommand(argv: readonly string[]): Promise<Printed> {
  const args = readArguments(argv, [], ['json'])
  const [path, ...more] = args.words
  if (path === undefined || more.length > 0) throw new Misuse('Which report? verify-report FILE.pdf or FILE.json')
  const file = await bytesOf(path)
  if (typeof file === 'string') return printed(refusal('verify/file-unreadable', file), args.options.has('json'))
  return printed(answerOf(await verifyReport(file), path), args.options.has('json'))
}

async function bytesOf(path: string): Promise<Uint8Array | string> {
  try {
    await using file = await open(resolve(path), 'r')
    const { size } = await file.stat()
    if (size > MOST_BYTES) return `The report ${path} is too large to be one.`
    return new Uint8Array(await file.readFile())
  } catch {
    return `The report ${path} cannot be opened.`
  }
}

const unreadable: Readonly<Record<Extract<Verdict, { read: false }>['problem'], string>> = {
  'not-a-report': 'is neither a PDF nor a report file',
  'no-snapshot': 'carries no snapshot: it is not a report of this program, or somebody took it out',
  'not-json': 'carries a snapshot that is damaged',
  shape: 'carries a snapshot that is not one of this version',
  engine: 'was computed by another version of the engine; use the program of that version',
  scheme: 'carries a scheme that was changed or is damaged',
  inputs: 'carries inputs that cannot be scored',
}

function answerOf(verdict: Verdict, path: string): Answer {
  if (!verdict.read) return refusal('verify/unreadable', `The report ${path} ${unreadable[verdict.problem]}.`)
  const { about, signature, differences } = verdict
  const facts = { ...about, ...signatureFacts(verdict) }
  if (differences.length === 0) return { ok: true, verdict: 'the report is what its snapshot gives', ...facts }
  const sentences = differences.map(sentence)
  return {
    ...refusal('verify/differs', `The report ${path} is not what its snapshot gives: ${sentences.join('; ')}.`),
    ...facts,
    signature: signature?.state ?? 'none',
    differences,
  }
}

function signatureFacts({ signature }: Extract<Verdict, { read: true }>): Record<string, string> {
  if (signature === null || signature.state !== 'good') return { signature: signature?.state ?? 'none' }
  const { name, issuer, fingerprint, signedAt } = signature.signer
  return { signature: 'good (CMS, not PAdES-LTV)', signer: name, issuer, certificateSha256: fingerprint, signedAt }
}

const signatureSentences: Readonly<Record<string, string>> = {
  several: 'it was signed more than once',
  appended: 'something was added after it was signed',
  gap: 'its signature does not cover the whole file',
  structure: 'its signature is not one that reports have',
  altered: 'it was altered after it was signed',
  signature: 'its signature was not made by the certificate in it',
  'certificate-time': 'its certificate was not valid when it was signed',
}

function sentence(difference: Difference): string {
  switch (difference.what) {
    case 'hash':
      return `the snapshot's SHA-256 is ${difference.computed}, the report names ${difference.file}`
    case 'result':
      return `${difference.key} is ${difference.file}, computed ${difference.computed}`
    case 'signature':
      return signatureSentences[difference.problem] ?? difference.problem
    case 'pages':
      return 'its pages are not those that this version prints from the snapshot'
  }
}
