import type { z } from 'zod'
import type { Result } from './errors.ts'
import type { Method } from './method.ts'
import { accountsContract } from './features/accounts.contract.ts'
import { authoritiesContract } from './features/authorities.contract.ts'
import { evaluationsContract } from './features/evaluations.contract.ts'
import { assessmentContract } from './features/assessment.contract.ts'
import { attachmentsContract } from './features/attachments.contract.ts'
import { auditContract } from './features/audit.contract.ts'
import { coreContract } from './features/core.contract.ts'
import { distributionContract } from './features/distribution.contract.ts'
import { dutyContract } from './features/duty.contract.ts'
import { exchangeContract } from './features/exchange.contract.ts'
import { handoverContract } from './features/handover.contract.ts'
import { homeContract } from './features/home.contract.ts'
import { ledgerContract } from './features/ledger.contract.ts'
import { linkageContract } from './features/linkage.contract.ts'
import { lookupContract } from './features/lookup.contract.ts'
import { networkContract } from './features/network.contract.ts'
import { outsideContract } from './features/outside.contract.ts'
import { paperContract } from './features/paper.contract.ts'
import { reportsContract } from './features/reports.contract.ts'
import { returnsContract } from './features/returns.contract.ts'
import { placesContract } from './features/places.contract.ts'
import { preferencesContract } from './features/preferences.contract.ts'
import { samplingContract } from './features/sampling.contract.ts'
import { qualityContract } from './features/quality.contract.ts'
import { sourcesContract } from './features/sources.contract.ts'
import { syncContract } from './features/sync.contract.ts'

/** Everything that can be asked of core, by feature. */
export const contract = {
  core: coreContract,
  accounts: accountsContract,
  audit: auditContract,
  home: homeContract,
  sources: sourcesContract,
  lookup: lookupContract,
  outside: outsideContract,
  quality: qualityContract,
  distribution: distributionContract,
  ledger: ledgerContract,
  duty: dutyContract,
  attachments: attachmentsContract,
  places: placesContract,
  preferences: preferencesContract,
  network: networkContract,
  exchange: exchangeContract,
  returns: returnsContract,
  sync: syncContract,
  paper: paperContract,
  handover: handoverContract,
  assessment: assessmentContract,
  sampling: samplingContract,
  evaluations: evaluationsContract,
  authorities: authoritiesContract,
  reports: reportsContract,
  linkage: linkageContract,
} as const
export type Contract = typeof contract
export type Feature = keyof Contract

/** `feature.method`, as it crosses the port. */
export type MethodName = { [F in Feature]: `${F}.${Extract<keyof Contract[F], string>}` }[Feature]

export type MethodOf<N extends MethodName> = N extends `${infer F extends Feature}.${infer M}`
  ? M extends keyof Contract[F]
    ? Contract[F][M] extends Method
      ? Contract[F][M]
      : never
    : never
  : never

/** What a caller may pass (defaults may be left out) and what a handler gets (defaults filled in). */
export type InputOf<N extends MethodName> = z.input<MethodOf<N>['input']>
export type ParsedInputOf<N extends MethodName> = z.output<MethodOf<N>['input']>
export type OutputOf<N extends MethodName> = z.output<MethodOf<N>['output']>
export type ErrorsOf<N extends MethodName> = MethodOf<N>['errors'][number]
export type ResultOf<N extends MethodName> = Result<OutputOf<N>>

/** All methods by name. A Map, so that no name can reach a prototype. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries(contract).flatMap(([feature, list]) =>
    Object.entries(list).map(([name, spec]): [string, Method] => [`${feature}.${name}`, spec as Method]),
  ),
)

/** Methods that work before log-in; a test holds this list against the roles in the contract. */
export const publicMethods = [
  'core.ping',
  'accounts.status',
  'accounts.setUp',
  'accounts.logIn',
  'accounts.session',
  'accounts.firstLogIn',
  'accounts.recover',
  'accounts.restoreBackup',
] as const satisfies readonly MethodName[]
export type PublicMethod = (typeof publicMethods)[number]
export type SessionMethod = Exclude<MethodName, PublicMethod>
