import { useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { problemsOf } from '../../../src-domain/books/problem-params.ts'
import { rpc } from '../../rpc/client.ts'
import { rememberLast } from './last-values.ts'
import { focusField } from './move-focus.ts'
import { acceptedOf, type ProblemGroup, type Reasons } from './problem-summary.tsx'
import type { Family } from './use-family.ts'

export type Filed = OutputOf<'ledger.file'>

/** Filing a family of drafts in one act: what core refused, the reasons for what can be explained, and the way through. */
export function useFiling(draftId: string, family: Family, scopeOf: (draftId: string) => string) {
  const [refused, setRefused] = useState<readonly ProblemGroup[] | null>(null)
  const [reasons, setReasons] = useState<Reasons>({})
  const [filing, setFiling] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const summary = useRef<HTMLElement>(null)
  // After a refusal the newest problems are shown, so that what was corrected leaves the list.
  const newest = family.members.map(({ draftId: id, book, problems }) => ({ scope: scopeOf(id), book, problems }))
  const groups = refused === null ? [] : newest.some((group) => group.problems.length > 0) ? newest : refused

  /** Null when it was refused; then the focus is where something is to be mended. */
  async function file(): Promise<Filed | null> {
    if (filing) return null
    setFiling(true)
    setError(null)
    try {
      if (!(await family.flush())) return null
      const result = await rpc.ledger.file({
        draftId: draftId as DraftId,
        accepted: groups.flatMap((group) => acceptedOf(group, reasons)),
      })
      if (result.ok) {
        family.stop()
        for (const member of family.members) rememberLast(member.book.id, member.fields)
        return result.value
      }
      if (result.error.code === 'ledger/invalid' || result.error.code === 'ledger/warnings') refuse(result.error)
      else setError(result.error)
      return null
    } finally {
      setFiling(false)
    }
  }

  function refuse(error: RpcError) {
    const problems = problemsOf(error.params)
    const about = String(error.params['draftId'] ?? draftId)
    const member = family.members.find((one) => one.draftId === about)
    const scope = scopeOf(about)
    setRefused(member ? [{ scope, book: member.book, problems }] : [])
    const first = problems[0]
    // Drawn first: what was folded away must be there to take the focus.
    requestAnimationFrame(() => {
      if (first?.severity === 'error') focusField(scope, first.field)
      else summary.current?.querySelector('input')?.focus()
    })
  }

  return {
    file,
    filing,
    error,
    refused: refused !== null,
    groups,
    reasons,
    setReason: (key: string, reason: string) => setReasons((before) => ({ ...before, [key]: reason })),
    summary,
  }
}
