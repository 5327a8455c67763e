import { Button } from '@mantine/core'
import { useCallback } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { screensOf } from '../../ui/navigation.ts'
import { FreshnessTable } from '../sources/freshness-table.tsx'
import classes from './home-screen.module.css'
import { focusLookup } from '../lookup/lookup-state.ts'

type Today = OutputOf<'home.today'>

/** 今日待办: what this role has to do today. */
export function HomeScreen() {
  const text = useText()
  const words = text.admin.home
  const session = useSession()
  const today = useCall((signal) => rpc.home.today({}, { signal }), [])
  useDataChanged(
    'ledger',
    useCallback(() => today.again(), [today.again]),
  )
  useDataChanged(
    'sources',
    useCallback(() => today.again(), [today.again]),
  )
  const types = allowed(session.role, 'ledger.drafts')
  return (
    <Screen
      title={words.title}
      actions={
        screensOf(session.role).includes('lookup') ? (
          <Button variant="default" onClick={focusLookup}>
            {text.frame.nav.lookup}
          </Button>
        ) : null
      }
    >
      {today.error ? <ErrorNotice error={today.error} onRetry={today.again} /> : null}
      {today.value ? (
        <div className={classes.home}>
          <Figures today={today.value} types={types} />
          <div className={classes.columns}>
            {types ? <DraftList /> : null}
            {types || session.role === 'chief' ? <Recent recent={today.value.recent} /> : null}
          </div>
          {today.value.freshness.length > 0 ? (
            <section className={classes.panel} aria-label={words.freshness}>
              <h2>{words.freshness}</h2>
              <FreshnessTable rows={today.value.freshness} />
            </section>
          ) : null}
        </div>
      ) : null}
    </Screen>
  )
}

function Figures({ today, types }: { today: Today; types: boolean }) {
  const words = useText().admin.home
  const format = useFormat()
  const figures: readonly (readonly [string, number | null])[] = [
    [words.drafts, types ? today.drafts : null],
    [words.filedToday, types ? today.filedToday : null],
    [words.accounts, today.accounts],
    [words.auditRows, today.auditRows],
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format.number(value)}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

function DraftList() {
  const text = useText()
  const words = text.admin.home
  const label = useLabel()
  const format = useFormat()
  const drafts = useCall((signal) => rpc.ledger.drafts({}, { signal }), [])
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), [])
  useDataChanged(
    'ledger',
    useCallback(() => drafts.again(), [drafts.again]),
  )
  const list = drafts.value?.drafts ?? []
  return (
    <section className={classes.panel} aria-label={words.draftsTitle}>
      <h2>{words.draftsTitle}</h2>
      {drafts.value && list.length === 0 ? (
        <p className={classes.quiet}>
          {words.noDrafts} {words.noDraftsNext}
        </p>
      ) : null}
      <ul>
        {list.map((draft) => {
          const book = books.value?.books.find((one) => one.id === draft.book)
          return (
            <li key={draft.draftId}>
              <button type="button" onClick={() => go({ screen: 'draft', draftId: draft.draftId })}>
                {book ? label(book.label) : draft.book} {draft.summary}
              </button>
              <span className={classes.quiet}>{format.time(draft.updatedAt)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Recent({ recent }: { recent: Today['recent'] }) {
  const words = useText().admin.home
  const format = useFormat()
  const session = useSession()
  const reads = allowed(session.role, 'ledger.read')
  return (
    <section className={classes.panel} aria-label={words.recent}>
      <h2>{words.recent}</h2>
      {recent.length === 0 ? <p className={classes.quiet}>{words.noRecent}</p> : null}
      <ul>
        {recent.map((entry) => (
          <li key={entry.entryId}>
            {reads ? (
              <button type="button" onClick={() => go({ screen: 'entry', entryId: entry.entryId })}>
                {entry.number}
              </button>
            ) : (
              <span>{entry.number}</span>
            )}
            <span className={classes.quiet}>{format.time(entry.filedAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
