import type { MethodName } from '../../src-contract/contract.ts'
import type { Role } from '../../src-contract/roles.ts'
import { allowed } from '../rpc/allowed.ts'
import type { Route } from './router.ts'

export const navItems = [
  'home',
  'lookup',
  'linkage',
  'ledger',
  'reviews',
  'paper',
  'handover',
  'duty',
  'returns',
  'assessment',
  'sampling',
  'distribution',
  'quality',
  'sources',
  'raw-records',
  'sync',
  'audit',
  'accounts',
] as const
export type NavItem = (typeof navItems)[number]

/** The methods that give a screen its sense: whoever may call one of them sees it. */
const needed: Readonly<Record<NavItem, readonly MethodName[]>> = {
  home: ['home.today'],
  lookup: ['lookup.search'],
  linkage: ['linkage.reviews'],
  ledger: ['ledger.list', 'ledger.drafts'],
  reviews: ['ledger.reviews'],
  paper: ['paper.copies'],
  handover: ['handover.list'],
  duty: ['duty.roster'],
  returns: ['returns.list'],
  assessment: ['assessment.runs', 'assessment.appeals', 'evaluations.surveys'],
  sampling: ['sampling.list'],
  distribution: ['distribution.overview'],
  quality: ['quality.list'],
  sources: ['sources.imports'],
  'raw-records': ['sources.odd'],
  sync: ['sync.status'],
  audit: ['audit.list'],
  accounts: ['accounts.list'],
}

export function screensOf(role: Role): readonly NavItem[] {
  return navItems.filter((item) => needed[item].some((method) => allowed(role, method)))
}

/** Null for a screen that stands in no navigation, but in the user's menu. */
export function navOf(route: Route): NavItem | null {
  if (route.screen === 'updates' || route.screen === 'diagnostics' || route.screen === 'network') return null
  if (route.screen === 'file' || route.screen === 'place') return 'lookup'
  if (route.screen === 'draft' || route.screen === 'entry' || route.screen === 'fast') return 'ledger'
  if (route.screen === 'exchange' || route.screen === 'addresses') return 'ledger'
  if (route.screen === 'walk-list') return 'paper'
  if (route.screen === 'return') return 'returns'
  if (route.screen === 'assessment-run' || route.screen === 'assessment-result') return 'assessment'
  return route.screen
}
