import type { SignedDocument, DocumentKind } from '../../src-contract/sync/document.ts'
import { canonicalJson, type Json } from '../../src-domain/canonical/canonical-json.ts'
import type { Tx } from '../database/database.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'

const table = 'documents'
const nobody = { device: null, actor: null }

/** `record`: what was signed, as JSON. */
export type Published = {
  kind: string
  name: string
  version: number
  record: string
  published_by: string
  at: string
}

type ToPublish = {
  readonly kind: DocumentKind
  readonly name: string
  readonly content: Json
  readonly by: string
}
/** `judge` is given what was issued under the same name before, the oldest first, and says why this must not be; null: it may. */
type Judged<P> = ToPublish & { readonly judge: (before: readonly SignedDocument[], at: string) => P | null }

export type PublishAnswer<P> = { readonly version: number } | { readonly problem: P }

/**
 * Signs what the stations work by, a scheme or a catalog, and puts it into every station's rows: it reaches the PCs by pull, and they
 * trust nothing without the signature. Judged with the lock on: two that publish at once are judged one after the other.
 *
 * @returns its version, or what `judge` said
 */
export async function publish<P>(platform: Platform, wanted: Judged<P>): Promise<PublishAnswer<P>> {
  const { kind, name, by } = wanted
  const content = canonicalJson(wanted.content)
  const at = platform.now().toISOString()
  return platform.db.transaction().execute(async (tx) => {
    // All stations or none, always in one order: two that publish at once do not wait for each other for ever.
    const stations = await tx.selectFrom('stations').select('station').orderBy('station').forUpdate().execute()
    const before = await tx
      .selectFrom('documents')
      .select(['record', 'version'])
      .where('kind', '=', kind)
      .where('name', '=', name)
      .orderBy('version')
      .execute()
    const problem = wanted.judge(
      before.map(({ record }) => JSON.parse(record) as SignedDocument),
      at,
    )
    if (problem !== null) return { problem }
    const version = (before.at(-1)?.version ?? 0) + 1
    const signed: SignedDocument = platform.keys.signed('document', { kind, name, version, content, by, at })
    const record = JSON.stringify(signed)
    await tx.insertInto('documents').values({ kind, name, version, record, published_by: by, at }).execute()
    for (const { station } of stations) await hand(tx, station, [signed])
    return { version }
  })
}

/** Gives a new station what was published before it was there. */
export async function handAllDocuments(tx: Tx, station: string): Promise<void> {
  const all = await tx.selectFrom('documents').select('record').orderBy('at').execute()
  const documents = all.map(({ record }) => JSON.parse(record) as SignedDocument)
  await hand(tx, station, documents)
}

async function hand(tx: Tx, station: string, documents: readonly SignedDocument[]): Promise<void> {
  const writer = await StationWriter.begin(tx, station)
  for (const document of documents) {
    const { kind, name, version, by, at } = document
    const fields = { kind, name, version, by, at, record: JSON.stringify(document) }
    writer.put({ table, id: `${kind}:${name}:${version}` }, fields, nobody, false)
  }
  await writer.flush()
}

/** What was published, newest first. */
export function publishedDocuments(platform: Platform): Promise<Published[]> {
  return platform.db
    .selectFrom('documents')
    .select(['kind', 'name', 'version', 'record', 'published_by', 'at'])
    .orderBy('at', 'desc')
    .orderBy('version', 'desc')
    .limit(200)
    .execute()
}
