import type { Schema } from '../../../db/schema.ts'
import type { AuditAction } from '../../../src-contract/features/audit.contract.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { chainHash, genesisHash } from './chain.ts'

export type AuditRecord = Schema['audit_log']

export type NewAuditRow = {
  at: string
  monotonicMs: number
  actor: string | null
  role: string | null
  action: AuditAction
  record?: string | undefined
  purpose?: string | undefined
  reference?: string | undefined
  result?: string | undefined
  /** Canonical JSON. */
  detail: string
}

const headSql = 'SELECT seq, hash FROM audit_head WHERE only = 1'
const keepHeadSql = `INSERT INTO audit_head (only, seq, hash) VALUES (1, ?, ?)
  ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`

/** In the order in which the chain hashes them, so that no row need be put in order for it. */
const columns = [
  'action',
  'actor',
  'at',
  'detail',
  'hash',
  'monotonic_ms',
  'previous_hash',
  'purpose',
  'record',
  'reference',
  'result',
  'role',
  'seq',
] as const satisfies readonly (keyof AuditRecord)[]
const insertSql = `INSERT INTO audit_log (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`

/** Appends one row and moves the head with it. Runs in the caller's transaction where there is one. */
export function appendAudit(db: WriteDb, row: NewAuditRow): void {
  db.transaction((tx) => {
    const head = tx.prepare<[], { seq: number; hash: string }>(headSql).one()
    const chained = {
      action: row.action,
      actor: row.actor,
      at: row.at,
      detail: row.detail,
      monotonic_ms: row.monotonicMs,
      previous_hash: head?.hash ?? genesisHash,
      purpose: row.purpose ?? null,
      record: row.record ?? null,
      reference: row.reference ?? null,
      result: row.result ?? 'ok',
      role: row.role,
      seq: (head?.seq ?? 0) + 1,
    }
    const hash = chainHash(chained)
    const written = { ...chained, hash }
    tx.prepare<SqlValue[], never>(insertSql).run(...columns.map((column) => written[column]))
    tx.prepare<[number, string], never>(keepHeadSql).run(chained.seq, hash)
  })
}

export type AuditFilter = {
  actions?: readonly string[] | undefined
  actor?: string | undefined
  record?: string | undefined
  from?: string | undefined
  to?: string | undefined
  before?: number | undefined
  limit: number
}

/** Newest first. The actor is matched by account id or log-in name, an entry by its id or number. */
export function listAudit(db: ReadDb, filter: AuditFilter) {
  const matching = (() => {
    let query = q.selectFrom('audit_log').leftJoin('accounts', 'accounts.account_id', 'audit_log.actor')
    if (filter.actions?.length) query = query.where('audit_log.action', 'in', filter.actions)
    if (filter.record) query = query.where('audit_log.record', 'in', [filter.record, recordNumbered(db, filter.record)])
    if (filter.actor) {
      const actor = filter.actor
      query = query.where((where) =>
        where.or([
          where('audit_log.actor', '=', actor),
          where('accounts.login', '=', actor),
          where('accounts.name', '=', actor),
        ]),
      )
    }
    if (filter.from) query = query.where('audit_log.at', '>=', filter.from)
    if (filter.to) query = query.where('audit_log.at', '<=', filter.to)
    return query
  })()
  const page = filter.before ? matching.where('audit_log.seq', '<', filter.before) : matching
  const rows = db.all(
    page
      .selectAll('audit_log')
      .leftJoin('entries', 'entries.entry_id', 'audit_log.record')
      .leftJoin('handovers', 'handovers.handover_id', 'audit_log.record')
      .leftJoin('accounts as about', 'about.account_id', 'audit_log.record')
      .select('accounts.name as actor_name')
      .select((row) => row.fn.coalesce('entries.number', 'handovers.number', 'about.name').as('record_name'))
      .orderBy('audit_log.seq', 'desc')
      .limit(filter.limit),
  )
  const total = db.one(matching.select((count) => count.fn.countAll<number>().as('n')))?.n ?? 0
  return { rows, total }
}

/** The entry that a number belongs to; the text itself where it is none. */
function recordNumbered(db: ReadDb, text: string): string {
  const number = text.toUpperCase()
  return db.one(q.selectFrom('entries').select('entry_id').where('number', '=', number))?.entry_id ?? text
}

export type ChainProblem = { seq: number; kind: 'edited' | 'missing' | 'reordered' | 'truncated' }

/**
 * Walks the whole chain and stops at the first row that does not fit.
 *
 * @param coSigned a row that must be there as it was when somebody else signed it
 */
export function verifyChain(
  db: ReadDb,
  coSigned: { readonly seq: number; readonly hash: string } | null = null,
): { rows: number; head: string; problem: ChainProblem | null } {
  const head = db.prepare<[], { seq: number; hash: string }>(headSql).one()
  let previous = genesisHash
  let rows = 0
  let problem: ChainProblem | null = null
  for (const row of db.iterate(q.selectFrom('audit_log').select(columns).orderBy('seq'))) {
    const { hash, ...chained } = row
    if (row.seq !== rows + 1) problem = { seq: rows + 1, kind: 'missing' }
    // A row whose own hash is right but that names another predecessor has been moved or lost its neighbour.
    else if (chainHash(chained) !== hash) problem = { seq: row.seq, kind: 'edited' }
    else if (row.previous_hash !== previous) problem = { seq: row.seq, kind: 'reordered' }
    else if (row.seq === coSigned?.seq && hash !== coSigned.hash) problem = { seq: row.seq, kind: 'edited' }
    if (problem) break
    previous = hash
    rows += 1
  }
  if (!problem && head && head.seq !== rows) problem = { seq: rows + 1, kind: head.seq > rows ? 'truncated' : 'edited' }
  else if (!problem && head && head.hash !== previous) problem = { seq: rows, kind: 'edited' }
  else if (!problem && !head && rows > 0) problem = { seq: rows, kind: 'edited' }
  if (!problem && coSigned !== null && coSigned.seq > rows) problem = { seq: rows + 1, kind: 'truncated' }
  return { rows, head: previous, problem }
}
