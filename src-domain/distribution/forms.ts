import JCJ from '../../resources/catalogs/distribution/JCJ.json' with { type: 'json' }
import JZ from '../../resources/catalogs/distribution/JZ.json' with { type: 'json' }
import MZ from '../../resources/catalogs/distribution/MZ.json' with { type: 'json' }
import WG from '../../resources/catalogs/distribution/WG.json' with { type: 'json' }
import WY from '../../resources/catalogs/distribution/WY.json' with { type: 'json' }
import YJ from '../../resources/catalogs/distribution/YJ.json' with { type: 'json' }
import ZJ from '../../resources/catalogs/distribution/ZJ.json' with { type: 'json' }
import {
  DistributionCatalog,
  type DistributionChannel,
  type DistributionForm,
} from '../../src-contract/distribution.ts'
import type { SystemId } from '../../src-contract/systems.ts'

/** What each of the seven systems takes, and how. Checked once, when the module loads: a bad catalog is a bug. */
export const distributionCatalogs: ReadonlyMap<SystemId, DistributionCatalog> = new Map(
  [JZ, ZJ, WG, YJ, JCJ, MZ, WY].map((json) => DistributionCatalog.parse(json)).map((one) => [one.system, one]),
)

export type Target = {
  readonly system: SystemId
  readonly channel: DistributionChannel
  readonly form: DistributionForm
}

const byBook = new Map<string, Target[]>()
for (const { system, channel, forms } of distributionCatalogs.values())
  for (const form of forms) byBook.set(form.book, [...(byBook.get(form.book) ?? []), { system, channel, form }])

/** The systems that take entries of a book. */
export function targetsOf(book: string): readonly Target[] {
  return byBook.get(book) ?? []
}

export function channelOf(system: SystemId): DistributionChannel {
  return distributionCatalogs.get(system)?.channel ?? 'interface'
}

export function booksTakenBy(system: SystemId): ReadonlySet<string> {
  return new Set(distributionCatalogs.get(system)?.forms.map(({ book }) => book))
}
