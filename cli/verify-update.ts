import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { UpdateCode } from '../src-updates/codes.ts'
import type { UpdateFile } from '../src-updates/documents.ts'
import { fileCheck } from '../src-updates/update-file.ts'
import { verifyUpdate, type VerifiedUpdate } from '../src-updates/verify-update.ts'
import { writeAtomically } from '../src-core/store/atomic-file.ts'
import type { Printed } from './answer.ts'
import { Misuse, needed, readArguments } from './arguments.ts'
import { readOfferFile } from './update-offer.ts'

/** A station keeps a key of its own; a set that is checked by hand has no secret. */
const STATE_KEY = Buffer.alloc(32, 'verify-update')
/** A handful of envelopes of at most 64 KiB. */
const MOST_BYTES = 8 * 1024 * 1024

type Verdict = { ok: true; value: VerifiedUpdate } | { ok: false; code: UpdateCode }

/**
 * Whether a station would install what a file of envelopes offers: `OK`, or the code of the refusal (docs/updates.md has the format). The
 * state file is replaced when the answer is yes, and then only.
 */
export async function verifyUpdateCommand(argv: readonly string[]): Promise<Printed> {
  const args = readArguments(argv, ['at', 'state', 'file'], ['json'])
  const [path, ...more] = args.words
  if (path === undefined || more.length > 0)
    throw new Misuse('Which file? "verify-update FILE --at TIME --state STATE".')
  const statePath = resolve(needed(args, 'state'))
  const at = new Date(needed(args, 'at'))
  const packagePath = args.options.get('file')
  if (!(await isReadable(path))) throw new Misuse(`The file ${path} cannot be read.`)
  if (packagePath !== undefined && !(await isReadable(packagePath)))
    throw new Misuse(`The file ${packagePath} cannot be read.`)

  const said = await verdict(resolve(path), at, statePath, packagePath)
  if (said.ok) writeAtomically(statePath, said.value.nextState)
  const code = said.ok ? 'OK' : said.code
  const out = args.options.has('json') ? JSON.stringify({ ok: said.ok, code }) : code
  return { out: `${out}\n`, err: '', exitCode: said.ok ? 0 : 1 }
}

async function verdict(path: string, at: Date, statePath: string, packagePath: string | undefined): Promise<Verdict> {
  if ((await stat(path)).size > MOST_BYTES) return { ok: false, code: 'UPD_LIMIT' }
  const set = readOfferFile(await readFile(path, 'utf8'))
  if (set === null) return { ok: false, code: 'UPD_SCHEMA' }
  const state = await stateOf(statePath)
  const said = verifyUpdate(set.offer, set.build, { ...set.station, at, state, stateKey: STATE_KEY })
  if (!said.ok || packagePath === undefined) return said
  const wrong = await checkPackage(resolve(packagePath), said.value.release.files)
  return wrong === null ? said : { ok: false, code: wrong }
}

/** Only the file that the release names first is a package; the others come with it. */
async function checkPackage(path: string, files: readonly UpdateFile[]): Promise<UpdateCode | null> {
  const check = fileCheck(files[0] as UpdateFile)
  for await (const bytes of createReadStream(path)) {
    const wrong = check.take(bytes as Buffer)
    if (wrong !== null) return wrong
  }
  return check.end()
}

async function stateOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Misuse(`The state file ${path} cannot be read.`)
  }
}

async function isReadable(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
