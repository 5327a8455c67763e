import { sql } from 'kysely'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { addSets, bucketOf, SetSum } from '../../src-domain/sync/set-hash.ts'
import type { Tx } from '../database/database.ts'
import { rootBucket } from './digest-tree.ts'
import { keyOf, StationDraft, type Row, type RowKey } from './station-draft.ts'

/** Rows of a sequence up to `from` stand as in the backup with which it began. */
type Lineage = { readonly id: string | undefined; readonly from: number }

/**
 * Everything that one transaction does to one station's rows: reads first, judges in memory, writes at the end with a handful of
 * statements. The station's row stays locked from `begin` to the commit: that is what makes sequences commit in order.
 */
export class StationWriter extends StationDraft {
  readonly #tx: Tx
  readonly #started: number
  readonly #lineage: Lineage
  readonly #before = new Map<string, Row>()

  private constructor(tx: Tx, station: string, head: number, now: string, lineage: Lineage) {
    super(station, head, now, lineage.id)
    this.#tx = tx
    this.#started = head
    this.#lineage = lineage
  }

  /** Locks the station. @throws Error when there is no such station */
  static async begin(tx: Tx, station: string): Promise<StationWriter> {
    const { head_seq, lineage_from, lineage, now } = await tx
      .selectFrom('stations')
      .select((of) => [
        'head_seq',
        'lineage_from',
        of.selectFrom('platform_settings').select('value').where('name', '=', 'lineage').as('lineage'),
        sql<string>`now()`.as('now'),
      ])
      .where('station', '=', station)
      .forUpdate()
      .executeTakeFirstOrThrow()
    return new StationWriter(tx, station, head_seq, now, { id: lineage ?? undefined, from: lineage_from })
  }

  /** Reads rows, so that `row` knows them. Rows that were read before are not read again. */
  async load(keys: readonly RowKey[]): Promise<void> {
    const wanted = new Map(keys.filter((key) => !this.isLoaded(key)).map((key) => [keyOf(key), key]))
    if (wanted.size === 0) return
    const tables = [...wanted.values()].map(({ table }) => table)
    const ids = [...wanted.values()].map(({ id }) => id)
    const { rows } = await sql<{
      tbl: string
      id: string
      ver: number
      fields: string
      hash: string
      deleted: boolean
      identity_ver: number
      actor: string | null
      changed_at: string
      seq: number
      restored: string | null
    }>`SELECT r.tbl, r.id, r.ver, r.fields, r.hash, r.deleted, r.identity_ver, r.actor, r.changed_at, r.seq, r.restored
      FROM unnest(${tables}::text[], ${ids}::text[]) AS wanted (tbl, id)
      JOIN rows r ON r.station = ${this.station} AND r.tbl = wanted.tbl AND r.id = wanted.id`.execute(this.#tx)
    for (const row of rows) {
      const held = {
        ver: row.ver,
        fields: JSON.parse(row.fields) as Fields,
        deleted: row.deleted,
        identityVer: row.identity_ver,
        hash: row.hash,
        actor: row.actor,
        at: row.changed_at,
        asOfBackup: row.seq <= this.#lineage.from || row.restored === this.#lineage.id ? this.#lineage.id : undefined,
      }
      const key = { table: row.tbl, id: row.id }
      this.hold(key, held)
      this.#before.set(keyOf(key), held)
    }
  }

  /** Writes everything; the caller commits. */
  async flush(): Promise<void> {
    if (this.changes.length === 0) return
    this.seal()
    await this.#writeChanges()
    await this.#writeRows()
    await this.#writeDigests()
    await this.#tx.updateTable('stations').set({ head_seq: this.head }).where('station', '=', this.station).execute()
    // Sent at the commit, to the watchers of every instance.
    await sql`SELECT pg_notify('beatbook_station', ${`${this.head}:${this.station}`})`.execute(this.#tx)
  }

  async #writeChanges(): Promise<void> {
    const all = this.changes
    await sql`INSERT INTO changes (station, seq, last, op, tbl, id, ver, fields, hash, device, actor)
      SELECT ${this.station}, * FROM unnest(
        ${all.map((one) => one.seq)}::bigint[], ${all.map((one) => one.last)}::boolean[], ${all.map((one) => one.op)}::text[],
        ${all.map((one) => one.table)}::text[], ${all.map((one) => one.id)}::text[], ${all.map((one) => one.ver)}::bigint[],
        ${all.map((one) => one.fields)}::text[], ${all.map((one) => one.hash)}::text[],
        ${all.map((one) => one.device)}::uuid[], ${all.map((one) => one.actor)}::uuid[])`.execute(this.#tx)
  }

  async #writeRows(): Promise<void> {
    const newest = new Map(this.changes.map((change) => [keyOf(change), change]))
    const all = [...newest.values()]
    const identity = all.map((one) => this.row(one)?.identityVer ?? 0)
    await sql`INSERT INTO rows (station, tbl, id, ver, fields, hash, deleted, identity_ver, seq, bucket, actor, restored)
      SELECT ${this.station}, * FROM unnest(
        ${all.map((one) => one.table)}::text[], ${all.map((one) => one.id)}::text[], ${all.map((one) => one.ver)}::bigint[],
        ${all.map((one) => one.fields)}::text[], ${all.map((one) => one.hash)}::text[],
        ${all.map((one) => one.op === 'delete')}::boolean[], ${identity}::bigint[], ${all.map((one) => one.seq)}::bigint[],
        ${all.map((one) => bucketOf(one.id))}::smallint[], ${all.map((one) => one.actor)}::uuid[],
        ${all.map((one) => this.row(one)?.asOfBackup ?? null)}::text[])
      ON CONFLICT (station, tbl, id) DO UPDATE SET ver = excluded.ver, fields = excluded.fields, hash = excluded.hash,
        deleted = excluded.deleted, identity_ver = excluded.identity_ver, seq = excluded.seq, actor = excluded.actor, changed_at = now(),
        restored = excluded.restored`.execute(this.#tx)
  }

  /** The digests are the sums of what is there: what goes is taken away, what comes is added. */
  async #writeDigests(): Promise<void> {
    const sums = new Map<string, { table: string; bucket: number; sum: SetSum }>()
    for (const change of new Map(this.changes.map((each) => [keyOf(each), each])).values()) {
      const before = this.#before.get(keyOf(change))
      for (const bucket of [rootBucket, bucketOf(change.id)]) {
        const place = `${change.table}\u0000${bucket}`
        const entry = sums.get(place) ?? { table: change.table, bucket, sum: new SetSum() }
        sums.set(place, entry)
        if (before !== undefined && !before.deleted) entry.sum.remove(before.hash)
        if (change.op === 'upsert') entry.sum.add(change.hash)
      }
    }
    const all = [...sums.values()]
    const { rows } = await sql<{ tbl: string; bucket: number; count: number; sum: string }>`
      SELECT d.tbl, d.bucket, d.count, d.sum
      FROM unnest(${all.map((one) => one.table)}::text[], ${all.map((one) => one.bucket)}::int[]) AS wanted (tbl, bucket)
      JOIN digests d ON d.station = ${this.station} AND d.tbl = wanted.tbl AND d.bucket = wanted.bucket`.execute(
      this.#tx,
    )
    const held = new Map(rows.map((row) => [`${row.tbl}\u0000${row.bucket}`, { count: row.count, sum: row.sum }]))
    const after = all.map(({ table, bucket, sum }) => {
      const before = held.get(`${table}\u0000${bucket}`)
      return { table, bucket, ...(before === undefined ? sum.value() : addSets(before, sum.value())) }
    })
    await sql`INSERT INTO digests (station, tbl, bucket, count, sum)
      SELECT ${this.station}, * FROM unnest(${after.map((one) => one.table)}::text[], ${after.map((one) => one.bucket)}::int[],
        ${after.map((one) => one.count)}::bigint[], ${after.map((one) => one.sum)}::text[])
      ON CONFLICT (station, tbl, bucket) DO UPDATE SET count = excluded.count, sum = excluded.sum`.execute(this.#tx)
  }

  /** Whether anything was written. */
  get changed(): boolean {
    return this.head !== this.#started
  }
}
