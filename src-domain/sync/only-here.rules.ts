import type { Role } from '../../src-contract/roles.ts'

const hourMs = 3_600_000

/** After so many hours on one PC alone somebody is told, who can bring it to the platform or ask for help. */
const toldAfterHours: Partial<Readonly<Record<Role, number>>> = { clerk: 24, chief: 72 }

/**
 * When somebody of this role is told that something exists only on this PC; null: never.
 *
 * @param oldest since when something does; null: nothing does
 */
export function tellAt(role: Role, oldest: string | null): string | null {
  const hours = toldAfterHours[role]
  if (hours === undefined || oldest === null) return null
  return new Date(Date.parse(oldest) + hours * hourMs).toISOString()
}
