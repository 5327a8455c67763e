import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { undoBulkFiled } from '../ledger/undo-bulk.service.ts'
import { inTurn } from '../sources/in-turn.ts'
import { filedEntries } from './import-rows.repo.ts'
import { changeImport } from './imports.repo.ts'
import { dropImport } from './open-import.service.ts'
import { ownImport } from './stored-import.ts'

const sliceMs = 10
const entriesRead = 500

/** Takes back what the import filed and nobody has touched since, in slices; interrupted, the next call goes on. */
export function undoImport(ctx: Context, input: ParsedInputOf<'exchange.undo'>): Promise<Answer<'exchange.undo'>> {
  return inTurn(ctx.db, async () => {
    const found = ownImport(ctx, input.importId)
    if (found === undefined) return failure('exchange/import-gone')
    const { importId, state, book } = found.stored
    const begun = state === 'filing' || state === 'filed' || state === 'undoing'
    const total = begun ? await ctx.read('exchange.untouched', { importId }) : 0
    if (total === 0 && state !== 'undoing') return failure('exchange/nothing-to-undo')
    ctx.bulk((tx) => changeImport(tx, importId, { state: 'undoing' }))
    const { undone, kept } = await takeBack(ctx, importId, total)
    const finished: Answer<'exchange.undo'> = ctx.commit((tx) => {
      changeImport(tx, importId, { state: 'undone' })
      tx.audit({
        action: 'undo',
        record: importId,
        detail: { kind: 'import', book, finished: true, entries: undone, kept },
      })
      return success({ undone, kept, state: 'undone' as const })
    })
    ctx.emit({ name: 'data-changed', what: 'ledger' })
    return finished
  })
}

async function takeBack(ctx: Context, importId: string, total: number): Promise<{ undone: number; kept: number }> {
  const act = { at: ctx.now, accountId: ctx.session.accountId, newId: () => ctx.newId() }
  let undone = 0
  let kept = 0
  let after = -1
  for (;;) {
    const entries = filedEntries(ctx.db, importId, after, entriesRead)
    if (entries.length === 0) return { undone, kept }
    let next = 0
    while (next < entries.length) {
      const from = next
      next = ctx.bulk((tx) => {
        const started = performance.now()
        let at = from
        let taken = 0
        do {
          const outcome = undoBulkFiled(tx, act, (entries[at] as { entryId: string }).entryId)
          if (outcome === 'undone') taken += 1
          if (outcome === 'kept') kept += 1
          at += 1
        } while (at < entries.length && performance.now() - started < sliceMs)
        undone += taken
        if (taken > 0) ctx.audit({ action: 'undo', record: importId, detail: { kind: 'import', entries: taken } })
        return at
      })
      ctx.progress({ phase: 'undo', done: undone, total })
      await new Promise<void>((resolve) => setImmediate(resolve))
      ctx.signal.throwIfAborted()
    }
    after = entries.at(-1)?.row ?? after
  }
}

/** Lets go of an import of which nothing was filed. */
export function discardImport(
  ctx: Context,
  input: ParsedInputOf<'exchange.discardImport'>,
): Promise<Answer<'exchange.discardImport'>> {
  return inTurn(ctx.db, async () => {
    const found = ownImport(ctx, input.importId)
    if (found === undefined) return failure('exchange/import-gone')
    const { importId, state } = found.stored
    if (state !== 'read' && state !== 'checked') return failure('exchange/import-begun')
    await dropImport(ctx, importId)
    return ctx.commit(() => success({}))
  })
}
