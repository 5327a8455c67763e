import type { Role } from '../../../src-contract/roles.ts'

/** Chief and clerk see everybody's duty; officers and auxiliaries their own. */
export function seesAll(role: Role): boolean {
  return role === 'chief' || role === 'clerk'
}
