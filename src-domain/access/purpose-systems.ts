import type { Purpose } from '../../src-contract/purposes.ts'
import type { SystemId } from '../../src-contract/systems.ts'

/**
 * The systems whose personal fields a purpose opens as a whole, as far as copying values into a draft goes. Purposes that open
 * only a drawn record, single fields or one person's own data copy nothing into a draft. (docs/features/lookup.md, Access)
 */
export const systemsForPrefill: Readonly<Record<Purpose, readonly SystemId[]>> = {
  P01: ['JZ', 'WG', 'WY', 'ZJ'],
  P02: ['JZ', 'WG', 'WY', 'ZJ'],
  P03: ['JZ'],
  P04: ['JZ', 'WG'],
  P05: ['WY'],
  P06: ['JZ'],
  P07: [],
  P08: [],
  P09: [],
}
