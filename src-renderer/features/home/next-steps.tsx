import { Kbd } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Role } from '../../../src-contract/roles.ts'
import { allowed } from '../../rpc/allowed.ts'
import { useLabel, useText } from '../../text/language.ts'
import { screensOf } from '../../ui/navigation.ts'
import { hashOf } from '../../ui/router.ts'
import { openNewDraft } from '../ledger/open-draft.ts'
import { focusLookup } from '../lookup/lookup-state.ts'
import classes from './home-screen.module.css'

type Props = { role: Role; books: OutputOf<'ledger.books'>['books'] }

/** What this role most often begins with, one press away. */
export function NextSteps({ role, books }: Props) {
  const text = useText()
  const label = useLabel()
  const words = text.admin.home
  const screens = screensOf(role)
  const to = {
    sources: words.toSources,
    audit: words.toAudit,
    accounts: allowed(role, 'accounts.create') ? words.toAccounts : words.toAccountList,
  }
  return (
    <nav className={classes.steps} aria-label={words.start}>
      {screens.includes('lookup') ? (
        <button type="button" onClick={focusLookup}>
          {text.frame.nav.lookup} <Kbd size="xs">Ctrl+L</Kbd>
        </button>
      ) : null}
      {allowed(role, 'ledger.openDraft') && books.length > 0 ? (
        <>
          <span className={classes.quiet}>{text.ledger.newEntry}</span>
          {books.map((book) => (
            <button
              key={book.id}
              type="button"
              aria-label={text.frame.palette.newEntry(label(book.label))}
              onClick={() => void openNewDraft(book.id)}
            >
              {label(book.label)}
            </button>
          ))}
        </>
      ) : null}
      {(['sources', 'audit', 'accounts'] as const).map((screen) =>
        screens.includes(screen) ? (
          <a key={screen} href={hashOf({ screen })}>
            {to[screen]}
          </a>
        ) : null,
      )}
    </nav>
  )
}
