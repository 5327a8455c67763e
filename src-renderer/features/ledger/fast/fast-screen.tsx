import { Button, Kbd } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition } from '../../../../src-contract/books.ts'
import { allowed } from '../../../rpc/allowed.ts'
import { useBooks, useColleagues } from '../../../rpc/known.ts'
import { useSession } from '../../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../../text/language.ts'
import { ErrorNotice } from '../../../ui/error-notice.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { ProgressLine } from '../../../ui/progress-line.tsx'
import { go } from '../../../ui/router.ts'
import { Screen } from '../../../ui/screen.tsx'
import { useKeys } from '../../../ui/use-keys.ts'
import { KeyHints } from '../key-hints.tsx'
import type { Colleague } from '../entry-form.tsx'
import { tellDone, useUndoKey } from '../undo.tsx'
import { FastGrid } from './fast-grid.tsx'
import { mostRows, standingOf, type PastePlan } from './fast-rows.ts'
import { useFastRows } from './use-fast-rows.ts'

/** 表格录入: many entries of one book at once, typed or pasted. */
export function FastScreen({ bookId }: { bookId: string }) {
  const books = useBooks()
  const colleagues = useColleagues().value?.accounts
  const book = books.value?.books.find((one) => one.id === bookId)
  if (books.error) return <ErrorNotice error={books.error} onRetry={books.again} />
  // Without the names of colleagues a pasted name would be taken for a mistake.
  return book && colleagues ? <FastEntry book={book} colleagues={colleagues} /> : null
}

function FastEntry({ book, colleagues }: { book: BookDefinition; colleagues: readonly Colleague[] }) {
  const text = useText()
  const words = text.ledger.fast
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const data = useFastRows(book)
  const [said, setSaid] = useState<readonly string[]>([])
  const [filing, setFiling] = useState(false)
  const mayFile = allowed(session.role, 'ledger.file')
  const ready = data.rows.filter((row) => standingOf(row) === 'ready').length

  async function file() {
    if (!mayFile || filing) return
    setFiling(true)
    const { filed, left, undo } = await data.file()
    setFiling(false)
    setSaid(left > 0 ? [words.left(left)] : filed === 0 ? [words.nothing] : [])
    if (filed > 0) tellDone(words.filed(filed), undo, data.reload)
  }
  function pasted(plan: PastePlan) {
    setSaid([
      ...(plan.rows > plan.cells.length
        ? [words.pastedTooMany(format.number(plan.cells.length), format.number(plan.rows), format.number(mostRows))]
        : []),
      ...(plan.beyond > 0 ? [words.pastedTooWide(plan.beyond)] : []),
    ])
  }
  useKeys({
    'mod+S': () => void file(),
    'alt+ArrowLeft': () => go({ screen: 'ledger', book: book.id }),
  })
  useUndoKey()
  return (
    <Screen
      fill
      title={words.title(label(book.label))}
      actions={
        <>
          {data.rows.some((row) => row.filed) ? (
            <Button variant="default" onClick={data.clearFiled}>
              {words.clearFiled}
            </Button>
          ) : null}
          {mayFile ? (
            <Button onClick={() => void file()} loading={filing} rightSection={<Kbd size="xs">Ctrl+S</Kbd>}>
              {ready > 0 ? words.fileReady(ready) : words.file}
            </Button>
          ) : (
            <span>{words.mayNotFile}</span>
          )}
          <Button
            variant="default"
            onClick={() => go({ screen: 'ledger', book: book.id })}
            rightSection={<Kbd size="xs">Alt+←</Kbd>}
          >
            {text.frame.common.back}
          </Button>
        </>
      }
    >
      {data.error ? <ErrorNotice error={data.error} /> : null}
      {said.length > 0 ? (
        <Notice tone="warn" role="alert">
          {said.join(' ')}
        </Notice>
      ) : null}
      {data.progress ? (
        <ProgressLine label={filing ? words.filing : words.pasting} progress={{ phase: 'rows', ...data.progress }} />
      ) : null}
      {data.loading ? null : (
        <FastGrid
          book={book}
          data={data}
          colleagues={colleagues}
          onPasted={pasted}
          onRemoved={(rows) => setSaid(rows > 0 ? [words.removed(rows)] : [])}
        />
      )}
      <KeyHints keys={words.keys} />
    </Screen>
  )
}
