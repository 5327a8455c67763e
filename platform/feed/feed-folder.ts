import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verdictOf } from '../../src-updates/codes.ts'
import { FILE_NAME, readRelease, readStatus, type Release, type Status } from '../../src-updates/documents.ts'
import { readEnvelope } from '../../src-updates/envelope.ts'

/** A system, architecture and channel that packages are made for: the name of a folder in the feed, such as `linux-x64`. */
export const TARGET = /^[a-z0-9][a-z0-9-]{0,39}$/
const metadata = /^(?:release|status|trust-[1-9]\d{0,5})\.json$/

/** How long metadata that were read are served without another look at the disc, ms. */
const FRESH = 1000

/** What `npm run release -- publish --feed DIR/TARGET` wrote. Nothing here is trusted by a station because it lies here. */
export class FeedFolder {
  readonly dir: string
  readonly #read = new Map<string, { readonly until: number; readonly bytes: Promise<Buffer | null> }>()

  constructor(dir: string) {
    this.dir = dir
  }

  /** Ten thousand stations ask for the same three files: they are read once a second at most. */
  metadata(target: string, name: string): Promise<Buffer | null> {
    if (!TARGET.test(target) || !metadata.test(name)) return Promise.resolve(null)
    const key = `${target}/${name}`
    const kept = this.#read.get(key)
    if (kept !== undefined && kept.until > Date.now()) return kept.bytes
    // Names that nobody published must not fill the memory.
    if (this.#read.size > 1000) this.#read.clear()
    const bytes = readFile(join(this.dir, target, name)).catch(() => null)
    this.#read.set(key, { until: Date.now() + FRESH, bytes })
    return bytes
  }

  /** @returns absolute path of a package; null for a name that could lead elsewhere */
  packagePath(target: string, name: string): string | null {
    return TARGET.test(target) && FILE_NAME.test(name) ? join(this.dir, target, 'files', name) : null
  }

  /** What is published, by target. What cannot be read is left out: stations would refuse it. */
  async published(): Promise<{ target: string; release: Release; status: Status }[]> {
    const targets = (await readdir(this.dir).catch(() => [])).filter((name) => TARGET.test(name)).sort()
    const all = await Promise.all(
      targets.map(async (target) => {
        const release = await this.metadata(target, 'release.json')
        const status = await this.metadata(target, 'status.json')
        if (release === null || status === null) return []
        const read = verdictOf(() => ({
          target,
          release: readRelease(readEnvelope(release, 'release').payload),
          status: readStatus(readEnvelope(status, 'status').payload),
        }))
        return read.ok ? [read.value] : []
      }),
    )
    return all.flat()
  }
}
