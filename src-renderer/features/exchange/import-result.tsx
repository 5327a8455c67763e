import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ImportId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { go } from '../../ui/router.ts'
import classes from './exchange-screen.module.css'
import { forgetDone, type ImportJob } from './import-job.ts'
import { Counts } from './import-preview.tsx'
import { saveFile } from './save-file.ts'

type Props = { done: NonNullable<ImportJob['done']>; book: BookDefinition }

/** What became of an import, and what can be done next: mend the rest, take it back, look at it. */
export function ImportResult({ done, book }: Props) {
  const words = useText().exchange
  const format = useFormat()
  const place = useRef<HTMLDivElement>(null)
  const acts = useImportActs()
  useEffect(() => place.current?.focus(), [done])
  const { counts, importId } = done
  const left = counts.rows - counts.filed
  return (
    <div ref={place} tabIndex={-1} className={classes.result}>
      <Notice tone="good" role="status">
        {format.pair(done.fileName, words.done(format.number(counts.filed)))}
      </Notice>
      <Counts counts={counts} />
      {left > 0 ? <Notice tone="info">{words.left(format.number(left))}</Notice> : null}
      {acts.error ? <ErrorNotice error={acts.error} /> : null}
      <div className={classes.buttons}>
        {left > 0 ? (
          <Button disabled={acts.busy} onClick={() => void acts.rejected(importId)}>
            {words.rejected}
          </Button>
        ) : null}
        <Button variant="default" onClick={() => go({ screen: 'ledger', book: book.id })}>
          {words.back}
        </Button>
        {counts.filed > 0 ? (
          <ConfirmButton
            label={words.undo}
            means={words.undoMeans(format.number(counts.filed))}
            onConfirm={() => void acts.undo(importId)}
          />
        ) : null}
      </div>
    </div>
  )
}

/** What can be done with an import that is through: fetch its rest, take it back. */
export function useImportActs(after: () => void = () => {}) {
  const words = useText().exchange
  const format = useFormat()
  const [error, setError] = useState<RpcError | null>(null)
  const [busy, setBusy] = useState(false)
  return {
    error,
    busy,
    async rejected(importId: ImportId) {
      setError(null)
      setBusy(true)
      const made = await rpc.exchange.rejectedRows({ importId })
      setBusy(false)
      if (!made.ok) return setError(made.error)
      await saveFile(made.value.fileName, made.value.xlsx, words.saved)
    },
    async undo(importId: ImportId) {
      setError(null)
      setBusy(true)
      const undone = await rpc.exchange.undo({ importId })
      setBusy(false)
      if (!undone.ok) return setError(undone.error)
      const { undone: count, kept } = undone.value
      notifications.show({ message: words.undone(format.number(count), format.number(kept)), color: 'green' })
      forgetDone(importId)
      after()
    },
  }
}
