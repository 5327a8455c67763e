import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { verdictOf } from '../../src-updates/codes.ts'
import { readRelease, type Release } from '../../src-updates/documents.ts'
import { isoSecond } from '../../src-updates/state.ts'
import { describeFile, readFeed, releaseIn } from './feed.ts'
import { Refusal } from './refusal.ts'
import { cleanCommit } from './working-tree.ts'

/** Lies beside every package as NAME.build.json and says what went into it. */
const Mark = z.strictObject({ version: z.string(), commit: z.string(), runtime: z.enum(['official', 'fallback']) })
const Draft = z.strictObject({ runtime: z.enum(['official', 'fallback']), release: z.record(z.string(), z.unknown()) })

export type DraftOptions = {
  readonly project: string
  readonly package: string
  readonly feed: string
  readonly seq: number
  readonly platform: string
  readonly arch: string
  readonly channel: string
  readonly schema: { readonly from: number; readonly to: number }
  readonly rollbackFrom: readonly number[]
  readonly notes: { readonly 'zh-CN': string; readonly en: string }
  readonly at: Date
  readonly days: number
}

const DAY = 86_400_000

/**
 * What the officers will be asked to sign, from a package and its mark.
 * @throws Refusal for a dirty tree, a package of another version or commit, a version or sequence that is not above the feed's
 */
export async function draftRelease(options: DraftOptions): Promise<string> {
  const commit = await cleanCommit(options.project)
  const { version } = JSON.parse(await readFile(join(options.project, 'package.json'), 'utf8')) as { version: string }
  const mark = await markOf(options.package)
  if (mark.version !== version || mark.commit !== commit)
    throw new Refusal(
      `The package is version ${mark.version} of commit ${mark.commit.slice(0, 12)}, the working tree ${version} of ${commit.slice(0, 12)}; build it again.`,
    )
  const { release: last } = await readFeed(options.feed)
  if (last !== null) refuseLower(releaseIn(last), { seq: options.seq, version, rollbackFrom: options.rollbackFrom })
  const release = {
    ...{ product: 'beatbook', platform: options.platform, arch: options.arch, channel: options.channel },
    ...{ seq: options.seq, version },
    notBefore: isoSecond(options.at.getTime()),
    expires: isoSecond(options.at.getTime() + options.days * DAY),
    schema: options.schema,
    files: [await describeFile(options.package, basename(options.package))],
    rollbackFrom: options.rollbackFrom,
    notes: options.notes,
  }
  const read = verdictOf(() => readRelease(Buffer.from(JSON.stringify(release), 'utf8')))
  if (!read.ok)
    throw new Refusal(`No station would take this release: a value has another form than stated (${read.code}).`)
  return `${JSON.stringify({ runtime: mark.runtime, release }, null, 2)}\n`
}

/** @throws Refusal for what stations must never run: a package around the development runtime */
export async function readDraft(path: string): Promise<{ payload: Buffer; release: Release }> {
  const draft = await parse(path, Draft, 'draft')
  if (draft.runtime === 'fallback')
    throw new Refusal('This package was built with the fallback runtime, which is for tests only; it cannot be signed.')
  const payload = Buffer.from(JSON.stringify(draft.release), 'utf8')
  const read = verdictOf(() => readRelease(payload))
  if (!read.ok) throw new Refusal(`The draft is not a release (${read.code}); run "release build" again.`)
  return { payload, release: read.value }
}

/** @throws Refusal for a sequence or version that is not above, unless its signers say that one may go back to it from the last one */
export function refuseLower(last: Release, next: Pick<Release, 'seq' | 'version' | 'rollbackFrom'>): void {
  const { seq, version } = next
  if (next.rollbackFrom.includes(last.seq)) return
  if (seq <= last.seq)
    throw new Refusal(`Sequence ${seq} is not above ${last.seq}, which stations have seen; choose a higher one.`)
  if (isLower(version, last.version)) throw new Refusal(`Version ${version} is lower than ${last.version} in the feed.`)
}

const parts = (version: string): number[] => version.split('.').map(Number)

function isLower(version: string, than: string): boolean {
  const [a, b] = [parts(version), parts(than)]
  const at = a.findIndex((part, i) => part !== b[i])
  return at >= 0 && (a[at] as number) < (b[at] as number)
}

function markOf(path: string): Promise<z.infer<typeof Mark>> {
  return parse(`${path}.build.json`, Mark, 'mark')
}

async function parse<T>(path: string, shape: z.ZodType<T>, what: string): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Refusal(`The ${what} ${path} cannot be read.`)
  })
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    throw new Refusal(`The ${what} ${path} has another form than this tool writes.`)
  }
}
