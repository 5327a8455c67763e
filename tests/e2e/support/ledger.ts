import type { Page } from 'playwright-core'
import type { BookId } from '../../../src-contract/books.ts'
import type { InputOf, MethodName, OutputOf } from '../../../src-contract/contract.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { callCore } from './core.ts'

/** Asks core as the user who is logged in; throws with the code of a refusal, which a set-up never expects. */
export async function must<N extends MethodName>(page: Page, method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const result = await callCore(page, method, input)
  if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
  return result.value as OutputOf<N>
}

/** Opens a draft, types all of it and files it, past the screen. Warnings are answered with one reason. */
export async function fileEntry(
  page: Page,
  book: string,
  fields: Readonly<Record<string, string>>,
): Promise<OutputOf<'ledger.file'>> {
  const { draftId, revision } = await must(page, 'ledger.openDraft', { book: book as BookId })
  const { problems } = await must(page, 'ledger.saveDraft', { draftId, revision, fields: { ...fields } })
  const accepted = problems
    .filter((one) => one.severity === 'warning')
    .map(({ field, code }) => ({ field, code, reason: '情况属实' }))
  return must(page, 'ledger.file', { draftId, accepted })
}

/** Takes a step from the state in which the entry stands. */
export async function takeStep(
  page: Page,
  entryId: EntryId,
  transition: string,
  fields: Readonly<Record<string, string>> = {},
  note = '',
): Promise<OutputOf<'ledger.step'>> {
  const { state } = await must(page, 'ledger.read', { entryId })
  return must(page, 'ledger.step', { entryId, state, transition, fields: { ...fields }, note })
}
