import { createHmac, randomBytes } from 'node:crypto'
import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { referenceHeld } from './reference-held.ts'
import { withReference, type AccessInput } from './access.rules.ts'

/** A search session ends after 30 minutes without a question. */
const idleMs = 30 * 60_000

type SearchSession = { purpose: Purpose; reference: string | undefined; last: number }
const searching = new WeakMap<Session, SearchSession>()

/** One row before the first answer of a search session: who, under which purpose and number. */
export function auditSearchSession(ctx: Context, asked: AccessInput): void {
  const now = Date.parse(ctx.now)
  const running = searching.get(ctx.session)
  const same = running && running.purpose === asked.purpose && running.reference === asked.reference
  if (!same || now - running.last > idleMs) {
    const held = referenceHeld(ctx.db, asked)
    const detail = held === null ? {} : { detail: { referenceHeld: held } }
    ctx.audit({ action: 'search', ...withReference(asked), result: 'session', ...detail })
  }
  searching.set(ctx.session, { purpose: asked.purpose, reference: asked.reference, last: now })
}

export type AskedQuestion = AccessInput & {
  kind: string
  normal: string
  refine: object
  found: readonly number[]
  total: number
}

/**
 * A question that settled: its kind, an HMAC of its normal form (so that an auditor can ask "was this number searched?" without the
 * log holding it), how much was found and the first page's subjects. The text itself is never kept.
 */
export function auditQuestion(ctx: Context, asked: AskedQuestion): void {
  listed.set(ctx.session, { question: questionOf(asked), subjects: new Set(asked.found) })
  writeQuestion(ctx, asked, {})
}

/**
 * The same question, answered once more after records were found that the search index did not lead to. One question is one row: only
 * where people are shown whom its row does not name is there another, which says so.
 */
export function auditAdded(ctx: Context, asked: AskedQuestion): void {
  const before = listed.get(ctx.session)
  const known = before?.question === questionOf(asked) ? before.subjects : null
  if (known !== null && asked.found.every((subject) => known.has(subject))) return
  listed.set(ctx.session, { question: questionOf(asked), subjects: new Set([...(known ?? []), ...asked.found]) })
  writeQuestion(ctx, asked, { result: 'added' })
}

/** Whom the newest question's rows name. */
const listed = new WeakMap<Session, { question: string; subjects: ReadonlySet<number> }>()

function questionOf({ kind, normal, purpose, reference, refine }: AskedQuestion): string {
  return JSON.stringify([kind, normal, purpose, reference, refine])
}

function writeQuestion(ctx: Context, asked: AskedQuestion, more: { result?: string }): void {
  const { kind, normal, found, total } = asked
  const question = digestOf(ctx, kind, normal)
  const detail = { kind, question, hits: total, subjects: found.slice(0, 50).join(' ') }
  ctx.audit({ action: 'search', ...withReference(asked), ...more, detail })
}

/** What stands for a question in every trail; equal questions of this replica have equal ones. */
export function digestOf(ctx: Context, kind: string, normal: string): string {
  return createHmac('sha256', searchKey(ctx)).update(`${kind}\n${normal}`, 'utf8').digest('hex')
}

const settingKey = 'lookup.question-key'

function searchKey(ctx: Context): Buffer {
  const kept = read(ctx.db)
  if (kept) return Buffer.from(kept, 'base64')
  const fresh = randomBytes(32)
  ctx.bulk((tx) => tx.run(q.insertInto('settings').values({ key: settingKey, value: fresh.toString('base64') })))
  return fresh
}

function read(db: ReadDb): string | undefined {
  const row = db.one(q.selectFrom('settings').select('value').where('key', '=', settingKey))
  return row?.value
}
