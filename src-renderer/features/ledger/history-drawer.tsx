import { Button, Checkbox, Drawer, Kbd } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import { ChangesTable } from './changes-table.tsx'
import { CompareVersions } from './compare-versions.tsx'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { RestoreForm } from './restore-form.tsx'
import { timelineOf, type TimelineItem } from './timeline.ts'

type Props = {
  entry: OutputOf<'ledger.read'>
  book: BookDefinition
  colleagues: readonly Colleague[]
  mayRestore: boolean
  onClose: () => void
  onRestored: () => void
}

/** Who changed what, when and why, field by field, newest first: corrections and steps in one line. */
export function HistoryDrawer({ entry, book, colleagues, mayRestore, onClose, onRestored }: Props) {
  const text = useText()
  const words = text.ledger.history
  const { entryId } = entry
  const history = useCall(
    (signal) => rpc.ledger.history({ entryId }, { signal }),
    [entryId, entry.version, entry.state],
  )
  const [chosen, setChosen] = useState<readonly number[]>([])
  const [comparing, setComparing] = useState(false)
  const [restoring, setRestoring] = useState<number | null>(null)
  const { versions = [], events = [], decisions = [] } = history.value ?? {}
  const line = timelineOf(versions, events, decisions)
  const [left, right] = [...chosen].sort((a, b) => a - b)
  const choose = (version: number) =>
    // The newest two that were chosen are compared.
    setChosen((before) =>
      before.includes(version) ? before.filter((one) => one !== version) : [...before.slice(-1), version],
    )
  return (
    <Drawer
      opened
      onClose={onClose}
      title={words.title}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      {history.error ? <ErrorNotice error={history.error} onRetry={history.again} /> : null}
      {comparing && left !== undefined && right !== undefined ? (
        <CompareVersions
          entryId={entryId}
          left={left}
          right={right}
          book={book}
          colleagues={colleagues}
          onBack={() => setComparing(false)}
        />
      ) : (
        <>
          {(history.value?.versions.length ?? 0) > 1 ? (
            <Button
              variant="default"
              disabled={chosen.length < 2}
              onClick={() => setComparing(true)}
              rightSection={<Kbd size="xs">{chosen.length}/2</Kbd>}
            >
              {text.ledger.versions.compare}
            </Button>
          ) : null}
          {line.map((item) => (
            <Item
              key={`${item.is} ${item.at} ${item.is === 'event' ? item.transition : item.is === 'version' ? item.version : ''}`}
              item={item}
              book={book}
              colleagues={colleagues}
            >
              {item.is === 'version' && (history.value?.versions.length ?? 0) > 1 ? (
                <div className={classes.versionActs}>
                  <Checkbox
                    label={text.ledger.versions.choose(item.version)}
                    checked={chosen.includes(item.version)}
                    onChange={() => choose(item.version)}
                  />
                  {mayRestore && item.version < entry.version ? (
                    <Button size="compact-xs" variant="default" onClick={() => setRestoring(item.version)}>
                      {text.ledger.versions.restore}
                    </Button>
                  ) : null}
                </div>
              ) : null}
              {item.is === 'version' && restoring === item.version ? (
                <RestoreForm entry={entry} to={item.version} onCancel={() => setRestoring(null)} onDone={onRestored} />
              ) : null}
            </Item>
          ))}
        </>
      )}
    </Drawer>
  )
}

type ItemProps = {
  item: TimelineItem
  book: BookDefinition
  colleagues: readonly Colleague[]
  children: ReactNode
}

function Item({ item, book, colleagues, children }: ItemProps) {
  const text = useText()
  const words = text.ledger.history
  const format = useFormat()
  const first = item.is === 'version' && item.version === 1
  const headings = {
    version: [words.before, words.after],
    event: [words.beforeStep, words.afterStep],
    decision: [words.notChosen, words.chosen],
  } as const
  return (
    <section className={classes.version}>
      <h3>
        {item.is === 'version' ? (
          `${words.version(item.version)} ${first ? words.filed : words.corrected}`
        ) : item.is === 'event' ? (
          <StepTitle item={item} book={book} />
        ) : (
          words.decided
        )}
      </h3>
      <p className={classes.meta}>
        {words.by(item.is === 'event' && item.byOffice ? words.ofOffice(item.by) : item.by, format.time(item.at))}
      </p>
      {item.is !== 'event' && item.reason !== null ? <p>{words.reason(item.reason)}</p> : null}
      {item.is === 'event' && item.note !== null && item.note !== '' ? (
        <p>{text.ledger.versions.note(item.note)}</p>
      ) : null}
      {item.changes.length > 0 ? (
        <ChangesTable
          book={book}
          colleagues={colleagues}
          changes={item.changes}
          before={first ? null : headings[item.is][0]}
          after={first ? words.noChanges : headings[item.is][1]}
        />
      ) : null}
      {children}
    </section>
  )
}

function StepTitle({ item, book }: { item: Extract<TimelineItem, { is: 'event' }>; book: BookDefinition }) {
  const words = useText().ledger
  const label = useLabel()
  const step = book.transitions.find((one) => one.id === item.transition)
  const acts: Readonly<Record<string, string | undefined>> = {
    approve: words.review.approve,
    return: words.review.giveBack,
    void: words.voiding.label,
    undo: words.undo.label,
  }
  const nameOf = (id: string | null) => {
    const state = book.states.find((one) => one.id === id)
    return state ? label(state.label) : (id ?? '')
  }
  // A step of a book may have the name of an act (L02 return); an act leaves the state as it is, but for one that is taken back.
  const act = item.from === item.to || step === undefined ? acts[item.transition ?? ''] : undefined
  return (
    <>
      {act ?? (step ? label(step.label) : words.steps.title)}{' '}
      <Tag tone="accent">{words.versions.step(nameOf(item.from), nameOf(item.to))}</Tag>
    </>
  )
}
