import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { BootstrapRequest } from '../../../src-contract/sync/bootstrap.ts'
import type { DigestRequest, RowsRequest, SetHash } from '../../../src-contract/sync/digest.ts'
import type { HelloRequest } from '../../../src-contract/sync/hello.ts'
import { rowSchema, type Fields } from '../../../src-contract/sync/protocol.ts'
import type { MutationResult, PushRequest, PushResponse } from '../../../src-contract/sync/push.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { resultsHash, signedText } from '../../../src-domain/sync/canonical-row.ts'
import { scopeHashOf } from '../../../src-domain/sync/scope.ts'
import { bucketOf, SetSum } from '../../../src-domain/sync/set-hash.ts'
import { WireError } from '../../../platform/http/wire-error.ts'
import type { HeldBack, Waiting } from '../../../platform/sync/held.repo.ts'
import { keysOf } from '../../../platform/sync/judge-transaction.ts'
import { cutPage, pageJson, type StoredChange } from '../../../platform/sync/pull.ts'
import { checkTransactions } from '../../../platform/sync/push.ts'
import { keyOf, StationDraft } from '../../../platform/sync/station-draft.ts'
import { takeOver, type PushStorage } from '../../../platform/sync/take-over.ts'
import { cheapSigner } from './cheap-signer.ts'
import { StationRows, type RowsOfAll } from './station-rows.ts'

export type Roots = Readonly<Record<string, SetHash>>
type Pushed = { readonly mid: string; readonly hash: string; readonly result: MutationResult }
type Device = {
  status: string
  epoch: number
  acked: number
  restoredAs?: string
  readonly pushed: Map<string, Pushed>
  /** Of all that was pushed, with the last that was said of each. */
  readonly mids: Map<string, MutationResult>
}
/** One for all. */
const signer = cheapSigner()

type Signable = Parameters<typeof signedText>[0]

/** Its usual memory, 256 KB for a few rows, is what makes V8 collect garbage all the time. */
const smallGzip = { level: 0, memLevel: 1, windowBits: 9, chunkSize: 16_384 }
const farFuture = '2126-01-01T00:00:00.000Z'

/** One station at the platform, in memory: the platform's own judging, idempotency and paging, with a storage that can fail. */
export class SimulatedPlatform {
  readonly station: string
  readonly signingKey = signer.publicKey
  /** Another one after each restore. */
  lineage: string
  readonly rows: StationRows
  readonly #rowsOfAll: RowsOfAll
  readonly newId: () => string
  readonly changes: StoredChange[] = []
  readonly held: (Waiting & { state: string })[] = []
  /** What the rows added up to after each transaction, by its last sequence. */
  readonly rootsAt = new Map<number, Roots>([[0, {}]])
  /** Mutations that were judged although they had been. */
  readonly doneTwice: string[] = []
  readonly #devices = new Map<string, Device>()
  #lastSigned: { readonly text: string; readonly signature: string } | undefined
  readonly #snapshots = new Map<string, { answer: unknown; bodies: Buffer[] }>()
  /** Of lineages that ended, for whoever has not heard of that yet. */
  readonly #formerRoots = new Map<string, ReadonlyMap<number, Roots>>()
  /** What the rows add up to now, by table. */
  readonly #sums = new Map<string, SetSum>()
  #backup: SimulatedPlatform | undefined
  /** Rows of a sequence up to this one stand as in the backup with which the lineage began. */
  #lineageFrom = 0
  #head = 0
  #oldest = 0

  /**
   * @param newId for everything that a platform names by chance
   * @param beside another station of the same platform
   */
  constructor(newId: () => string, lineage: string = newId(), station = 'S01', beside?: SimulatedPlatform) {
    this.newId = newId
    this.lineage = lineage
    this.station = station
    this.#rowsOfAll = beside === undefined ? new Map() : beside.#rowsOfAll
    this.rows = new StationRows(this.#rowsOfAll, station)
  }

  get head(): number {
    return this.#head
  }

  /** The same platform as it stands, to go on with apart from this one. */
  copy(newId: () => string = this.newId, beside?: SimulatedPlatform): SimulatedPlatform {
    const copy = new SimulatedPlatform(newId, this.lineage, this.station, beside)
    copy.#takeFrom(this)
    return copy
  }

  backUp(): void {
    this.#backup = this.copy()
  }

  /**
   * Everything is as it was when it was backed up, under a new lineage; what came since is forgotten.
   *
   * @returns whether there is a backup
   */
  restore(lineage: string): boolean {
    if (this.#backup === undefined) return false
    this.#formerRoots.set(this.lineage, new Map(this.rootsAt))
    this.#takeFrom(this.#backup)
    this.#snapshots.clear()
    this.#lineageFrom = this.#head
    this.lineage = lineage
    return true
  }

  /** What the rows added up to at a sequence; undefined inside of a transaction. */
  rootsOf(lineage: string, seq: number): Roots | undefined {
    return (lineage === this.lineage ? this.rootsAt : this.#formerRoots.get(lineage))?.get(seq)
  }

  #takeFrom(other: SimulatedPlatform): void {
    for (const all of [this.rows, this.rootsAt, this.#devices]) all.clear()
    this.changes.splice(0)
    this.held.splice(0)
    for (const [key, value] of other.rows.entries()) this.rows.set(key, value)
    this.changes.push(...other.changes)
    this.held.push(...other.held.map((one) => ({ ...one })))
    this.#sums.clear()
    for (const [table, { count, sum }] of other.#sums)
      this.#sums.set(table, Object.assign(new SetSum(), { count, sum }))
    for (const [seq, roots] of other.rootsAt) this.rootsAt.set(seq, roots)
    for (const [id, device] of other.#devices)
      this.#devices.set(id, { ...device, pushed: new Map(device.pushed), mids: new Map(device.mids) })
    this.lineage = other.lineage
    this.#lineageFrom = other.#lineageFrom
    this.#head = other.#head
    this.#oldest = other.#oldest
  }

  enrol(): string {
    const device = this.newId()
    this.#devices.set(device, { status: 'active', epoch: 1, acked: 0, pushed: new Map(), mids: new Map() })
    return device
  }

  /** Whoever sends it, a change is known again. */
  #resultOf(mid: string): MutationResult | undefined {
    for (const { mids } of this.#devices.values()) if (mids.has(mid)) return mids.get(mid)
    return undefined
  }

  hello(deviceId: string, request: HelloRequest): unknown {
    const device = this.#device(deviceId)
    if (device.status === 'quarantined') throw new WireError('sync/quarantined')
    const { restored } = request
    const given = Math.max(device.epoch, request.epoch)
    const epoch = restored === undefined ? request.epoch : restored === device.restoredAs ? given : given + 1
    if (epoch < device.epoch) throw new WireError('sync/wrong-epoch')
    if (epoch > device.epoch) Object.assign(device, { epoch, acked: 0 })
    if (restored !== undefined) device.restoredAs = restored
    const at = request.position
    const usable = at !== null && at.lineage === this.lineage && at.seq <= this.#head && at.seq >= this.#oldest
    return {
      serverTime: '2026-03-05T06:30:00.000Z',
      proto: 1,
      schema: rowSchema,
      station: this.station,
      scopeHash: scopeHashOf(this.station),
      lineage: this.lineage,
      headSeq: this.#head,
      epoch: device.epoch,
      ...(restored === undefined ? {} : { restored }),
      ackedSeq: device.epoch === request.epoch ? device.acked : 0,
      cursorStatus: usable ? 'ok' : 'rebootstrap',
      audit: this.#underHead(deviceId, request),
      directives: [],
      leaseUntil: farFuture,
    }
  }

  #underHead(device: string, { auditHead }: HelloRequest): unknown {
    return auditHead && this.#signed('audit-head', { device, ...auditHead, at: '2026-03-05T06:30:00.000Z' })
  }

  /** @param fails the storage gives up before the commit: nothing of the push happened */
  async push(deviceId: string, request: PushRequest, fails: boolean): Promise<PushResponse> {
    checkTransactions(request.mutations)
    const device = this.#device(deviceId)
    if (device.status === 'quarantined') throw new WireError('sync/quarantined')
    if (device.epoch !== request.epoch) throw new WireError('sync/wrong-epoch')
    const writer = new StationDraft(this.station, this.#head, '2026-03-05T06:30:00.000Z', this.lineage, this.newId)
    const effects: (() => void)[] = []
    const taken = await takeOver(
      this.#storage(deviceId, device, request, writer, effects),
      {
        device: deviceId,
        epoch: device.epoch,
        acked_seq: device.acked,
      },
      request,
    )
    if (fails) throw new WireError('sync/busy')
    for (const { mid, status } of taken === 'quarantined' ? [] : taken.results)
      if (status !== 'duplicate' && this.#resultOf(mid) !== undefined) this.doneTwice.push(mid)
    for (const effect of effects) effect()
    if (taken === 'quarantined') throw new WireError('sync/quarantined')
    const { results, ackedSeq, headSeq } = taken
    const receipt = this.#signed('receipt', {
      device: deviceId,
      epoch: request.epoch,
      fromSeq: results[0]?.seq ?? 0,
      toSeq: results.at(-1)?.seq ?? 0,
      lineage: this.lineage,
      results: resultsHash(results),
      at: '2026-03-05T06:30:00.000Z',
    })
    return { results, ackedSeq, headSeq, receipt } as PushResponse
  }

  #storage(
    deviceId: string,
    device: Device,
    request: PushRequest,
    writer: StationDraft,
    effects: (() => void)[],
  ): PushStorage {
    const consequences: HeldBack[] = []
    /** By decisions of this push. */
    const settledHere = new Map<string, string>()
    const findHeld: PushStorage['findHeld'] = async (conflicts) => {
      const all = [...this.held, ...consequences.map((one) => ({ ...one, state: 'open' }))]
      const clusters = new Set(all.filter((one) => conflicts.includes(one.conflict)).map(({ cluster }) => cluster))
      return all
        .filter(({ cluster }) => clusters.has(cluster))
        .map((one) => ({ ...one, state: settledHere.get(one.mutation.mid) ?? one.state }))
        .sort((a, b) => a.position - b.position)
    }
    return {
      people: () =>
        Promise.resolve({
          rows: this.#rowsOf('accounts', 'acting_periods').map(({ table, id, row }) => ({
            ...{ table, id, fields: row.fields },
          })),
          directory: [],
        }),
      findHistory: (entry) => {
        const of = (table: string) =>
          this.#rowsOf(table).flatMap(({ row }) => (row.fields['entry'] === entry ? [row.fields] : []))
        return Promise.resolve({ reviews: of('reviews'), versions: of('entry_versions') })
      },
      writer,
      findHeld,
      known: async () => {
        const bySeq = new Map<number, Pushed>()
        const byMid = new Map<string, MutationResult>()
        for (const { seq, mid } of request.mutations) {
          const pushed = device.pushed.get(`${device.epoch}:${seq}`)
          if (pushed !== undefined) bySeq.set(seq, pushed)
          const result = this.#resultOf(mid)
          if (result !== undefined) byMid.set(mid, result)
        }
        return { bySeq, byMid }
      },
      load: async (mutations) => {
        for (const key of await keysOf(mutations, findHeld)) {
          const found = this.rows.get(keyOf(key))
          if (found === undefined || writer.isLoaded(key)) continue
          writer.hold(key, {
            ...found.row,
            asOfBackup:
              found.seq <= this.#lineageFrom || found.row.asOfBackup === this.lineage ? this.lineage : undefined,
          })
        }
      },
      keepConsequences: async ({ held, settled }) => {
        consequences.push(...held)
        for (const { mids, state } of settled) for (const mid of mids) settledHere.set(mid, state)
        effects.push(() => {
          this.held.push(...held.map((one) => ({ ...one, state: 'open' })))
          for (const { mids, state } of settled)
            for (const one of this.held) if (mids.includes(one.mutation.mid)) one.state = state
        })
      },
      finish: async (answers, hashes, ackedSeq) => {
        effects.push(() => {
          for (const result of answers.filter(({ status }) => status !== 'duplicate')) {
            const place = `${device.epoch}:${result.seq}`
            if (device.pushed.has(place)) throw new Error('a number is used twice')
            device.pushed.set(place, { mid: result.mid, hash: hashes.get(result.seq) ?? '', result })
            device.mids.set(result.mid, result)
          }
          device.acked = ackedSeq
          this.#write(deviceId, writer)
        })
      },
      quarantine: async () => void effects.push(() => (device.status = 'quarantined')),
    }
  }

  #rowsOf(...tables: readonly string[]) {
    return [...this.rows.values()].filter(({ table, row }) => tables.includes(table) && !row.deleted)
  }

  /** Rows that the platform writes of itself, as one transaction. @param rows null: the row is deleted */
  writeOwn(rows: readonly { readonly table: string; readonly id: string; readonly fields: Fields | null }[]): void {
    const writer = new StationDraft(this.station, this.#head, '2026-03-05T06:30:00.000Z', this.lineage, this.newId)
    const nobody = { device: null, actor: null }
    for (const { fields, ...key } of rows) {
      const held = this.rows.get(keyOf(key))
      if (held !== undefined && !writer.isLoaded(key)) writer.hold(key, held.row)
      if (fields !== null) writer.put(key, fields, nobody, false)
      else if (writer.row(key)?.deleted === false) writer.delete(key, nobody)
    }
    writer.seal()
    this.#write(null, writer)
  }

  #write(device: string | null, writer: StationDraft): void {
    for (const change of writer.changes) {
      const { table, id, seq, last, op, ver, fields, hash, actor } = change
      this.changes.push({
        seq,
        last,
        op,
        tbl: table,
        id,
        ver,
        fields,
        hash,
        device,
        actor,
        at: '2026-03-05T06:30:00.000Z',
      })
      const before = this.rows.get(keyOf(change))?.row
      const sum = this.#sums.get(table) ?? new SetSum()
      this.#sums.set(table, sum)
      if (before !== undefined && !before.deleted) sum.remove(before.hash)
      if (op !== 'delete') sum.add(hash)
      this.rows.set(keyOf(change), {
        table,
        id,
        seq,
        row: {
          ver,
          fields: JSON.parse(fields) as Fields,
          deleted: op === 'delete',
          identityVer: writer.row(change)?.identityVer ?? before?.identityVer ?? 0,
          hash,
          actor,
          at: '2026-03-05T06:30:00.000Z',
          asOfBackup: writer.row(change)?.asOfBackup,
        },
      })
      if (last) this.rootsAt.set(seq, this.#rootsNow())
    }
    this.#head = writer.head
  }

  #rootsNow(): Roots {
    return Object.fromEntries(
      [...this.#sums].filter(([, { count }]) => count > 0).map(([table, sum]) => [table, sum.value()]),
    )
  }

  async pull(query: { lineage: string; cursor: number; maxBytes: number }): Promise<unknown> {
    if (query.lineage !== this.lineage || query.cursor > this.#head || query.cursor < this.#oldest)
      throw new WireError('sync/rebootstrap')
    const page = await cutPage(query, this.#head, async (after) => {
      // Most ask for the newest ones.
      let from = this.changes.length
      while (from > 0 && (this.changes[from - 1]?.seq ?? 0) > after) from -= 1
      return this.changes.slice(from, from + 2)
    })
    return JSON.parse(pageJson(this.lineage, query.cursor, this.#head, page))
  }

  digest(request: DigestRequest): unknown {
    const seq = this.#head
    if (request.level === 'roots') {
      const tables = this.#rootsNow()
      const roots = this.#signed('roots', {
        station: this.station,
        lineage: this.lineage,
        seq,
        tables,
        at: '2026-03-05T06:30:00.000Z',
      })
      return { level: 'roots', seq, roots }
    }
    const rows = this.rows.values().filter(({ table, row }) => table === request.table && !row.deleted)
    if (request.level === 'rows') {
      const wanted = rows.filter(({ id }) => request.buckets.includes(bucketOf(id)))
      return { level: 'rows', seq, rows: wanted.map(({ id, row }) => ({ id, hash: row.hash })) }
    }
    const sums = new Map<number, SetSum>()
    for (const { id, row } of rows) {
      const sum = sums.get(bucketOf(id)) ?? new SetSum()
      sums.set(bucketOf(id), sum)
      sum.add(row.hash)
    }
    return { level: 'buckets', seq, buckets: [...sums].map(([bucket, sum]) => ({ bucket, ...sum.value() })) }
  }

  /** What came before is forgotten: whoever was away for that long takes a snapshot. */
  prune(): void {
    this.#oldest = this.#head
  }

  bootstrap({ resume, fresh = false }: BootstrapRequest): unknown {
    const known = resume === null ? undefined : this.#snapshots.get(resume)
    if (known !== undefined) return known.answer
    const former = fresh && this.#lineageFrom > 0
    const rows = this.rows
      .values()
      .filter(({ row }) => !row.deleted)
      .sort((a, b) => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b))))
    const lines = rows.map(({ table, id, seq, row: { ver, fields, hash } }) => {
      const was = former && seq > this.#lineageFrom ? this.#former(table, id, seq) : undefined
      return `${JSON.stringify({ table, id, ver, hash, seq, was, fields })}\n`
    })
    const bodies: Buffer[] = []
    for (let at = 0; at < lines.length; at += 5) bodies.push(gzipSync(lines.slice(at, at + 5).join(''), smallGzip))
    const position = { lineage: this.lineage, seq: this.#head }
    const tables = this.#rootsNow()
    const roots = this.#signed('roots', { station: this.station, ...position, tables, at: '2026-03-05T06:30:00.000Z' })
    const chunks = bodies.map((body, number) => ({
      number,
      rows: Math.min(5, lines.length - number * 5),
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    }))
    const snapshot = this.newId()
    const answer = { snapshot, position, lineageFrom: this.#lineageFrom, rows: rows.length, bytes: 0, chunks, roots }
    this.#snapshots.set(snapshot, { answer, bodies })
    return answer
  }

  /** How a row that has changed since the restore stood before, as the platform says it of one in PostgreSQL. */
  #former(table: string, id: string, before: number): string[] {
    return this.changes
      .filter((change) => change.tbl === table && change.id === id && change.seq < before)
      .map(({ seq, fields, hash }) => (seq > this.#lineageFrom ? sha256(fields) : hash))
  }

  chunk(snapshot: string, number: number): Buffer {
    const body = this.#snapshots.get(snapshot)?.bodies[number]
    if (body === undefined) throw new WireError('sync/snapshot-gone')
    return body
  }

  rowsNow({ table, ids }: RowsRequest): unknown {
    const operations = ids.map((id) => {
      const found = this.rows.get(keyOf({ table, id }))
      const common = { last: true, table, id, device: null, actor: null, at: '2026-03-05T06:30:00.000Z' }
      if (found === undefined) return { ...common, seq: 1, op: 'evict', ver: 0, fields: {}, hash: '0'.repeat(64) }
      const { ver, fields, hash, deleted } = found.row
      return { ...common, seq: found.seq, op: deleted ? 'delete' : 'upsert', ver, fields, hash }
    })
    return { seq: this.#head, operations }
  }

  #device(deviceId: string): Device {
    const device = this.#devices.get(deviceId)
    if (device === undefined) throw new WireError('sync/no-certificate')
    return device
  }

  #signed(kind: Signable, content: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const text = signedText(kind, content)
    if (this.#lastSigned?.text !== text) this.#lastSigned = { text, signature: signer.sign(text) }
    return { ...content, signature: this.#lastSigned.signature }
  }
}
