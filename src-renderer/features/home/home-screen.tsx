import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Role } from '../../../src-contract/roles.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { today as todaysDate } from '../../ui/today.ts'
import { DraftList, RecentList } from './entry-lists.tsx'
import { FreshnessList } from './freshness-list.tsx'
import classes from './home-screen.module.css'
import { NextSteps } from './next-steps.tsx'

type Today = OutputOf<'home.today'>

/** Whose work rests on how fresh the systems' data is: those who look people up, and those who answer for it. */
const seesFreshness: readonly Role[] = ['clerk', 'officer', 'chief']

/** 今日待办: what this role has to do today. */
export function HomeScreen() {
  const text = useText()
  const { role } = useSession()
  const { value, error, again } = useCall((signal) => rpc.home.today({}, { signal }), [])
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), []).value?.books ?? []
  useDataChanged('ledger', again)
  useDataChanged('sources', again)
  useDataChanged('accounts', again)
  const types = allowed(role, 'ledger.drafts')
  const reads = allowed(role, 'ledger.read')
  return (
    <Screen title={text.admin.home.title} aside={<span className={classes.quiet}>{todaysDate()}</span>}>
      <div className={classes.home}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        <NextSteps role={role} books={books} />
        {value ? (
          <>
            <Figures today={value} counts={types || reads} drafts={types} />
            <div className={classes.columns}>
              {types || reads ? (
                <div className={classes.lists}>
                  {types ? <DraftList books={books} /> : null}
                  <RecentList recent={value.recent} books={books} reads={reads} />
                </div>
              ) : null}
              {seesFreshness.includes(role) ? (
                <FreshnessList rows={value.freshness} link={allowed(role, 'sources.imports')} />
              ) : null}
            </div>
          </>
        ) : null}
      </div>
    </Screen>
  )
}

/** The numbers of the day that concern this role. */
function Figures({ today, counts, drafts }: { today: Today; counts: boolean; drafts: boolean }) {
  const words = useText().admin.home
  const format = useFormat()
  const figures: readonly (readonly [string, number | null])[] = [
    [words.drafts, drafts ? today.drafts : null],
    [words.filedToday, counts ? today.filedToday : null],
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
