import { z } from 'zod'
import { textOf, type SyncedTable } from '../sync/synced-table.ts'
import { dropKey, findKey, keepKey } from './account-keys.repo.ts'

/** What a key stretching can be asked for: neither more than a PC bears nor less than Argon2 takes. */
const Kdf = z
  .object({
    memoryKiB: z.number().int().min(8).max(1_048_576),
    passes: z.number().int().min(1).max(16),
    lanes: z.number().int().min(1).max(16),
  })
  .refine(({ memoryKiB, lanes }) => memoryKiB >= 8 * lanes)

/**
 * Key pairs of people, the private one sealed under their passphrase. Two PCs that each make one for the same person are no conflict: a
 * row is one key, and whoever knows the passphrase opens all of them.
 */
export const syncedKeys: SyncedTable = {
  name: 'account_keys',
  kept: new Set(['owner', 'publicKey', 'madeAt']),
  wireId: (_db, keyId) => keyId,
  markId: (_db, id) => id,
  read(db, id, people) {
    const key = findKey(db, id)
    if (key === undefined) return undefined
    const { publicKey, kdf, salt, sealed, madeAt, accountId } = key
    return { owner: people.toWire(accountId), publicKey, wrap: JSON.stringify({ kdf, salt, sealed }), madeAt }
  },
  write(tx, id, fields, people) {
    const [publicKey, wrap, madeAt] = ['publicKey', 'wrap', 'madeAt'].map((name) => textOf(fields, name))
    const accountId = people.toLocal(textOf(fields, 'owner') ?? '')
    const known = tx.prepare<[string], { n: number }>('SELECT count(*) AS n FROM accounts WHERE account_id = ?')
    const read = Wrap.safeParse(parsed(wrap))
    if (publicKey === undefined || madeAt === undefined || !read.success || known.one(accountId)?.n !== 1)
      return 'waits'
    keepKey(tx, 'account_keys', { keyId: id, accountId, publicKey, madeAt, ...read.data })
    return 'shown'
  },
  remove(tx, id) {
    dropKey(tx, id)
    return true
  },
  entryOf: () => null,
}

const Wrap = z.object({
  kdf: Kdf,
  salt: z.string().regex(/^[A-Za-z0-9+/]{16,86}={0,2}$/),
  sealed: z.string().max(1000),
})

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
