import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { BookId } from '../../../src-contract/books.ts'
import type { BatchId } from '../../../src-contract/features/duty.shapes.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { PaperRef } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './entry-form.module.css'

type Props = {
  draftId: DraftId
  book: BookId
  /** What the draft was typed from when it was read. */
  paper: PaperRef | null
  onChange: (batchId: BatchId | null) => void
}

/** Which paper (交表) the draft is typed from; nothing at all while no paper of the book waits to be typed in. */
export function PaperChoice({ draftId, book, paper, onChange }: Props) {
  const words = useText().ledger.paper
  const format = useFormat()
  const { value } = useCall((signal) => rpc.ledger.paperToType({ book }, { signal }), [book])
  const [chosen, setChosen] = useState(paper?.batchId ?? null)
  const [error, setError] = useState<RpcError | null>(null)
  const batches = value?.batches ?? []
  async function choose(batchId: BatchId | null) {
    setChosen(batchId)
    onChange(batchId)
    const result = await rpc.ledger.setPaper({ draftId, batchId })
    setError(result.ok ? null : result.error)
  }
  if (batches.length === 0 && paper === null) return null
  const open = batches.find((one) => one.batchId === chosen)
  // A batch that is typed in to the last sheet is no longer offered, and stays what it is here.
  const gone = paper !== null && !batches.some((one) => one.batchId === paper.batchId) ? [paper] : []
  return (
    <div className={classes.paper}>
      <NativeSelect
        size="xs"
        label={words.label}
        value={chosen ?? ''}
        data={[
          { value: '', label: words.none },
          ...batches.map((one) => ({
            value: one.batchId,
            label: words.batch(one.number, one.beat, one.handedByName, format.date(one.handedAt)),
          })),
          ...gone.map((one) => ({ value: one.batchId, label: one.number })),
        ]}
        onChange={(event) => {
          const { value: id } = event.currentTarget
          void choose(id === '' ? null : (id as BatchId))
        }}
      />
      {open ? (
        <span className={classes.status}>
          {words.progress(format.number(open.entries), format.number(open.sheets))}
        </span>
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={() => void choose(chosen)} /> : null}
    </div>
  )
}
