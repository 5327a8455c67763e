import type { Context } from '../../rpc/context.ts'
import { keepConflicts } from './file-conflicts.service.ts'

/** Whoever has looked something up opens one of the first. */
const mostPrepared = 3

/**
 * Works out, beside the answer, the conflicts of the files that a list shows first, so that opening one of them finds them kept: most of a
 * first opening is just that. Shows nothing to anybody; what it does not manage, the opening does.
 */
export async function prepareFiles(
  ctx: Pick<Context, 'read' | 'bulk' | 'today'>,
  subjects: readonly number[],
): Promise<void> {
  for (const subjectId of subjects.slice(0, mostPrepared)) {
    const scanned = await ctx.read('conflicts.prepare', { subjectId, today: ctx.today })
    if (scanned !== null) ctx.bulk((tx) => keepConflicts(tx, scanned, ctx.today))
  }
}
