import { z } from 'zod'

/** Roles of station accounts (docs/glossary.md): 内勤, 民警, 辅警, 所长, 审计员, 运维. */
export const roles = ['clerk', 'officer', 'auxiliary', 'chief', 'auditor', 'it'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/**
 * Role of people of the superior office who decided something of this station: they are named here, and never log in here. What they
 * may do is the platform's to say.
 */
export const officeRole = 'office'

/** 'anyone' is for what must work before log-in: status, set-up, log-in, recovery. */
export type Caller = Role | 'anyone'

/** Everybody who may be logged in. */
export const everyRole: readonly Role[] = roles

/** 民警, 辅警, 文职: what kind of staff an account belongs to. */
export const staffKinds = ['officer', 'auxiliary', 'civilian'] as const
export const StaffKind = z.enum(staffKinds)
export type StaffKind = z.infer<typeof StaffKind>
