import type { Mutation, MutationResult, PushRequest } from '../../src-contract/sync/push.ts'
import { mutationHash } from '../../src-domain/sync/canonical-row.ts'
import { WireError } from '../http/wire-error.ts'
import type { Consequences } from './held.repo.ts'
import { holdUnreadable, judgeTransaction, type FindHeld, type Witnesses } from './judge-transaction.ts'
import type { FindHistory } from './second-person.ts'
import { StationPeople, type PeopleSaid } from './station-people.ts'
import type { StationDraft } from './station-draft.ts'
import { upcast } from './upcast.ts'

/** What of the device counts for a push. */
export type PushingDevice = {
  readonly device: string
  readonly epoch: number
  readonly acked_seq: number
  /** Up to here the device knew its answers long ago, and the platform has forgotten them. */
  readonly forgotten_seq?: number
}

export type Known = {
  readonly bySeq: ReadonlyMap<number, { hash: string; result: MutationResult }>
  readonly byMid: Map<string, MutationResult>
}

/** Where a push is remembered: everything in one transaction that is committed after `takeOver`, or rolled back whole. */
export type PushStorage = {
  readonly writer: StationDraft
  readonly findHeld: FindHeld
  /** What these numbers and ids were answered before. */
  known(): Promise<Known>
  /** Who there is at the station. */
  people(): Promise<PeopleSaid>
  /** Asked for only where what was sent does not say who decided. */
  readonly findHistory: FindHistory
  /** Reads the rows that the mutations touch. */
  load(mutations: readonly Mutation[]): Promise<void>
  keepConsequences(consequences: Consequences): Promise<void>
  /** Writes the answers with the hashes of what they answer, the rows, and how far the device has come. */
  finish(answers: readonly MutationResult[], hashes: ReadonlyMap<number, string>, ackedSeq: number): Promise<void>
  quarantine(): Promise<void>
}

export type Taken = { results: MutationResult[]; ackedSeq: number; headSeq: number }

/**
 * Answers a push: what is known already as before, what is new in order. A device whose numbers say something else than they said
 * before is set apart, and so is one that sends again what it knew the answers of so long ago that they are forgotten: only a copy does.
 *
 * @param carried in a package, which may be as old as that and come from nobody but the device: what it has of this was done then
 * @throws WireError gap, rebootstrap
 */
export async function takeOver(
  storage: PushStorage,
  device: PushingDevice,
  request: PushRequest,
  carried = false,
): Promise<Taken | 'quarantined'> {
  // Who does not know yet that this platform was restored sends all of it again, otherwise: judged now, it would be judged twice.
  if (request.lineage !== undefined && request.lineage !== storage.writer.lineage)
    throw new WireError('sync/rebootstrap')
  const hashes = request.mutations.map(mutationHash)
  const isForgotten = ({ seq }: Mutation): boolean => carried && seq <= (device.forgotten_seq ?? 0)
  const known = await storage.known()
  const isKnown = (mutation: Mutation, at: number): boolean => {
    const before = known.bySeq.get(mutation.seq)
    if (before !== undefined) return before.hash === hashes[at]
    return known.byMid.has(mutation.mid) || isForgotten(mutation)
  }
  // A number that was used for something else: a copy of this device goes on from the same place.
  if (request.mutations.some((mutation, at) => mutation.seq <= device.acked_seq && !isKnown(mutation, at))) {
    await storage.quarantine()
    return 'quarantined'
  }
  const first = request.mutations.find(({ seq }) => seq > device.acked_seq)
  if (first !== undefined && first.seq !== device.acked_seq + 1)
    throw new WireError('sync/gap', { expected: device.acked_seq + 1 })

  const results: MutationResult[] = []
  const fresh = request.mutations.filter(({ seq }) => seq > device.acked_seq)
  const upcasted = new Map(fresh.map((mutation) => [mutation.seq, upcast(mutation, request.schema)]))
  await storage.load([...upcasted.values()].filter((mutation) => mutation !== null))
  const { findHistory } = storage
  const people = fresh.length === 0 ? null : new StationPeople(await storage.people(), fresh)
  const witnesses = people && { people, findHistory }
  for (let at = 0; at < request.mutations.length;) {
    const mutation = request.mutations[at]
    if (mutation === undefined) break
    const group = request.mutations.slice(at, at + mutation.txnSize)
    at += group.length
    results.push(...(await answerGroup(storage, device, { group, known, upcasted, witnesses, isForgotten })))
  }
  const answers = results.filter(({ seq }) => seq > device.acked_seq)
  const hashBySeq = new Map(request.mutations.map(({ seq }, at) => [seq, hashes[at] ?? '']))
  const ackedSeq = Math.max(device.acked_seq, results.at(-1)?.seq ?? 0)
  await storage.finish(answers, hashBySeq, ackedSeq)
  return { results, ackedSeq, headSeq: storage.writer.head }
}

type Group = {
  readonly group: readonly Mutation[]
  readonly known: Known
  readonly upcasted: ReadonlyMap<number, Mutation | null>
  /** Null where nothing is new. */
  readonly witnesses: Witnesses | null
  readonly isForgotten: (mutation: Mutation) => boolean
}

/** One transaction: what it was answered before, or what becomes of it now. */
async function answerGroup(
  storage: PushStorage,
  device: PushingDevice,
  { group, known, upcasted, witnesses, isForgotten }: Group,
): Promise<MutationResult[]> {
  // The same mutation under another number: it came in a package, or from before a restore of that PC.
  const before = group.map((mutation): MutationResult | undefined => {
    const { seq, mid } = mutation
    const done = { seq, mid, status: 'duplicate', ver: 0, serverSeq: 0 } as const
    return known.bySeq.get(seq)?.result ?? known.byMid.get(mid) ?? (isForgotten(mutation) ? done : undefined)
  })
  if (before.every((each) => each !== undefined))
    return group.map((mutation, at) => duplicateOf(mutation, before[at] as MutationResult))
  const fresh = group.filter((_, at) => before[at] === undefined)
  const current = fresh.map((mutation) => upcasted.get(mutation.seq) ?? null)
  const whole = current.every((mutation) => mutation !== null)
  const judged = whole
    ? await judgeTransaction(storage.findHeld, storage.writer, device.device, current, witnesses)
    : holdUnreadable(storage.writer, fresh)
  await storage.keepConsequences(judged.consequences)
  const bySeq = new Map(judged.results.map((result) => [result.seq, result]))
  for (const result of judged.results) known.byMid.set(result.mid, result)
  return group.map((mutation, at) => bySeq.get(mutation.seq) ?? duplicateOf(mutation, before[at] as MutationResult))
}

function duplicateOf(mutation: Mutation, first: MutationResult): MutationResult {
  const was = first.status === 'duplicate' ? first.was : first.status
  return { ...first, seq: mutation.seq, status: 'duplicate', ...(was === undefined ? {} : { was }) }
}
