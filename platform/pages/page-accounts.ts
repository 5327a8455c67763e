import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import type { Platform } from '../platform.ts'
import { pageRoles, type PageRole } from './page-roles.ts'

const derive = promisify(scrypt) as (
  passphrase: string,
  salt: Buffer,
  length: number,
  options: object,
) => Promise<Buffer>
/** scrypt with 64 MiB. */
const cost = { N: 65_536, r: 8, p: 1, maxmem: 96 * 1024 * 1024 }
const allowedFailures = 5
const lockMinutes = 15
const sessionMinutes = 30

export type PageSession = {
  readonly login: string
  readonly name: string
  readonly role: PageRole
  readonly account: string
  readonly staffNumber: string | null
}

/** Makes an account, or gives the one that there is this name, role, staff number and passphrase. */
export async function setPageAccount(
  platform: Pick<Platform, 'db'>,
  account: { login: string; name: string; role: PageRole; passphrase: string; staffNumber?: string },
): Promise<void> {
  const salt = randomBytes(16)
  const hash = await derive(account.passphrase, salt, 32, cost)
  const { login, name, role } = account
  const staff_number = account.staffNumber ?? null
  await platform.db
    .insertInto('page_accounts')
    .values({ login, name, role, salt, hash, staff_number })
    .onConflict((one) =>
      one.column('login').doUpdateSet({ name, role, staff_number, salt, hash, failures: 0, locked_until: null }),
    )
    .execute()
}

/** @returns the session's token; null for a wrong name or passphrase, and while the account is locked: it does not say which */
export async function logIn(platform: Platform, login: string, passphrase: string): Promise<string | null> {
  const account = await platform.db
    .selectFrom('page_accounts')
    .selectAll()
    .where('login', '=', login)
    .executeTakeFirst()
  // An unknown name takes as long as a known one.
  const hash = await derive(passphrase, account?.salt ?? Buffer.alloc(16), 32, cost)
  if (account === undefined) return null
  const locked = account.locked_until !== null && Date.parse(account.locked_until) > platform.now().getTime()
  if (locked) return null
  if (!timingSafeEqual(hash, account.hash)) {
    const failures = account.failures + 1
    const lock = failures >= allowedFailures
    const until = new Date(platform.now().getTime() + lockMinutes * 60_000).toISOString()
    await platform.db
      .updateTable('page_accounts')
      .set(lock ? { failures: 0, locked_until: until } : { failures: sql<number>`failures + 1` })
      .where('login', '=', login)
      .execute()
    return null
  }
  await platform.db
    .updateTable('page_accounts')
    .set({ failures: 0, locked_until: null })
    .where('login', '=', login)
    .execute()
  const token = randomBytes(32).toString('base64url')
  await platform.db
    .insertInto('page_sessions')
    .values({ token_hash: hashOf(token), login, expires_at: sessionEnd(platform) })
    .execute()
  return token
}

/** Who a token belongs to; each use prolongs it. */
export async function sessionOf(platform: Platform, token: string | undefined): Promise<PageSession | null> {
  if (token === undefined) return null
  const found = await platform.db
    .updateTable('page_sessions')
    .set({ expires_at: sessionEnd(platform) })
    .from('page_accounts')
    .whereRef('page_accounts.login', '=', 'page_sessions.login')
    .where('token_hash', '=', hashOf(token))
    .where('expires_at', '>', platform.now().toISOString())
    .returning(['page_accounts.login', 'page_accounts.name', 'page_accounts.role', 'account', 'staff_number'])
    .executeTakeFirst()
  const role = pageRoles.find((each) => each === found?.role)
  if (found === undefined || role === undefined) return null
  const { login, name, account, staff_number: staffNumber } = found
  return { login, name, role, account, staffNumber }
}

export async function logOut(platform: Platform, token: string): Promise<void> {
  await platform.db.deleteFrom('page_sessions').where('token_hash', '=', hashOf(token)).execute()
}

/** Writes down who did what to which station, device or document. */
export async function noteAction(platform: Platform, login: string, action: string, subject: string): Promise<void> {
  await platform.db.insertInto('page_actions').values({ login, action, subject }).execute()
}

function sessionEnd(platform: Platform): string {
  return new Date(platform.now().getTime() + sessionMinutes * 60_000).toISOString()
}

function hashOf(token: string): string {
  return createHash('sha256').update(`page:${token}`).digest('hex')
}
