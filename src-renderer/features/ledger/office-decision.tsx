import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'

type Decision = NonNullable<OutputOf<'ledger.read'>['officeDecision']>

/** What the superior office decided last of an entry: by whom, when and why. */
export function OfficeDecision({ decision }: { decision: Decision }) {
  const words = useText().ledger.review.byOffice
  const format = useFormat()
  const said = (decision.approved ? words.approved : words.returned)(decision.by, format.time(decision.at))
  return (
    <Notice tone={decision.approved ? 'good' : 'warn'}>
      {said}
      {decision.reason === null ? null : ` ${words.opinion(decision.reason)}`}
    </Notice>
  )
}
