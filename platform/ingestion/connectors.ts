import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { SystemId } from '../../src-contract/systems.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'

/** A token with which one source system delivers its records. Only its hash is kept. */
export async function createConnector(platform: Platform, system: SystemId, name: string, by: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await platform.db
    .insertInto('connectors')
    .values({ token_hash: hashOf(token), system, name, created_by: by })
    .execute()
  return token
}

/** @param authorization the header `Bearer TOKEN` @throws WireError denied: unknown, revoked, or of another system */
export async function requireConnector(platform: Platform, authorization: string, system: SystemId): Promise<void> {
  const token = /^Bearer ([\w-]{20,100})$/.exec(authorization)?.[1]
  const found =
    token === undefined
      ? undefined
      : await platform.db
          .selectFrom('connectors')
          .select(sql<number>`1`.as('one'))
          .where('token_hash', '=', hashOf(token))
          .where('system', '=', system)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
  if (found === undefined) throw new WireError('sync/denied')
}

function hashOf(token: string): string {
  return createHash('sha256').update(`connector:${token}`).digest('hex')
}
