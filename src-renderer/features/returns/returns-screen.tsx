import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ReturnRow } from '../../../src-contract/features/returns.shapes.ts'
import { periodKind } from '../../../src-domain/periods/periods.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go, hashOf } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { dueWords } from '../ledger/due-words.ts'
import { ReturnForm } from './return-form.tsx'
import classes from './return-screen.module.css'
import { periodTone } from './tones.ts'

/** 报表报送: which returns there are, what is due, and what was sent last. */
export function ReturnsScreen() {
  const words = useText().returns
  const { role } = useSession()
  const { value, error, again } = useCall((signal) => rpc.returns.list({}, { signal }), [])
  useDataChanged('returns', again)
  const [making, setMaking] = useState(false)
  const makes = allowed(role, 'returns.create')
  return (
    <Screen
      title={words.title}
      fill
      actions={makes ? <Button onClick={() => setMaking(true)}>{words.make.open}</Button> : null}
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value?.returns.length === 0 ? (
        <Blank title={words.emptyTitle}>{makes ? words.emptyText : words.emptyChief}</Blank>
      ) : null}
      {value && value.returns.length > 0 ? <Directory rows={value.returns} /> : null}
      {making ? (
        <ReturnForm
          onClose={() => setMaking(false)}
          onDone={(returnId) => {
            setMaking(false)
            go({ screen: 'return', returnId })
          }}
        />
      ) : null}
    </Screen>
  )
}

function Directory({ rows }: { rows: readonly ReturnRow[] }) {
  const text = useText()
  const words = text.returns
  const label = useLabel()
  const format = useFormat()
  const { columns: names } = words
  return (
    <div className={classes.history}>
      <table className={classes.list} aria-label={words.directory}>
        <thead>
          <tr>
            {[names.name, names.issuer, names.kind, names.next, names.due, names.last, names.bound].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const due = dueWords(row.next.due, today(), text.ledger.due)
            const pressing = row.active && (row.next.status === 'open' || row.next.status === 'returned')
            const kind = periodKind(row.periodKind)
            return (
              <tr key={row.returnId}>
                <th scope="row">
                  <a href={hashOf({ screen: 'return', returnId: row.returnId })}>{row.name}</a>
                </th>
                <td>{row.issuer}</td>
                <td>{kind ? label(kind.label) : row.periodKind}</td>
                <td>
                  {row.active ? (
                    <>
                      {row.next.id} <Tag tone={periodTone[row.next.status]}>{words.statuses[row.next.status]}</Tag>
                    </>
                  ) : (
                    <Tag tone="quiet">{words.inactive}</Tag>
                  )}
                </td>
                <td>
                  {row.active ? row.next.due : '—'} {pressing ? <Tag tone={due.tone}>{due.words}</Tag> : null}
                </td>
                <td>
                  {row.lastSent === null
                    ? words.never
                    : words.lastSent(row.lastSent.period, format.date(row.lastSent.at))}
                </td>
                <td data-align="end">{words.boundCells(format.number(row.bound))}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
