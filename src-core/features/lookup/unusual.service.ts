import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import {
  filesOpened,
  limits,
  minutesBefore,
  noticedBefore,
  unusualVolumes,
  type Act,
  type UnusualKind,
} from '../../../src-domain/access/unusual.rules.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { withReference, type AccessInput } from './access.rules.ts'

/** More acts than this in an hour are unusual by any rule. */
const mostActs = 400
/** Mostly an hour has fewer. */
const ordinaryActs = 60

/**
 * Raises a notice to the auditor where the caller's acts have become unusual: one row of the trail, under the actor's name, that the
 * auditor's page counts. Called after a file was opened or a value revealed; it never stops the work.
 */
export function noticeUnusual(ctx: Context, asked: AccessInput, record: string, subjectId: number | null): void {
  const acts = actsOf(ctx.db, ctx.session.accountId, ctx.now)
  const found: { kind: UnusualKind; count: number }[] = [...unusualVolumes(acts, ctx.now)]
  if (subjectId !== null) {
    // A whole household is what registration is about.
    const family = asked.purpose === 'P01' ? 0 : householdOpened(ctx, acts, subjectId)
    if (family >= limits.family.members) found.push({ kind: 'family', count: family })
    if (bearsColleaguesName(ctx.db, subjectId)) found.push({ kind: 'colleague', count: 1 })
  }
  for (const { kind, count } of found) {
    if (noticedBefore(acts, ctx.now, kind, record)) continue
    ctx.audit({ action: 'unusual', record, ...withReference(asked), result: kind, detail: { count } })
  }
}

// Plain SQL in this file: it runs with each file that is opened.
export const actsSql = 'SELECT at, action, record, result FROM audit_log WHERE actor = ? ORDER BY seq DESC LIMIT ?'
export const colleaguesSql = 'SELECT name FROM accounts WHERE active = 1'

/** What somebody did lately, at least as far back as any rule looks, or as many acts as are unusual. */
function actsOf(db: ReadDb, accountId: string, now: string): Act[] {
  const newest = db.prepare<[string, number], Act>(actsSql)
  const since = minutesBefore(now, limits.quietMinutes)
  const few = newest.all(accountId, ordinaryActs)
  const last = few.at(-1)
  return few.length < ordinaryActs || last === undefined || last.at < since ? few : newest.all(accountId, mostActs)
}

export const homesSql = `SELECT value FROM subject_keys WHERE subject_id = ? AND kind = 'room'`
export const livingSql = `SELECT subject_id AS id FROM subject_keys WHERE kind = 'room' AND value = ? LIMIT 2000`

/** Of the files opened lately, how many share a home with this one, itself included. */
function householdOpened(ctx: Context, acts: readonly Act[], subjectId: number): number {
  const opened = filesOpened(acts, ctx.now, limits.family.minutes)
  // Whom else one has opened is few against who has a key in common; a home without a number has hundreds.
  if (opened.size < limits.family.members) return 0
  const living = new Set<string>()
  for (const { value } of ctx.db.prepare<[number], { value: string }>(homesSql).all(subjectId))
    for (const { id } of ctx.db.prepare<[string], { id: number }>(livingSql).all(value)) living.add(`subject:${id}`)
  return [...opened].filter((one) => living.has(one)).length
}

/** By the name alone: accounts hold nothing else of a person. */
function bearsColleaguesName(db: ReadDb, subjectId: number): boolean {
  const row = db
    .prepare<[number], { name: string | null; about: string }>('SELECT name, about FROM subjects WHERE subject_id = ?')
    .one(subjectId)
  if (row?.about !== 'person' || row.name === null) return false
  const name = foldForSearch(row.name)
  return db
    .prepare<[], { name: string }>(colleaguesSql)
    .all()
    .some((account) => foldForSearch(account.name) === name)
}
