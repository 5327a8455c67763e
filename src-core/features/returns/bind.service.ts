import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { countProblem, placeProblem } from '../../../src-domain/returns/binding-check.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { beatsOf } from '../ledger/collect-facts.ts'
import { sheetsOf } from './directory.service.ts'
import { findReturn, freeCell, newestTemplate, putBinding, updateReturn } from './returns.repo.ts'

type Change = ParsedInputOf<'returns.bind'>['cells'][number]
type Refusal = ReturnType<typeof failure<'returns/binding-invalid'>>

/** Binds and frees cells: all of them, or none and the first reason why not. */
export function bindCells(
  ctx: Context,
  input: ParsedInputOf<'returns.bind'>,
): Result<OutputOf<'returns.bind'>, 'returns/gone' | 'returns/not-here' | 'returns/stale' | 'returns/binding-invalid'> {
  const bound = ctx.commit((tx) => {
    const record = findReturn(tx, input.returnId)
    const template = newestTemplate(tx, input.returnId)
    if (record === undefined || template === undefined) return failure('returns/gone')
    if (template.layout === null) return failure('returns/not-here')
    if (record.revision !== input.revision) return failure('returns/stale')
    const refused = refusal(tx, sheetsOf(template), input.cells)
    if (refused !== undefined) return refused
    for (const { sheet, cell, binding } of input.cells) {
      const place = { returnId: input.returnId, sheet, cell, accountId: ctx.session.accountId, at: ctx.now }
      if (binding === null) freeCell(tx, place)
      else putBinding(tx, place, binding)
    }
    const revision = record.revision + 1
    updateReturn(tx, input.returnId, { revision })
    tx.audit({ action: 'return-change', record: input.returnId, detail: { cells: input.cells.length } })
    return success({ revision })
  })
  if (bound.ok) ctx.emit({ name: 'data-changed', what: 'returns' })
  return bound
}

function refusal(db: ReadDb, sheets: ReturnType<typeof sheetsOf>, cells: readonly Change[]): Refusal | undefined {
  const definitions = new Map([...booksById].map(([id, book]) => [id, book.definition]))
  const beats = beatsOf(db)
  for (const { sheet, cell, binding } of cells) {
    if (binding === null) continue
    const place = placeProblem(sheets, { sheet, cell }, binding)
    if (place !== undefined) return failure('returns/binding-invalid', { cells: [cell], ...place })
    const reason = binding.kind === 'count' ? countProblem(binding, definitions, beats) : undefined
    if (reason !== undefined) return failure('returns/binding-invalid', { cells: [cell], reason })
  }
  return undefined
}
