import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { DutyId } from '../../../src-contract/features/duty.shapes.ts'
import type { Instant, LocalDate } from '../../../src-contract/ids.ts'
import { daysBetween, monthSpan } from '../../../src-domain/duty/calendar.rules.ts'
import { daysAround, dutyDates, shiftsCollide } from '../../../src-domain/duty/shift-time.rules.ts'
import { shifts, shiftsById } from '../../../src-domain/duty/shifts.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { seesAll } from './access.rules.ts'
import { actOf, noteChange } from './acts.ts'
import { findRow, removeRow, writeRow } from './records.repo.ts'
import { calendarOf, issuedYears } from './office-catalogs.facts.ts'
import { dutiesBetween } from './roster.repo.ts'
import { allBeats, allStaff, staffMember } from './staff.repo.ts'

export function choices(ctx: Context): OutputOf<'duty.choices'> {
  return {
    beats: allBeats(ctx.db),
    staff: allStaff(ctx.db),
    shifts: shifts.map(({ aliases: _aliases, ...shift }) => shift),
  }
}

/** The month's grid. Who may not edit it sees their own row. */
export function roster(ctx: Context, month: string): OutputOf<'duty.roster'> {
  const { from, to } = monthSpan(month)
  const own = seesAll(ctx.session.role) ? undefined : [ctx.session.accountId]
  const duties = dutiesBetween(ctx.db, from, to, own)
  const calendar = calendarOf(ctx.db)
  const issued = issuedYears(ctx.db).find(({ year }) => from.startsWith(`${year}-`))
  const people = allStaff(ctx.db)
    .filter((one) => own === undefined || own.includes(one.accountId))
    .flatMap((one) => {
      const mine = duties.filter(({ accountId }) => accountId === one.accountId)
      const onRoster = one.active && one.role !== 'it' && one.role !== 'auditor'
      if (!onRoster && mine.length === 0) return []
      return [
        { ...one, duties: mine.map(({ accountId: _account, ...duty }) => duty), dutyDays: dutyDates(mine).length },
      ]
    })
  return {
    month,
    days: daysBetween(from, to).map((date) => ({ ...calendar.day(date), date: date as LocalDate })),
    calendar: calendar.status(from, to),
    issued: issued === undefined ? null : { version: issued.version, by: issued.by, at: issued.at as Instant },
    workingDays: calendar.workingDays(from, to),
    people,
  }
}

export function saveDuty(ctx: Context, input: ParsedInputOf<'duty.saveDuty'>): Answer<'duty.saveDuty'> {
  const shift = shiftsById.get(input.shift)
  if (shift === undefined) return failure('duty/shift-unknown')
  const answer = ctx.commit<
    { dutyId: DutyId },
    'duty/gone' | 'duty/account-unknown' | 'duty/shift-overlap' | 'duty/nothing-changed'
  >((tx) => {
    const before = input.dutyId === undefined ? undefined : findRow(tx, 'duty', input.dutyId)
    if (input.dutyId !== undefined && before === undefined) return failure('duty/gone')
    if (staffMember(tx, input.accountId) === undefined) return failure('duty/account-unknown')
    const [from, , to] = daysAround(input.date)
    const mine = { ...input, shift: shift.id }
    const other = dutiesBetween(tx, from, to, [input.accountId]).find(
      (row) => row.dutyId !== input.dutyId && shiftsCollide(row, mine),
    )
    if (other !== undefined) return failure('duty/shift-overlap', { date: other.date, from: other.from, to: other.to })
    const dutyId = input.dutyId ?? (ctx.newId() as DutyId)
    const row = {
      duty_id: dutyId,
      account_id: input.accountId,
      date: input.date,
      shift: shift.id,
      from_time: input.from,
      to_time: input.to,
      created_at: before?.created_at ?? ctx.now,
      removed_at: null,
    }
    if (!writeRow(tx, 'duty', row, actOf(ctx, input.reason))) return failure('duty/nothing-changed')
    noteChange(tx, 'duty', dutyId, before === undefined ? 'new' : 'changed')
    return success({ dutyId })
  })
  if (answer.ok) ctx.emit({ name: 'data-changed', what: 'duty' })
  return answer
}

export function removeDuty(ctx: Context, input: ParsedInputOf<'duty.removeDuty'>): Answer<'duty.removeDuty'> {
  return removed(ctx, 'duty', input.dutyId, input.reason)
}

/** Takes a record back, with its reason. */
export function removed(
  ctx: Context,
  kind: Parameters<typeof removeRow>[1],
  id: string,
  reason: string,
): { ok: true; value: Record<string, never> } | ReturnType<typeof failure<'duty/gone'>> {
  const answer = ctx.commit<Record<string, never>, 'duty/gone'>((tx) => {
    if (!removeRow(tx, kind, id, actOf(ctx, reason))) return failure('duty/gone')
    noteChange(tx, kind, id, 'removed')
    return success({})
  })
  if (answer.ok) ctx.emit({ name: 'data-changed', what: 'duty' })
  return answer
}
