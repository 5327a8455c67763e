import type { FieldValue } from '../../src-contract/sync/protocol.ts'
import type { FieldClass } from '../../src-domain/sync/tables.ts'

/** A field as the design has it, said here once more and by hand. `leads`: to which values of a status each of them goes on. */
export type ModelField = { readonly is: FieldClass; readonly leads?: Readonly<Record<string, readonly string[]>> }
export type ModelTable = { readonly table: string; readonly fields: Readonly<Record<string, ModelField>> }

/** What somebody sends of a field, and up to which moment they had looked when they wrote it. */
export type Wanted = { readonly saw: FieldValue; readonly value: FieldValue; readonly sawAt: number }
export type Sent = {
  readonly does: 'put' | 'delete' | 'decide for theirs' | 'decide otherwise'
  readonly fields: ReadonlyMap<string, Wanted>
  /** When they looked for the first time of all that is sent; 0: they know of no such row. */
  readonly sawAt: number
}

/** What must become of it. */
export type Fate =
  | { readonly is: 'done'; readonly says: ReadonlyMap<string, FieldValue>; readonly alone: boolean }
  | { readonly is: 'deleted' }
  | { readonly is: 'nothing' }
  | { readonly is: 'disputed'; readonly fields: readonly (string | null)[] }
  | { readonly is: 'refused'; readonly fields: readonly string[] }

type Said = { readonly value: FieldValue; readonly at: number }

/**
 * One row of a table, as people would have it: who wants to change what it says has seen who said it last. It goes by moments at which people
 * looked, where the product goes by values and versions.
 */
export class MergeModel {
  readonly table: ModelTable
  /** When it changed last. */
  moment = 1
  deleted = false
  readonly #said: Map<string, Said>
  #identityAt = 1

  constructor(table: ModelTable, start: Readonly<Record<string, FieldValue>>) {
    this.table = table
    this.#said = new Map(Object.entries(start).map(([field, value]) => [field, { value, at: 1 }]))
  }

  says(field: string): FieldValue {
    return this.#said.get(field)?.value ?? null
  }

  get fields(): Record<string, FieldValue> {
    return Object.fromEntries([...this.#said].flatMap(([field, { value }]) => (value === null ? [] : [[field, value]])))
  }

  /** Whether somebody who looked at that moment saw the row as it stands. */
  isSeen(at: number): boolean {
    return this.moment <= at
  }

  /** What must become of what is sent now. */
  fateOf(sent: Sent): Fate {
    if (sent.does === 'delete') {
      if (this.deleted) return { is: 'nothing' }
      return this.isSeen(sent.sawAt) ? { is: 'deleted' } : { is: 'disputed', fields: [null] }
    }
    if (this.deleted) return this.#fateOnDeleted(sent)
    const kinds = [...sent.fields].map(
      ([field, wanted]) => [field, wanted, this.#fieldFate(field, wanted, sent)] as const,
    )
    const those = (fate: string): string[] => kinds.filter(([, , each]) => each === fate).map(([field]) => field)
    if (those('refused').length > 0) return { is: 'refused', fields: those('refused') }
    if (those('disputed').length > 0) return { is: 'disputed', fields: those('disputed') }
    const says = new Map(
      kinds.filter(([, , each]) => each === 'done').map(([field, one]) => [field, this.#after(field, one)]),
    )
    return says.size === 0 ? { is: 'nothing' } : { is: 'done', says, alone: this.isSeen(sent.sawAt) }
  }

  /** It became of it what had to. */
  take(fate: Fate): void {
    if (fate.is !== 'done' && fate.is !== 'deleted') return
    this.moment += 1
    this.deleted = fate.is === 'deleted'
    if (fate.is === 'deleted') {
      for (const field of this.#said.keys()) this.#said.set(field, { value: null, at: this.moment })
      return
    }
    for (const [field, value] of fate.says) this.#said.set(field, { value, at: this.moment })
    if ([...fate.says.keys()].some((field) => this.#is(field) === 'identity')) this.#identityAt = this.moment
  }

  /** Only somebody's decision brings back what is deleted, with what was decided. */
  #fateOnDeleted({ does, fields, sawAt }: Sent): Fate {
    if (does === 'decide for theirs') return { is: 'nothing' }
    const says = new Map([...fields].map(([field, { value }]) => [field, value]))
    if (does === 'decide otherwise' && this.isSeen(sawAt)) return { is: 'done', says, alone: false }
    return sawAt === 0 ? { is: 'refused', fields: [] } : { is: 'disputed', fields: [null] }
  }

  #is(field: string): FieldClass {
    return this.table.fields[field]?.is ?? 'ordinary'
  }

  #fieldFate(field: string, { value, sawAt, saw }: Wanted, sent: Sent): 'done' | 'nothing' | 'disputed' | 'refused' {
    const is = this.#is(field)
    const said = this.#said.get(field)
    const now = said?.value ?? null
    if (is === 'set') return same(this.#after(field, { value, sawAt, saw }), now) ? 'nothing' : 'done'
    if (same(now, value)) return 'nothing'
    if (is === 'immutable' && now !== null) return 'refused'
    // Of two who do what is done once, the first one did it.
    if (is === 'once' && now !== null && value !== null) return 'nothing'
    if (is === 'once' && now === null) return saw === null ? 'done' : 'disputed'
    // A status has few values: whoever saw the one that it has saw where it stands. Where there is nothing, nobody's value is written over.
    const unseen = is === 'status' || (now === null && saw === null) ? now !== saw : (said?.at ?? 0) > sawAt
    if (unseen || (is === 'identity' && this.#identityAt > sent.sawAt)) return 'disputed'
    const leads = this.table.fields[field]?.leads
    return leads !== undefined && now !== null && leads[String(now)]?.includes(String(value)) !== true
      ? 'refused'
      : 'done'
  }

  #after(field: string, { saw, value }: Wanted): FieldValue {
    if (this.#is(field) !== 'set') return value
    const [now, before, after] = [this.says(field), saw, value].map(elements)
    const removed = [...(before ?? [])].filter((each) => after?.has(each) !== true)
    const added = [...(after ?? [])].filter((each) => before?.has(each) !== true)
    return [...new Set([...(now ?? []), ...added])].filter((each) => !removed.includes(each)).sort()
  }
}

function elements(value: FieldValue): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value : [])
}

const same = (one: FieldValue, other: FieldValue): boolean =>
  Array.isArray(one) || Array.isArray(other)
    ? [...elements(one)].sort().join() === [...elements(other)].sort().join()
    : one === other
