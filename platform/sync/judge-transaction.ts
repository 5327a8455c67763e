import { limits, Uuid, type Fields } from '../../src-contract/sync/protocol.ts'
import type { ConflictField, Mutation, MutationResult } from '../../src-contract/sync/push.ts'
import { sameValue } from '../../src-domain/sync/canonical-row.ts'
import { judgeMutation, valuesOf, type Judgement } from '../../src-domain/sync/merge.rules.ts'
import { rulesWithSteps } from '../../src-domain/sync/step-chain.rules.ts'
import { rulesOf, type TableRules } from '../../src-domain/sync/tables.ts'
import { conflictRow, settledRow } from './conflict-rows.ts'
import type { Consequences, HeldBack, Waiting } from './held.repo.ts'
import { judgeRecord, recordsTable } from './pushed-records.ts'
import { entriesOf, lacksEntry } from './missing-entry.ts'
import { isOnlyHistory, withoutKnown } from './sent-again.ts'
import { undecidedIn, type FindHistory } from './second-person.ts'
import { wrongDecider, type StationPeople } from './station-people.ts'
import { wrongActor } from './wrong-actor.ts'
import type { RowKey, StationDraft } from './station-draft.ts'

export type Judged = { readonly results: MutationResult[]; readonly consequences: Consequences }

type Conflict = { readonly mutation: Mutation; readonly judged: Extract<Judgement, { status: 'conflict' }> }
type Refusal = Extract<Judgement, { status: 'rejected' }>
type Done = Exclude<Judgement, Conflict['judged'] | Refusal>

const nothing = { ver: 0, serverSeq: 0 }

/** What is held back for a decision on any of the conflicts, with all of its transactions, in order. */
export type FindHeld = (conflicts: readonly string[]) => Promise<readonly Waiting[]>

/** What tells who may have done it. */
export type Witnesses = { readonly people: StationPeople; readonly findHistory: FindHistory }

/** Rows that mutations touch or hang on: their own, their entries', the conflicts that they settle, and what was held with those. */
export async function keysOf(mutations: readonly Mutation[], findHeld: FindHeld): Promise<RowKey[]> {
  const conflicts = mutations.flatMap(({ conflict, table, id, restored }) => {
    if (conflict !== undefined) return [conflict]
    return table === 'conflicts' && restored !== undefined && Uuid.safeParse(id).success ? [id] : []
  })
  const held = await findHeld(conflicts)
  const keys = [...mutations, ...held.map(({ mutation }) => mutation)].map(({ table, id }) => ({ table, id }))
  const entries = new Set(mutations.flatMap(entriesOf))
  return [
    ...keys,
    ...[...entries].map((id) => ({ table: 'entries', id })),
    ...conflicts.map((id) => ({ table: 'conflicts', id })),
  ]
}

/**
 * Does one transaction of a client, or none of it. What conflicts is kept with everything that belongs to it, as a row that every PC
 * of the station sees.
 */
export async function judgeTransaction(
  findHeld: FindHeld,
  writer: StationDraft,
  device: string,
  sent: readonly Mutation[],
  witnesses: Witnesses | null = null,
): Promise<Judged> {
  const mutations = withoutKnown(writer, sent)
  // Refused like anything else that is wrong with one: a push that is refused whole would come again for ever, and all that is behind it wait.
  const large = mutations.find((each) => JSON.stringify(each).length > limits.mutation)
  if (large !== undefined) {
    const refusal: Refusal = { status: 'rejected', reason: 'invalid' }
    return { results: mutations.map((each) => rejection(each, large, refusal)), consequences: none() }
  }
  const start = writer.mark()
  const results: MutationResult[] = []
  const conflicts: Conflict[] = []
  const consequences: Consequences = { held: [], settled: [] }
  for (const mutation of mutations) {
    const judged = await judgeOne(findHeld, { writer, device, consequences, mutations, sent, witnesses }, mutation)
    if (judged.status === 'conflict') conflicts.push({ mutation, judged })
    else if (judged.status === 'rejected') {
      start.undo()
      return { results: mutations.map((each) => rejection(each, mutation, judged)), consequences: none() }
    } else
      results.push({
        seq: mutation.seq,
        mid: mutation.mid,
        status: judged.status,
        ...apply(writer, device, mutation, judged),
      })
  }
  if (conflicts.length > 0) {
    start.undo()
    if (knowsNothingNew(writer, mutations, results, conflicts))
      return { results: mutations.map(nothingNew), consequences: none() }
    return holdBack(writer, device, mutations, conflicts)
  }
  writer.seal()
  return { results, consequences }
}

/**
 * A PC sent again what it knew before a restore, or what was held back then, and another one that knew all of that history, and more, was
 * first: what was done and is in the history was not waiting for anybody.
 */
function knowsNothingNew(
  writer: StationDraft,
  mutations: readonly Mutation[],
  done: readonly MutationResult[],
  conflicts: readonly Conflict[],
): boolean {
  if (mutations.every(({ table }) => rulesOf(table).kind !== 'log') || done.some(({ serverSeq }) => serverSeq !== 0))
    return false
  return conflicts.every(({ mutation, judged }) => {
    const row = writer.row(mutation)
    const disputed = new Set(judged.conflicts.flatMap(({ field }) => field ?? []))
    return row !== undefined && isOnlyHistory(row, mutation, disputed, mutations)
  })
}

const nothingNew = ({ seq, mid }: Mutation): MutationResult => ({ seq, mid, status: 'merged', ...nothing })

const none = (): Consequences => ({ held: [], settled: [] })

/** A transaction that this build cannot bring to its schema: kept for an administrator, so that the queue behind it goes on. */
export function holdUnreadable(writer: StationDraft, mutations: readonly Mutation[]): Judged {
  const cluster = writer.newId()
  const results = mutations.map(({ seq, mid }): MutationResult => ({
    seq,
    mid,
    status: 'held',
    ...nothing,
    reason: 'invalid',
  }))
  const held = mutations.map((mutation, position) => ({
    conflict: cluster,
    cluster,
    disputed: true,
    mutation,
    position,
  }))
  return { results, consequences: { held, settled: [] } }
}

function holdBack(
  writer: StationDraft,
  device: string,
  mutations: readonly Mutation[],
  conflicts: readonly Conflict[],
): Judged {
  const ids = new Map(conflicts.map(({ mutation }) => [mutation.mid, writer.newId()]))
  const cluster = [...ids.values()][0] ?? writer.newId()
  for (const { mutation, judged } of conflicts) {
    const key = { table: 'conflicts', id: ids.get(mutation.mid) ?? cluster }
    const fields = conflictRow(mutation, device, judged.conflicts, writer.row(mutation))
    writer.put(key, fields, { device, actor: mutation.actor }, false)
  }
  writer.seal()
  const held: HeldBack[] = mutations.map((mutation, position) => {
    const own = ids.get(mutation.mid)
    return { conflict: own ?? cluster, cluster, disputed: own !== undefined, mutation, position }
  })
  const results = mutations.map((mutation): MutationResult => {
    const disputed = conflicts.find((each) => each.mutation.mid === mutation.mid)
    const base = { seq: mutation.seq, mid: mutation.mid, ...nothing, conflict: ids.get(mutation.mid) ?? cluster }
    if (disputed === undefined) return { ...base, status: 'held' }
    return { ...base, status: 'conflict', conflicts: [...disputed.judged.conflicts] }
  })
  return { results, consequences: { held, settled: [] } }
}

function rejection(mutation: Mutation, culprit: Mutation, judged: Refusal): MutationResult {
  const base = { seq: mutation.seq, mid: mutation.mid, status: 'rejected' as const, ...nothing }
  if (mutation !== culprit) return { ...base, reason: 'transaction' }
  return { ...base, reason: judged.reason, ...(judged.field === undefined ? {} : { field: judged.field }) }
}

function apply(
  writer: StationDraft,
  device: string,
  mutation: Mutation,
  judged: Done,
): { ver: number; serverSeq: number } {
  const restored = mutation.restored === writer.lineage ? mutation.restored : undefined
  const author = { device, actor: mutation.actor, restored }
  if (judged.does === 'put') return writer.put(mutation, judged.fields, author, judged.identity)
  if (judged.does === 'delete') return writer.delete(mutation, author)
  return { ver: writer.row(mutation)?.ver ?? 0, serverSeq: 0 }
}

/** What a PC sends again after a restore is not judged by where the row stood in the backup: the steps between are lost. */
function rulesFor(writer: StationDraft, mutation: Mutation, told: readonly Mutation[]): TableRules {
  const rules = rulesWithSteps(mutation, told)
  const again = mutation.restored !== undefined && mutation.restored === writer.row(mutation)?.asOfBackup
  return again ? { ...rules, mayPass: () => true } : rules
}

type Judging = {
  readonly writer: StationDraft
  readonly device: string
  readonly consequences: Consequences
  /** The transaction. */
  readonly mutations: readonly Mutation[]
  /** With what is known already of it. */
  readonly sent: readonly Mutation[]
  /** Null: nobody asks who did it. */
  readonly witnesses: Witnesses | null
}

async function judgeOne(
  findHeld: FindHeld,
  { writer, device, consequences, mutations, sent, witnesses }: Judging,
  mutation: Mutation,
): Promise<Judgement> {
  const again = mutation.restored !== undefined && mutation.restored === writer.lineage
  if (mutation.table === 'conflicts' && again) return judgeDecided(findHeld, writer, mutation, consequences)
  const wrong = witnesses === null ? undefined : wrongPerson(witnesses.people, { writer, sent }, mutation, again)
  if (wrong !== undefined) return { status: 'rejected', reason: 'invalid', field: wrong }
  if (mutation.table === recordsTable) return judgeRecord(writer, mutation)
  const held = mutation.op === 'resolve' ? await disputedBy(findHeld, mutation) : undefined
  const open =
    witnesses === null || again ? undefined : await undecidedIn(mutation, { ...witnesses, writer, sent, held })
  if (open !== undefined) return { status: 'rejected', reason: 'invalid', field: open }
  if (mutation.op !== 'resolve') {
    const judged = judgeMutation(writer.row(mutation), mutation, rulesFor(writer, mutation, mutations))
    const lacks = judged.status !== 'rejected' && lacksEntry(writer, mutation, mutations)
    return lacks ? { status: 'rejected', reason: 'missing', field: 'entry' } : judged
  }
  if (mutation.reason === undefined || mutation.choice === undefined) return refusal('reason-missing')
  const key = { table: 'conflicts', id: mutation.conflict ?? '' }
  const conflict = writer.row(key)
  // Two people settled it: the first decision stands, and the second one is told so.
  if (conflict?.fields['status'] !== 'open') return refusal('no-such-conflict')
  const { fields: disputed } = conflict
  if (disputed['row'] !== mutation.id || disputed['table'] !== mutation.table) return refusal('no-such-conflict')
  const cluster = await findHeld([mutation.conflict ?? ''])
  const told = cluster.map((one) => one.mutation)
  const judge = (fields: Mutation['fields']): Judgement =>
    judgeMutation(writer.row(mutation), { ...mutation, fields }, rulesOfHeld(mutation, held, told))
  const steps = stepsTaken(mutation, held, disputed)
  const withSteps = steps === undefined ? undefined : judge({ ...steps, ...mutation.fields })
  const hasSteps = withSteps?.status === 'applied' || withSteps?.status === 'merged'
  const judged = hasSteps ? withSteps : judge(decidedFields(mutation, held, disputed))
  if (judged.status === 'conflict') return refusal('moved-on')
  if (judged.status === 'rejected') return judged
  writer.put(key, settledRow(disputed, mutation), { device, actor: mutation.actor }, false)
  return (await takeUp(findHeld, writer, device, mutation, { consequences, hasSteps })) ? judged : refusal('moved-on')
}

/** Whoever did it, decided it, or is said to have. */
function wrongPerson(
  people: StationPeople,
  { writer, sent }: Pick<Judging, 'writer' | 'sent'>,
  mutation: Mutation,
  again: boolean,
): string | undefined {
  const row = writer.row(mutation)
  const held = row?.deleted === true ? undefined : row
  // Who settles which of two decisions stands did not make it.
  const asItWas = again || mutation.op === 'resolve'
  return (
    wrongDecider(people, mutation, { before: row?.fields, asItWas, sent }) ?? wrongActor(people, mutation, held, again)
  )
}

/** What was held back with the conflict that is decided on. */
async function disputedBy(findHeld: FindHeld, { conflict = '' }: Mutation): Promise<Mutation | undefined> {
  return (await findHeld([conflict])).find((one) => one.disputed && one.conflict === conflict)?.mutation
}

/** What was held back of what a PC sent again after a restore is not judged by where the row stands: the steps between are lost. */
function rulesOfHeld(
  about: Pick<Mutation, 'table' | 'id'>,
  held: Mutation | undefined,
  told: readonly Mutation[],
): TableRules {
  const rules = rulesWithSteps(about, told)
  return held?.restored === undefined ? rules : { ...rules, mayPass: () => true }
}

/**
 * Steps of an entry in a change that a PC sent again after a restore, and that is not wanted. Nobody was asked about them: who decides that
 * another value stands does not put an entry into force again. Undefined where steps are what was disputed.
 */
function stepsTaken(decision: Mutation, held: Mutation | undefined, conflict: Fields): Mutation['fields'] | undefined {
  if (decision.choice !== 'theirs' || decision.table !== 'entries' || held?.restored === undefined) return undefined
  const steps = stepsIn(held)
  return disputedIn(conflict).some((field) => Object.hasOwn(steps, field)) ? undefined : steps
}

function stepsIn(held: Mutation): Mutation['fields'] {
  const { classOf } = rulesOf('entries')
  const values = valuesOf(held)
  const isStep = (field: string): boolean => field === 'voidedAt' || classOf(field, values) === 'status'
  return Object.fromEntries(Object.entries(held.fields).filter(([field]) => isStep(field)))
}

const disputedIn = (conflict: Fields): string[] =>
  (JSON.parse(String(conflict['fields'])) as ConflictField[]).flatMap(({ field }) => field ?? [])

/**
 * A decision that the platform took and has lost comes back from a PC that knows it, with the rows as they were then. One that was made
 * since the restore counts.
 */
async function judgeDecided(
  findHeld: FindHeld,
  writer: StationDraft,
  mutation: Mutation,
  { settled }: Consequences,
): Promise<Judgement> {
  const fields = valuesOf(mutation)
  const before = writer.row(mutation)
  if (before !== undefined && before.fields['status'] !== 'open') {
    const same = Object.entries(fields).every(([field, value]) => sameValue(before.fields[field], value))
    return same ? { status: 'merged', does: 'nothing' } : refusal('no-such-conflict')
  }
  const whole = { ...before?.fields, ...fields }
  if (mutation.op !== 'put' || whole['status'] !== 'resolved') return refusal('read-only')
  const cluster = before === undefined ? [] : await findHeld([mutation.id])
  const own = cluster.filter(({ conflict, disputed }) => disputed && conflict === mutation.id)
  const state = whole['choice'] === 'theirs' ? 'dropped' : 'done'
  const open = cluster.some((each) => each.disputed && !own.includes(each) && each.state === 'open')
  const ended = open ? own : cluster.filter((each) => each.state === 'open')
  settled.push({ mids: ended.map((each) => each.mutation.mid), state })
  return { status: 'applied', does: 'put', fields: whole, identity: false }
}

/** With what was decided comes what nobody disputed of the change that was kept back, unless that change was not wanted. */
function decidedFields(decision: Mutation, held: Mutation | undefined, conflict: Fields): Mutation['fields'] {
  if (decision.choice === 'theirs') return decision.fields
  const disputed = new Set(disputedIn(conflict))
  const rest = Object.entries(held?.fields ?? {}).filter(([field]) => !disputed.has(field))
  return { ...Object.fromEntries(rest), ...decision.fields }
}

function refusal(reason: Refusal['reason']): Refusal {
  return { status: 'rejected', reason }
}

/**
 * With the last dispute of a transaction settled, does what waited for it; decisions for `theirs` alone drop it. What tells of an entry whose
 * change is not wanted goes with that change; of one that was sent again after a restore, and whose steps stand, so does what tells of those.
 *
 * @returns false when the rows have moved on meanwhile
 */
async function takeUp(
  findHeld: FindHeld,
  writer: StationDraft,
  device: string,
  decision: Mutation,
  { consequences: { settled }, hasSteps }: { readonly consequences: Consequences; readonly hasSteps: boolean },
): Promise<boolean> {
  const cluster = await findHeld([decision.conflict ?? ''])
  const own = cluster.filter(({ conflict, disputed }) => disputed && conflict === decision.conflict)
  const others = cluster.filter((each) => each.disputed && !own.includes(each))
  const isMine = decision.choice !== 'theirs'
  settled.push({ mids: own.map(({ mutation }) => mutation.mid), state: isMine ? 'done' : 'dropped' })
  if (others.some(({ state }) => state === 'open')) return true
  const wanted = isMine || others.some(({ state }) => state === 'done')
  const unwanted = new Map(
    [...others.filter(({ state }) => state === 'dropped'), ...(isMine ? [] : own)]
      .filter(({ mutation }) => mutation.table === 'entries')
      .map((each) => [each.mutation.id, own.includes(each) ? hasSteps : stepsStand(writer, each.mutation)] as const),
  )
  const isWanted = (mutation: Mutation): boolean => {
    const steps = unwanted.get(String(valuesOf(mutation)['entry']))
    if (steps === undefined) return wanted
    const tellsOfValues = mutation.table === 'entry_versions' || typeof valuesOf(mutation)['changes'] === 'string'
    return steps && !tellsOfValues
  }
  const told = cluster.map(({ mutation }) => mutation)
  const done: string[] = []
  const dropped: string[] = []
  for (const { mutation } of cluster.filter(({ disputed, state }) => !disputed && state === 'open')) {
    const judged = isWanted(mutation)
      ? judgeMutation(writer.row(mutation), mutation, rulesOfHeld(mutation, mutation, told))
      : undefined
    const fits = judged?.status === 'applied' || judged?.status === 'merged'
    // Whoever decides for what is there is not refused because something else does not fit any more.
    if (judged !== undefined && !fits && isMine) return false
    const ended = fits ? done : dropped
    ended.push(mutation.mid)
    if (fits) apply(writer, device, mutation, judged)
  }
  settled.push({ mids: done, state: 'done' }, { mids: dropped, state: 'dropped' })
  return true
}

/** Whether the steps of a change that was not wanted were taken all the same, when that was decided. */
function stepsStand(writer: StationDraft, held: Mutation): boolean {
  if (held.restored === undefined) return false
  const now = writer.row(held)?.fields ?? {}
  return Object.entries(stepsIn(held)).every(([field, { value }]) => sameValue(now[field] ?? null, value))
}
