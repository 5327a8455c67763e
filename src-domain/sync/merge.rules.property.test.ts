import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FieldValue } from '../../src-contract/sync/protocol.ts'
import type { FieldChange, Mutation } from '../../src-contract/sync/push.ts'
import {
  MergeModel,
  type Fate,
  type ModelField,
  type ModelTable,
  type Sent,
  type Wanted,
} from '../../tests/support/merge-model.ts'
import { canonicalFields } from './canonical-row.ts'
import { judgeMutation, type HeldRow, type Judgement } from './merge.rules.ts'
import { rulesOf } from './tables.ts'

const stages = { filed: ['voided', 'in-review'], voided: ['filed', 'in-review'], 'in-review': ['filed', 'voided'] }
const requests = {
  waiting: ['exported', 'sending', 'shared', 'rejected', 'cancelled'],
  sending: ['waiting', 'shared', 'rejected'],
  exported: ['shared', 'rejected', 'waiting'],
  rejected: ['waiting', 'cancelled'],
  shared: [],
  cancelled: [],
}

const entries: ModelTable = {
  table: 'entries',
  fields: {
    number: { is: 'immutable' },
    stage: { is: 'status', leads: stages },
    helpers: { is: 'set' },
    'v.uscc': { is: 'identity' },
    'v.name': { is: 'ordinary' },
    'v.address': { is: 'ordinary' },
  },
}
/** Of the same, what says whom they are about: whether whoever changes that saw all of it is a matter of several steps. */
const persons: ModelTable = { table: 'entries', fields: { 'v.uscc': { is: 'identity' }, 'v.name': { is: 'ordinary' } } }
const corrections: ModelTable = {
  table: 'corrections',
  fields: {
    status: { is: 'status', leads: requests },
    proposed: { is: 'ordinary' },
    field: { is: 'immutable' },
  },
}
const attachments: ModelTable = {
  table: 'attachments',
  fields: { entry: { is: 'ordinary' }, removals: { is: 'set' }, sha256: { is: 'immutable' } },
}
const plans: ModelTable = {
  table: 'inspection_plans',
  fields: { place: { is: 'ordinary' }, fulfilledBy: { is: 'once' }, removedAt: { is: 'once' } },
}
const unknown: ModelTable = {
  table: 'of_a_later_build',
  fields: { one: { is: 'ordinary' }, two: { is: 'ordinary' }, many: { is: 'set' } },
}
const tables = [entries, persons, corrections, attachments, plans, unknown]

/** As the row was when the first two of them joined. */
function startOf({ table, fields }: ModelTable): Record<string, FieldValue> {
  const said = Object.entries(fields).flatMap(([field, { is, leads }]): [string, FieldValue][] => {
    if (is === 'set') return [[field, ['p', 'q']]]
    if (is === 'once') return []
    return [[field, leads === undefined ? `${field} 0` : (Object.keys(leads)[0] ?? null)]]
  })
  return Object.fromEntries(table === 'entries' ? [...said, ['book', 'L05']] : said)
}

/** The row as the platform has it: what the rules say is done, and nothing else. */
class Row {
  held: HeldRow
  readonly #table: string

  constructor(table: string, fields: Record<string, FieldValue>) {
    this.#table = table
    this.held = { ver: 1, fields, deleted: false, identityVer: 1 }
  }

  judge(mutation: Mutation): Judgement {
    const judged = judgeMutation(this.held, mutation, rulesOf(this.#table))
    this.held = after(this.held, judged)
    return judged
  }
}

function after(held: HeldRow, judged: Judgement): HeldRow {
  if (judged.status === 'conflict' || judged.status === 'rejected' || judged.does === 'nothing') return held
  const ver = held.ver + 1
  if (judged.does !== 'put') return { ...held, ver, fields: {}, deleted: true }
  const { fields, identity } = judged
  return { ver, fields: canonicalFields(fields), deleted: false, identityVer: identity ? ver : held.identityVer }
}

/** Somebody at a PC: the row as they saw it last, and what they wrote since they sent something. */
type Writer = {
  saw: HeldRow | null
  sawAt: number
  unsent: Map<string, Wanted>
  first: { ver: number; at: number } | null
}
/** What was wanted of the fields that are disputed. */
type Dispute = ReadonlyMap<string, FieldValue>

/** What is the same in both: the people, and what waits for a decision. */
type Told = { readonly model: MergeModel; readonly writers: Writer[]; readonly disputes: Dispute[]; values: number }

function pull({ model, writers }: Told, who: number, row: Row): void {
  const writer = writers[who]
  if (writer !== undefined) Object.assign(writer, { saw: row.held, sawAt: model.moment })
}

/** Sends it, and holds what became of it against what must have; sent once more, it changes nothing. */
function send({ model }: Told, row: Row, sent: Sent, mutation: Mutation): Fate {
  const before = row.held
  const fate = model.fateOf(sent)
  const judged = row.judge(mutation)
  expect(judged).toMatchObject(answerTo(fate, sent, mutation, before))
  if (fate.is === 'refused' && judged.status === 'rejected' && judged.field !== undefined)
    expect(fate.fields).toContain(judged.field)
  model.take(fate)
  expect(row.held.fields).toEqual(canonicalFields(model.fields))
  expect(row.held.deleted).toBe(model.deleted)
  const done = row.held
  row.judge(mutation)
  expect(row.held, 'the same once more').toBe(done)
  return fate
}

/** What whoever sent it is told. Of a dispute: both values, and what the one who came second had seen. */
function answerTo(fate: Fate, { fields, does }: Sent, { baseVer }: Mutation, held: HeldRow): object {
  if (fate.is === 'done') return { status: fate.alone ? 'applied' : 'merged', does: 'put' }
  if (fate.is === 'deleted') return { status: 'applied', does: 'delete' }
  if (fate.is === 'nothing') return { does: 'nothing' }
  if (fate.is === 'refused') return { status: 'rejected' }
  const conflicts = fate.fields.map((field) => {
    if (field === null)
      return {
        field,
        base: baseVer,
        ...(does === 'delete' ? { mine: null, theirs: held.ver } : { mine: held.ver, theirs: null }),
      }
    const wanted = fields.get(field)
    return { field, base: wanted?.saw, mine: wanted?.value, theirs: held.fields[field] ?? null }
  })
  return { status: 'conflict', conflicts }
}

function mutationOf({ does, fields }: Sent, baseVer: number): Mutation {
  const changes = [...fields].map(([field, { saw, value }]): [string, FieldChange] => [field, { base: saw, value }])
  const op = does === 'put' || does === 'delete' ? does : 'resolve'
  const choice = op !== 'resolve' ? {} : { choice: does === 'decide for theirs' ? 'theirs' : 'mine', reason: 'said so' }
  return { op, baseVer, fields: Object.fromEntries(changes), ...choice } as unknown as Mutation
}

type Command = fc.Command<Told, Row>

const writes = (who: number, nth: number, choice: number): Command => ({
  check: ({ writers }) => writers[who]?.saw?.deleted !== true,
  run(told) {
    const writer = told.writers[who] as Writer
    const all = Object.entries(told.model.table.fields)
    const [field, is] = all[nth % all.length] as (typeof all)[number]
    const known = writer.unsent.get(field)
    const saw = known === undefined ? (writer.saw?.fields[field] ?? null) : known.saw
    told.values += 1
    const value = valueFor(is, known === undefined ? saw : known.value, choice) ?? `${field} ${told.values}`
    const emptied = is.is === 'once' && choice % 3 === 0
    writer.unsent.set(field, { saw, value: emptied ? null : value, sawAt: known?.sawAt ?? writer.sawAt })
    writer.first ??= { ver: writer.saw?.ver ?? 0, at: writer.sawAt }
  },
  toString: () => `${who} writes field ${nth} (${choice})`,
})

/** Of few values one; undefined: any that nobody wrote before. */
function valueFor({ is, leads }: ModelField, now: FieldValue, choice: number): FieldValue | undefined {
  if (is === 'set') return toggled(now, 'pqrst'[choice % 5] ?? 'p')
  const few = Object.keys(leads ?? {})
  return few[choice % few.length]
}

function toggled(now: FieldValue, element: string): string[] {
  const all = Array.isArray(now) ? now : []
  return all.includes(element) ? all.filter((each) => each !== element) : [...all, element].sort()
}

const pushes = (who: number, andPulls: boolean): Command => ({
  check: ({ writers }) => (writers[who]?.unsent.size ?? 0) > 0,
  run(told, row) {
    const writer = told.writers[who] as Writer
    const { ver, at } = writer.first ?? { ver: 0, at: 0 }
    const sent: Sent = { does: 'put', fields: new Map(writer.unsent), sawAt: at }
    const fate = send(told, row, sent, mutationOf(sent, ver))
    if (fate.is === 'disputed') told.disputes.push(disputed(fate.fields, sent))
    writer.unsent.clear()
    writer.first = null
    if (andPulls) pull(told, who, row)
  },
  toString: () => `${who} pushes${andPulls ? ' and pulls' : ''}`,
})

/** Where the whole row is disputed, everything that was sent of it is. */
function disputed(fields: readonly (string | null)[], sent: Sent): Dispute {
  const names = fields.flatMap((field) => (field === null ? [...sent.fields.keys()] : [field]))
  return new Map(names.map((field) => [field, sent.fields.get(field)?.value ?? null]))
}

const pulls = (who: number): Command => ({
  check: () => true,
  run: (told, row) => pull(told, who, row),
  toString: () => `${who} pulls`,
})

const removes = (who: number): Command => ({
  // An entry is put out of force; nobody removes one.
  check: ({ writers, model }) => writers[who]?.saw !== null && model.table.table !== 'entries',
  run(told, row) {
    const { saw, sawAt } = told.writers[who] as Writer
    const sent: Sent = { does: 'delete', fields: new Map(), sawAt }
    send(told, row, sent, mutationOf(sent, saw?.ver ?? 0))
  },
  toString: () => `${who} removes the row`,
})

const decides = (who: number, nth: number, otherwise: boolean): Command => ({
  // Of whoever has not seen that the row was removed: below.
  check: ({ disputes, writers, model }) =>
    disputes.length > 0 && writers[who]?.saw !== null && (!model.deleted || model.isSeen(writers[who]?.sawAt ?? 0)),
  run(told, row) {
    const { saw, sawAt } = told.writers[who] as Writer
    const at = nth % told.disputes.length
    const fields = new Map<string, Wanted>()
    if (otherwise)
      for (const [field, value] of told.disputes[at] as Dispute)
        fields.set(field, { saw: saw?.fields[field] ?? null, value, sawAt })
    const sent: Sent = { does: otherwise ? 'decide otherwise' : 'decide for theirs', fields, sawAt }
    const fate = send(told, row, sent, mutationOf(sent, saw?.ver ?? 0))
    // Whoever had not seen where the row stands decides once more.
    if (fate.is !== 'disputed') told.disputes.splice(at, 1)
  },
  toString: () => `${who} decides on dispute ${nth} for ${otherwise ? 'what was refused' : 'what is there'}`,
})

const writer = fc.nat({ max: 2 })
const few = fc.nat({ max: 11 })
const written = fc.tuple(writer, few, few).map((given) => writes(...given))
const pushed = fc.tuple(writer, fc.boolean()).map((given) => pushes(...given))
const decided = fc.tuple(writer, few, fc.boolean()).map((given) => decides(...given))
const commands = fc.commands(
  [...[written, written, pushed, pushed, decided], writer.map((who) => pulls(who)), writer.map((who) => removes(who))],
  { maxCommands: 40, size: 'max' },
)

describe('what several people do to one row', () => {
  it.each(tables.map((table) => [`${table.table} (${Object.keys(table.fields).join(', ')})`, table] as const))(
    'of %s comes out as people would have it',
    (_, table) => {
      fc.assert(
        fc.property(commands, (all) => {
          fc.modelRun(() => {
            const start = startOf(table)
            const row = new Row(table.table, start)
            const writers = [1, 1, 0].map((at): Writer => ({
              saw: at === 0 ? null : row.held,
              sawAt: at,
              unsent: new Map(),
              first: null,
            }))
            return { model: { model: new MergeModel(table, start), writers, disputes: [], values: 0 }, real: row }
          }, all)
        }),
        { numRuns: 300 },
      )
    },
  )

  it('comes out the same in either order, where two who saw the same changed different fields', () => {
    const changes = fc.array(fc.tuple(few, few), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.constantFrom(...tables),
        changes,
        changes,
        fc.array(few, { maxLength: 3 }),
        (table, one, two, before) => {
          const start = {
            ...startOf(table),
            ...Object.fromEntries(before.map((nth) => changeOf(table, startOf(table), nth, nth, 'before'))),
          }
          const [first, second] = [one, two].map(
            (given, at) => new Map(given.map(([nth, choice]) => changeOf(table, start, nth, choice, `${at}`))),
          )
          for (const field of first?.keys() ?? []) if (table.fields[field]?.is !== 'set') second?.delete(field)
          const of = (fields: Map<string, FieldValue> = new Map()): Mutation => {
            const wanted = [...fields].map(([field, value]): [string, Wanted] => [
              field,
              { saw: start[field] ?? null, value, sawAt: 1 },
            ])
            return mutationOf({ does: 'put', fields: new Map(wanted), sawAt: 1 }, 1)
          }
          const [forth, back] = [new Row(table.table, start), new Row(table.table, start)]
          const answers = [forth.judge(of(first)), forth.judge(of(second))]
          const turned = [back.judge(of(second)), back.judge(of(first))].reverse()
          expect(back.held.fields).toEqual(forth.held.fields)
          expect(turned.map(isTaken)).toEqual(answers.map(isTaken))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('stays removed, whoever decides about it without having seen that', () => {
    const row = new Row('attachments', startOf(attachments))
    row.judge({ op: 'delete', baseVer: 1, fields: {} } as unknown as Mutation)
    const fields = { entry: { base: 'entry 0', value: 'entry 1' } }
    row.judge({ op: 'resolve', choice: 'mine', baseVer: 1, fields } as unknown as Mutation)
    expect(row.held.deleted).toBe(true)
  })

  it.each(['number', 'stage', 'v.uscc'])('does not take a list for a field that is none: %s', (field) => {
    const row = new Row('entries', startOf(entries))
    row.judge({ op: 'put', baseVer: 1, fields: { [field]: { base: [], value: ['other'] } } } as unknown as Mutation)
    expect(row.held.fields).toEqual(startOf(entries))
  })
})

const isTaken = ({ status }: Judgement): boolean => status === 'applied' || status === 'merged'

function changeOf(
  table: ModelTable,
  start: Record<string, FieldValue>,
  nth: number,
  choice: number,
  by: string,
): [string, FieldValue] {
  const all = Object.entries(table.fields)
  const [field, is] = all[nth % all.length] as (typeof all)[number]
  return [field, valueFor(is, start[field] ?? null, choice) ?? `${field} ${by}`]
}
