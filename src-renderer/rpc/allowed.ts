import { methods, type MethodName } from '../../src-contract/contract.ts'
import type { Role } from '../../src-contract/roles.ts'

/** Whether the contract gives a role a method: what a screen offers; core decides again when it is called. */
export function allowed(role: Role, method: MethodName): boolean {
  return methods.get(method)?.roles.includes(role) ?? false
}
