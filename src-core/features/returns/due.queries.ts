import type { DueReturn, ReturnId, ReturnPeriod } from '../../../src-contract/features/returns.shapes.ts'
import type { ReadDb } from '../../store/sql.ts'
import { periodsOf } from './periods.rules.ts'
import { allReturns, submissionsOf } from './returns.repo.ts'

/**
 * Returns whose period is over and that have not been sent, the most urgent first: for 今日待办. Those that wait for their reviewer
 * are among them.
 *
 * @param today calendar date in Asia/Shanghai
 */
export function dueReturns(db: ReadDb, today: string): DueReturn[] {
  return allReturns(db)
    .filter((record) => record.active === 1)
    .flatMap((record) =>
      periodsOf(record, submissionsOf(db, record.return_id), today).flatMap((period) => {
        const status = dueStatus(period, today)
        if (status === undefined) return []
        const { name, issuer } = record
        return [{ returnId: record.return_id as ReturnId, name, issuer, period: period.id, due: period.due, status }]
      }),
    )
    .sort((a, b) => (a.due === b.due ? a.name.localeCompare(b.name, 'zh-CN') : a.due < b.due ? -1 : 1))
}

function dueStatus({ status, to }: ReturnPeriod, today: string): DueReturn['status'] | undefined {
  if (status === 'submitted') return status
  return to < today && (status === 'open' || status === 'returned') ? status : undefined
}
