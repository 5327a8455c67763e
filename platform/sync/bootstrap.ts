import { createHash } from 'node:crypto'
import { constants, createGzip } from 'node:zlib'
import { sql } from 'kysely'
import type { BootstrapRequest, BootstrapResponse, SnapshotChunk } from '../../src-contract/sync/bootstrap.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { platformId } from '../platform-id.ts'
import { atOneMoment, headOf, signedRoots } from './digest.ts'

/** JSON of a chunk before compression; rows of the seven systems shrink to about a fifth. */
const chunkBytes = 24 * 1024 * 1024
/** Rows that are read, and written as lines by the database, at once. */
const rowsAtOnce = 1_000
/** A snapshot serves every PC that begins within this time; whatever came since, comes by pull. */
const sharedMinutes = 60
const keptHours = 24

/**
 * A snapshot of the station's rows at one sequence: the one that was begun with, a fresh one that another PC asked for, or a new one.
 * Its chunks lie in the database, so that any instance can hand them out.
 */
export async function bootstrap(
  platform: Platform,
  station: string,
  request: BootstrapRequest,
): Promise<BootstrapResponse> {
  const known = await findSnapshot(platform, station, request)
  if (known !== undefined) return JSON.parse(known) as BootstrapResponse
  const snapshot = await beginSnapshot(platform, station)
  return atOneMoment(platform.db, async (tx) => {
    const seq = await headOf(tx, station)
    const roots = await signedRoots(platform, tx, station, seq)
    const { lineage_from } = await tx
      .selectFrom('stations')
      .select('lineage_from')
      .where('station', '=', station)
      .executeTakeFirstOrThrow()
    // Whoever has gone through the restore asks for a fresh one; all others take the rows as they are.
    const restored = request.fresh === true && lineage_from > 0
    if (restored) await noteFormer(tx, station, lineage_from)
    const chunks = await writeChunks(tx, station, snapshot, restored)
    const answer: BootstrapResponse = {
      snapshot,
      position: { lineage: platform.keys.lineage, seq },
      lineageFrom: lineage_from,
      rows: chunks.reduce((sum, chunk) => sum + chunk.rows, 0),
      bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0),
      chunks,
      roots,
    }
    await tx
      .updateTable('snapshots')
      .set({ answer: JSON.stringify(answer) })
      .where('snapshot', '=', snapshot)
      .execute()
    return answer
  })
}

/**
 * Under what its chunks will lie: one without an answer is no snapshot yet. Not where the rows are read as they were at one moment: a
 * station whose sequence went on meanwhile cannot be referred to there.
 */
async function beginSnapshot({ db }: Platform, station: string): Promise<string> {
  const snapshot = platformId()
  await sql`DELETE FROM snapshots WHERE station = ${station} AND created_at < now() - make_interval(hours => ${keptHours})`.execute(
    db,
  )
  await db.insertInto('snapshots').values({ snapshot, station, answer: '' }).execute()
  return snapshot
}

async function findSnapshot(
  platform: Platform,
  station: string,
  { resume, fresh = false }: BootstrapRequest,
): Promise<string | undefined> {
  const found = await platform.db
    .selectFrom('snapshots')
    .select('answer')
    .where('station', '=', station)
    .where('answer', '!=', '')
    .where((row) =>
      row.or([
        row('snapshot', '=', resume),
        row.and([
          row.lit(!fresh),
          row('created_at', '>', sql<string>`now() - make_interval(mins => ${sharedMinutes})`),
        ]),
      ]),
    )
    // The one that was begun with comes first: its chunks are there already.
    .orderBy(sql`snapshot = ${resume}::uuid`, (order) => order.desc().nullsLast())
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return found?.answer
}

async function writeChunks(tx: Tx, station: string, snapshot: string, restored: boolean): Promise<SnapshotChunk[]> {
  const chunks: SnapshotChunk[] = []
  let open: OpenChunk | undefined
  const flush = async (): Promise<void> => {
    if (open === undefined) return
    const [number, { rows }, body] = [chunks.length, open, await open.end()]
    open = undefined
    const sha256 = createHash('sha256').update(body).digest('hex')
    chunks.push({ number, rows, bytes: body.length, sha256 })
    await tx.insertInto('snapshot_chunks').values({ snapshot, number, body }).execute()
  }
  for await (const { lines, rows } of snapshotPages(tx, station, restored)) {
    open ??= new OpenChunk()
    open.add(Buffer.from(lines, 'utf8'), rows)
    if (open.size >= chunkBytes) await flush()
  }
  await flush()
  return chunks
}

/** A chunk that is compressed, in a thread of Node's own, while the rows behind it are read. */
class OpenChunk {
  rows = 0
  /** Before compression. */
  size = 0
  readonly #zip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 256 * 1024 })
  readonly #parts: Buffer[] = []
  readonly #done: Promise<void>

  constructor() {
    this.#zip.on('data', (part: Buffer) => this.#parts.push(part))
    this.#done = new Promise((resolve, reject) => this.#zip.once('end', resolve).once('error', reject))
  }

  add(lines: Buffer, rows: number): void {
    this.rows += rows
    this.size += lines.length
    this.#zip.write(lines)
  }

  async end(): Promise<Buffer> {
    this.#zip.end()
    await this.#done
    return Buffer.concat(this.#parts)
  }
}

type Page = { readonly lines: string; readonly rows: number; readonly tbl: string; readonly id: string }

/** The next page is read while whoever asks works on the one before. */
async function* snapshotPages(tx: Tx, station: string, restored: boolean): AsyncGenerator<Page> {
  let next = pageAfter(tx, station, { tbl: '', id: '' }, restored)
  for (;;) {
    const page = await next
    if (page === undefined) return
    next = pageAfter(tx, station, page, restored)
    // Where somebody else's failure ends this first.
    next.catch(() => undefined)
    yield page
  }
}

/** In the order of their keys: the database sets lines together as it comes to them. Undefined: there are no more. */
async function pageAfter(
  tx: Tx,
  station: string,
  after: { readonly tbl: string; readonly id: string },
  restored: boolean,
): Promise<Page | undefined> {
  const was = sql`coalesce((SELECT ',"was":' || array_to_json(f.was) FROM former f WHERE f.tbl = r.tbl AND f.id = r.id), '')`
  const { rows } = await sql<Page>`
    SELECT string_agg('{"table":' || to_json(tbl) || ',"id":' || to_json(id) || ',"ver":' || ver || ',"hash":"' || hash ||
        '","seq":' || seq || ${restored ? was : sql`''`} || ',"fields":' || fields || E'}\n', '') AS lines,
      count(*) AS rows, (array_agg(tbl))[count(*)::int] AS tbl, (array_agg(id))[count(*)::int] AS id
    FROM (SELECT tbl, id, ver, hash, seq, fields FROM rows
      WHERE station = ${station} AND (tbl, id) > (${after.tbl}, ${after.id}) AND NOT deleted
      ORDER BY tbl, id LIMIT ${rowsAtOnce}) r`.execute(tx)
  return rows.find((page) => page.rows > 0)
}

/**
 * How rows that have changed since the restore stood before: a PC that knew one of these knows nothing that is lost. Of what is in the
 * backup too, the version counts with the content, for the same content can have come back in a change that is lost.
 */
async function noteFormer(tx: Tx, station: string, from: number): Promise<void> {
  await sql`CREATE TEMPORARY TABLE former ON COMMIT DROP AS
    SELECT c.tbl, c.id, array_agg(CASE WHEN c.seq > ${from} THEN encode(sha256(convert_to(c.fields, 'UTF8')), 'hex') ELSE c.hash END) AS was
    FROM rows r JOIN changes c ON c.station = r.station AND c.tbl = r.tbl AND c.id = r.id AND c.seq < r.seq
    WHERE r.station = ${station} AND r.seq > ${from} AND NOT r.deleted
    GROUP BY c.tbl, c.id`.execute(tx)
  await sql`CREATE INDEX ON former (tbl, id)`.execute(tx)
}

/** @throws WireError snapshot-gone */
export async function snapshotChunk(
  platform: Platform,
  station: string,
  snapshot: string,
  number: number,
): Promise<Buffer> {
  const found = await platform.db
    .selectFrom('snapshot_chunks')
    .innerJoin('snapshots', 'snapshots.snapshot', 'snapshot_chunks.snapshot')
    .select('body')
    .where('snapshots.station', '=', station)
    .where('snapshots.snapshot', '=', snapshot)
    .where('number', '=', number)
    .executeTakeFirst()
  if (found === undefined) throw new WireError('sync/snapshot-gone')
  return found.body
}
