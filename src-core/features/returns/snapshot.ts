import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { z } from 'zod'
import { Binding, CellPlace, Gap } from '../../../src-contract/features/returns.shapes.ts'
import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'

/** A record behind a cell: place in `entries`, and what was added up. */
export type SnapshotCell = {
  readonly sheet: string
  readonly cell: string
  readonly binding: Binding
  readonly gap: Gap | null
  readonly value: number | null
  readonly text: string | null
  /** Places in `entries`, ascending. */
  readonly records: readonly number[]
}

/** The numbers of a return and the records behind them, without who and when. */
export type Content = {
  readonly period: { readonly id: string; readonly from: string; readonly to: string }
  readonly preliminary: boolean
  readonly templateVersion: number
  readonly cells: readonly SnapshotCell[]
  readonly formulas: readonly {
    readonly sheet: string
    readonly cell: string
    readonly value: number | null
    readonly incomplete: boolean
  }[]
  readonly unbound: readonly { readonly sheet: string; readonly cell: string }[]
  /** Entry id, version and state, each entry once for each state that it was counted in. */
  readonly entries: readonly (readonly [id: string, version: number, state: string])[]
}

/** What is frozen when a filler hands a return over. */
export type Snapshot = {
  readonly format: 'beatbook-return/1'
  readonly returnId: string
  readonly name: string
  readonly issuer: string
  readonly periodKind: string
  readonly station: string
  readonly filler: string
  readonly at: string
  readonly templateSha256: string
  readonly content: Content
}

export function hashOf(value: Content | Snapshot): string {
  return sha256(canonicalJson(value as unknown as Json))
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The snapshot as it is kept: its canonical JSON, packed, and the hash of that JSON. */
export function freeze(snapshot: Snapshot): { bytes: Buffer; sha256: string; size: number } {
  const json = Buffer.from(canonicalJson(snapshot as unknown as Json))
  return { bytes: pack(json), sha256: sha256(json), size: json.length }
}

export function pack(json: Uint8Array): Buffer {
  return deflateSync(json)
}

/** The JSON as it was hashed, and as it goes to other PCs. */
export function unpack(bytes: Uint8Array): Buffer {
  return inflateSync(bytes)
}

/** @throws Error when the kept snapshot is not the one that was hashed */
export function thaw(bytes: Uint8Array, expected: string): Snapshot {
  const json = unpack(bytes).toString('utf8')
  if (sha256(json) !== expected) throw new Error('a snapshot of a return does not have its hash')
  return JSON.parse(json) as Snapshot
}

const Place = z.number().int().min(0)
const FrozenContent = z.object({
  period: z.object({ id: z.string(), from: z.iso.date(), to: z.iso.date() }),
  preliminary: z.boolean(),
  templateVersion: z.number().int(),
  cells: z.array(
    CellPlace.extend({
      binding: Binding,
      gap: Gap.nullable(),
      value: z.number().nullable(),
      text: z.string().nullable(),
      records: z.array(Place),
    }),
  ),
  formulas: z.array(CellPlace.extend({ value: z.number().nullable(), incomplete: z.boolean() })),
  unbound: z.array(CellPlace),
  entries: z.array(z.tuple([z.string(), z.number().int(), z.string()])),
})
const Frozen = z.object({ format: z.literal('beatbook-return/1'), returnId: z.string(), content: FrozenContent })

/** Of which return and period a content that came from another PC is; undefined: of none that could have been frozen here. */
export function frozenOf(json: Uint8Array): { returnId: string; period: string } | undefined {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(json).toString('utf8'))
  } catch {
    return undefined
  }
  const read = Frozen.safeParse(value)
  if (!read.success) return undefined
  const { returnId, content } = read.data
  const isKnown = content.cells.every(({ records }) => records.every((at) => at < content.entries.length))
  return isKnown ? { returnId, period: content.period.id } : undefined
}
