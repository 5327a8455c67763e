import { Button, Drawer } from '@mantine/core'
import { useEffect, useState } from 'react'
import { notifications } from '@mantine/notifications'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { EvidenceLine, RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import type { IndicatorId } from '../../../src-domain/scoring/scheme.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { AcceptMissing } from './accept-missing.tsx'
import classes from './assessment.module.css'
import { useIndicatorNames } from './indicator-names.ts'

type Props = { runId: RunId | null; officerId: AccountId; indicator: IndicatorId; onClose: () => void }
const pageSize = 100
const goodNotes: ReadonlySet<string> = new Set([
  ...['counted', 'on-time', 'handed-over-in-time', 'done', 'held', 'transferred', 'reached', 'complete', 'declared'],
])

/** The records behind one figure: number, day, book and state, and why each counts as it does. Content opens elsewhere, with a purpose. */
export function EvidenceDrawer({ runId, officerId, indicator, onClose }: Props) {
  const text = useText()
  const words = text.assessment.evidence
  const { notes } = text.assessment
  const format = useFormat()
  const label = useLabel()
  const { role } = useSession()
  const nameOf = useIndicatorNames()
  const books = useBooks().value?.books ?? []
  const [items, setItems] = useState<readonly EvidenceLine[]>([])
  const [sums, setSums] = useState<{ total: number; good: number; due: number } | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [offset, setOffset] = useState(0)
  const [accepting, setAccepting] = useState<string | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const question = { runId, officerId, indicator, offset, limit: pageSize }
    void rpc.assessment.evidence(question, { signal: stop.signal }).then((result) => {
      if (stop.signal.aborted) return
      if (!result.ok) {
        setError(result.error)
        return
      }
      const { items: page, ...rest } = result.value
      setItems((before) => [...before.slice(0, offset), ...page])
      setSums(rest)
    })
    return () => stop.abort()
  }, [runId, officerId, indicator, offset])

  const bookOf = (line: EvidenceLine) => books.find(({ id }) => id === line.book)
  const book = (line: EvidenceLine): string => {
    const found = bookOf(line)
    return line.kind === 'entry' && found ? label(found.label) : words.kinds[line.kind]
  }
  const state = (line: EvidenceLine): string => {
    const found = bookOf(line)?.states.find(({ id }) => id === line.state)
    return found ? label(found.label) : ''
  }
  const left = sums === null ? 0 : sums.total - items.length
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={words.title(nameOf(indicator))}
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      {error ? <ErrorNotice error={error} /> : null}
      {sums ? (
        <p className={classes.quiet} role="status">
          {sums.due === 0
            ? words.sumGood(format.number(sums.good))
            : words.sums(format.number(sums.good), format.number(sums.due))}{' '}
          {words.openMeans}
        </p>
      ) : null}
      {sums && items.length === 0 ? <p>{indicator === 'O1' ? words.satisfaction : words.empty}</p> : null}
      {items.length > 0 ? (
        <table className={classes.table} aria-label={words.title(nameOf(indicator))}>
          <thead>
            <tr>
              <th scope="col">{words.number}</th>
              <th scope="col">{words.date}</th>
              <th scope="col">{words.book}</th>
              <th scope="col">{words.state}</th>
              <th scope="col" data-align="end">
                {words.good}
              </th>
              <th scope="col" data-align="end">
                {words.due}
              </th>
              <th scope="col">{words.note}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((line) => (
              <tr key={`${line.kind} ${line.id}`}>
                <th scope="row">
                  {line.entryId === null ? (
                    line.number
                  ) : (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      onClick={() => go({ screen: 'entry', entryId: line.entryId ?? '' })}
                    >
                      {line.number}
                    </Button>
                  )}
                </th>
                <td>{line.date}</td>
                <td>{book(line)}</td>
                <td>{state(line)}</td>
                <td data-align="end">{format.number(line.good)}</td>
                <td data-align="end">{format.number(line.due)}</td>
                <td>
                  <Tag tone={goodNotes.has(line.note) ? 'good' : 'warn'}>{notes[line.note]}</Tag>{' '}
                  {line.note === 'not-recorded' && allowed(role, 'assessment.acceptMissing') ? (
                    <Button variant="default" size="compact-xs" onClick={() => setAccepting(line.id)}>
                      {words.accept}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {left > 0 ? (
        <Button variant="default" onClick={() => setOffset(items.length)}>
          {words.more(format.number(Math.min(left, pageSize)))}
        </Button>
      ) : null}
      {accepting === null ? null : (
        <AcceptMissing
          incident={accepting}
          onClose={() => setAccepting(null)}
          onDone={() => {
            setAccepting(null)
            notifications.show({ message: words.acceptDone, color: 'green' })
          }}
        />
      )}
    </Drawer>
  )
}
