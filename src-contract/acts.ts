import { methods, type MethodName } from './contract.ts'
import { Role } from './roles.ts'

/** Acts of people that a row names, and the fields of the row that say when. */
type Named = { readonly acts: readonly MethodName[]; readonly at: string }

/** By which methods of the contract rows of one exchanged table come about. */
export type ActsOnTable = {
  /** That make a row. */
  readonly makes: readonly MethodName[]
  /** That change one. */
  readonly changes: readonly MethodName[]
  /** People whom a row names for what they did. */
  readonly named?: Readonly<Record<string, Named>>
  /** What a PC changes of itself, whoever is logged in. */
  readonly byItself?: readonly string[]
}

/** What a PC held before it joined is told by whoever joined it. */
const told = ['sync.enrol'] as const satisfies readonly MethodName[]

const filing = [
  'ledger.file',
  'paper.file',
  'exchange.runImport',
  'exchange.fileRows',
] as const satisfies readonly MethodName[]
const putRight = ['ledger.correct', 'ledger.restore', 'ledger.undo'] as const satisfies readonly MethodName[]
const stepping = [
  'ledger.step',
  'ledger.stepMany',
  'ledger.void',
  'ledger.mergeAddress',
  'exchange.undo',
] as const satisfies readonly MethodName[]
/** Paper that comes back says of entries when it was handed over. */
const paper = ['duty.handPaper', 'duty.confirmBatch', 'duty.linkBatch'] as const satisfies readonly MethodName[]
const settling = ['ledger.decide', 'sync.settle'] as const satisfies readonly MethodName[]
const roster = [
  'duty.saveDuty',
  'duty.removeDuty',
  'duty.saveAssignment',
  'duty.removeAssignment',
  'duty.saveCover',
  'duty.removeCover',
  'duty.saveBeat',
  'duty.saveArea',
  'duty.removeArea',
  'duty.applyImport',
  'duty.undoImport',
] as const satisfies readonly MethodName[]
const acting = ['duty.nameDeputy', 'duty.endActing'] as const satisfies readonly MethodName[]
const inspecting = [
  'duty.saveInspection',
  'duty.removeInspection',
  'duty.fulfilInspection',
  'duty.planInspections',
  'duty.saveCampaign',
  'duty.removeCampaign',
] as const satisfies readonly MethodName[]
const asking = [
  'quality.request',
  'quality.sendAgain',
  'quality.settle',
  'quality.assign',
] as const satisfies readonly MethodName[]
const handingOver = [
  'distribution.complete',
  'distribution.exportBatch',
  'distribution.copied',
  'distribution.confirm',
  'distribution.refuse',
  'distribution.sendAgain',
  'distribution.applyReturn',
] as const satisfies readonly MethodName[]
const returns = [
  'returns.create',
  'returns.update',
  'returns.replaceTemplate',
  'returns.bind',
] as const satisfies readonly MethodName[]
const onEntry = [...filing, ...putRight, ...stepping, ...settling] as const

/**
 * Which methods write which exchanged rows. A row that names who did something names somebody who may call one of them: PC and platform
 * judge by the same roles, those of the contract. Tables that are not here say nothing of roles.
 */
export const actsOnTables: Readonly<Record<string, ActsOnTable>> = {
  entries: { makes: filing, changes: [...onEntry, ...paper] },
  entry_versions: {
    makes: onEntry,
    changes: onEntry,
    named: { actor: { acts: [...filing, ...putRight, ...stepping], at: 'at' } },
  },
  entry_events: {
    makes: onEntry,
    changes: onEntry,
    named: { actor: { acts: onEntry, at: 'at' } },
  },
  entry_links: { makes: [...onEntry, ...told], changes: [...onEntry, ...told] },
  reviews: {
    makes: onEntry,
    changes: onEntry,
    named: { askedBy: { acts: [...filing, ...stepping], at: 'askedAt' } },
    byItself: ['office'],
  },
  attachments: {
    makes: ['attachments.add'],
    changes: ['attachments.add', 'attachments.remove', ...onEntry, ...told],
    named: { actor: { acts: ['attachments.add'], at: 'addedAt' } },
  },
  corrections: {
    makes: asking,
    changes: [...asking, ...handingOver],
    named: { actor: { acts: asking, at: 'askedAt' } },
  },
  deliveries: {
    makes: handingOver,
    changes: handingOver,
    named: { actor: { acts: handingOver, at: 'at' } },
  },
  acting_periods: {
    makes: [...acting, ...told],
    changes: [...acting, ...told],
    named: { chief: { acts: acting, at: 'signedAt' } },
  },
  beat_covers: { makes: [...roster, ...told], changes: [...roster, ...told] },
  beats: { makes: [...roster, ...told], changes: [...roster, ...told] },
  duty_rows: { makes: [...roster, ...told], changes: [...roster, ...told] },
  beat_assignments: { makes: [...roster, ...told], changes: [...roster, ...told] },
  beat_areas: { makes: [...roster, ...told], changes: [...roster, ...told] },
  // Filing, correcting and putting out of force say what was inspected.
  inspection_plans: { makes: [...inspecting, ...onEntry, ...told], changes: [...inspecting, ...onEntry, ...told] },
  address_requests: {
    makes: ['ledger.askStandardAddress', ...told],
    changes: ['ledger.askStandardAddress', ...onEntry, ...told],
    named: { askedBy: { acts: ['ledger.askStandardAddress'], at: 'askedAt' } },
  },
  returns: {
    makes: returns,
    changes: [...returns, ...told],
    named: { actor: { acts: returns, at: 'createdAt' } },
  },
  return_templates: {
    makes: returns,
    changes: returns,
    named: { actor: { acts: returns, at: 'at' } },
  },
  return_bindings: {
    makes: returns,
    changes: [...returns, ...told],
    named: { actor: { acts: returns, at: 'at' } },
  },
  return_submissions: {
    makes: ['returns.submit', 'returns.review', ...told],
    changes: ['returns.review'],
    named: {
      filler: { acts: ['returns.submit'], at: 'submittedAt' },
      reviewer: { acts: ['returns.review'], at: 'reviewedAt' },
    },
  },
  source_records: { makes: ['sources.import'], changes: ['sources.import'] },
}

/** Who may settle which of two values stands. */
export const settlingConflicts = ['sync.settle'] as const satisfies readonly MethodName[]
/** Who may decide a review: also who acts for the chief, in an act that begins with an approval. */
export const decidingReviews = ['ledger.decide'] as const satisfies readonly MethodName[]

/** Roles that may call one of these methods. */
export function rolesThatMay(acts: readonly MethodName[]): ReadonlySet<Role> {
  const known = rolesOf.get(acts)
  if (known !== undefined) return known
  const all = new Set(
    acts.flatMap((name) => methods.get(name)?.roles ?? []).flatMap((role) => Role.safeParse(role).data ?? []),
  )
  rolesOf.set(acts, all)
  return all
}

const rolesOf = new WeakMap<readonly MethodName[], ReadonlySet<Role>>()
