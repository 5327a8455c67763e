import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import { atOneMoment, headOf } from '../../../platform/sync/digest.ts'
import { rootBucket } from '../../../platform/sync/digest-tree.ts'
import type { SetHash } from '../../../src-contract/sync/digest.ts'
import type { LoggedChange } from './platform-checks.ts'

/** The platform at one moment. */
export type Moment = {
  readonly lineage: string
  readonly head: number
  readonly roots: Readonly<Record<string, SetHash>>
}

/** What schedules write, each once. */
const token = /值〔[^〕]*〕/g

export const tokensIn = (text: string): Set<string> => new Set(text.match(token))

/** A station's log of changes, read on from where it was read to: whoever looks after every exchange of an hour cannot read all of it. */
export class PlatformLog {
  readonly #db: Database
  readonly #station: string
  #changes: LoggedChange[] = []
  #tokens = new Set<string>()
  #lineage = ''
  #busy: Promise<unknown> = Promise.resolve()

  constructor(db: Database, station: string) {
    this.#db = db
    this.#station = station
  }

  /** Everything up to where it was read last. */
  get changes(): readonly LoggedChange[] {
    return this.#changes
  }

  has(token: string): boolean {
    return this.#tokens.has(token)
  }

  /** While this goes on nobody reads. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work)
    this.#busy = done.catch(() => undefined)
    return done
  }

  /** Reads what came since the last time. */
  read(): Promise<Moment> {
    return this.alone(() => this.#read())
  }

  /** What the platform keeps until somebody decides, as one text. */
  async held(): Promise<string> {
    const rows = await this.#db.selectFrom('held').select('mutation').where('station', '=', this.#station).execute()
    return rows.map(({ mutation }) => mutation).join('\n')
  }

  #read(): Promise<Moment> {
    const station = this.#station
    return atOneMoment(this.#db, async (tx) => {
      const { rows } = await sql<{ value: string }>`SELECT value FROM platform_settings WHERE name = 'lineage'`.execute(
        tx,
      )
      const lineage = rows[0]?.value ?? ''
      if (lineage !== this.#lineage) {
        this.#lineage = lineage
        this.#changes = []
        this.#tokens = new Set()
      }
      const changes = await tx
        .selectFrom('changes')
        .select(['seq', 'op', 'tbl', 'id', 'fields', 'last'])
        .where('station', '=', station)
        .where('seq', '>', this.#changes.at(-1)?.seq ?? 0)
        .orderBy('seq')
        .execute()
      for (const change of changes) {
        this.#changes.push(change)
        for (const one of tokensIn(change.fields)) this.#tokens.add(one)
      }
      const digests = await tx
        .selectFrom('digests')
        .select(['tbl', 'count', 'sum'])
        .where('station', '=', station)
        .where('bucket', '=', rootBucket)
        .execute()
      const roots = Object.fromEntries(digests.map(({ tbl, count, sum }) => [tbl, { count, sum }]))
      return { lineage, head: await headOf(tx, station), roots }
    })
  }
}
