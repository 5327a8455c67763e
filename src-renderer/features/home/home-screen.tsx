import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Role } from '../../../src-contract/roles.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { screensOf } from '../../ui/navigation.ts'
import { hashOf } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { today as todaysDate } from '../../ui/today.ts'
import { useUndoKey } from '../ledger/undo.tsx'
import { CallBackList } from './call-back-list.tsx'
import { DistributionList } from './distribution-list.tsx'
import { DueList } from './due-list.tsx'
import { DraftList, RecentList } from './entry-lists.tsx'
import { DutyList } from './duty-list.tsx'
import { FreshnessList } from './freshness-list.tsx'
import classes from './home-screen.module.css'
import { MeasuresList } from './measures-list.tsx'
import { NextSteps } from './next-steps.tsx'
import { OnlyHereFact } from './only-here-fact.tsx'
import { ReturnsList } from './returns-list.tsx'

type Today = OutputOf<'home.today'>

/** Whose work rests on how fresh the systems' data is: those who look people up, and those who answer for it. */
const seesFreshness: readonly Role[] = ['clerk', 'officer', 'chief']

/** 今日待办: what this role has to do today, the most pressing first. */
export function HomeScreen() {
  const text = useText()
  const { role } = useSession()
  const { value, error, again } = useCall((signal) => rpc.home.today({}, { signal }), [])
  const books = useBooks().value?.books ?? []
  useDataChanged('ledger', again)
  useDataChanged('sources', again)
  useDataChanged('accounts', again)
  useDataChanged('returns', again)
  useDataChanged('duty', again)
  useDataChanged('assessment', again)
  // What systems answer comes with an exchange.
  useDataChanged('sync', again)
  useUndoKey()
  const types = allowed(role, 'ledger.drafts')
  const reads = allowed(role, 'ledger.read')
  return (
    <Screen title={text.admin.home.title} aside={<span className={classes.quiet}>{todaysDate()}</span>}>
      <div className={classes.home}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {value ? <Figures today={value} role={role} /> : null}
        <OnlyHereFact />
        <NextSteps role={role} books={books} />
        {value ? (
          <div className={classes.columns}>
            {types || reads ? (
              <div className={classes.lists}>
                {reads ? <DueList today={value} books={books} /> : null}
                <CallBackList today={value} books={books} />
                <DutyList today={value} books={books} />
                <ReturnsList returns={value.returns} />
                {reads ? null : <DraftList books={books} />}
                <RecentList recent={value.recent} books={books} reads={reads} />
              </div>
            ) : null}
            {reads ? (
              <div className={classes.lists}>
                <DistributionList lists={value.distribution} />
                {types ? <DraftList books={books} /> : null}
                {seesFreshness.includes(role) ? (
                  <FreshnessList rows={value.freshness} link={allowed(role, 'sources.imports')} />
                ) : null}
                {allowed(role, 'ledger.measures') ? <MeasuresList books={books} /> : null}
              </div>
            ) : null}
          </div>
        ) : error ? null : (
          <Loading />
        )}
      </div>
    </Screen>
  )
}

type Figure = { name: string; value: number | null; to?: string; pressing?: boolean }

/** The numbers of the day that concern this role; those that wait for somebody lead there. */
function Figures({ today, role }: { today: Today; role: Role }) {
  const words = useText().admin.home
  const format = useFormat()
  const types = allowed(role, 'ledger.drafts')
  const reads = allowed(role, 'ledger.read')
  const reviews = screensOf(role).includes('reviews') ? hashOf({ screen: 'reviews' }) : undefined
  const figures: readonly Figure[] = [
    { name: words.overdue, value: reads ? today.overdue : null, pressing: today.overdue > 0 },
    { name: words.dueSoon, value: reads ? today.duesTotal - today.overdue : null },
    {
      name: words.reviewsMine,
      value: reads ? today.reviews.mine : null,
      pressing: today.reviews.mine > 0,
      ...(reviews === undefined ? {} : { to: reviews }),
    },
    {
      name: words.returned,
      value: reads && today.reviews.returned > 0 ? today.reviews.returned : null,
      pressing: true,
    },
    {
      name: words.temporaryAddresses,
      value: reads && today.temporaryAddresses > 0 ? today.temporaryAddresses : null,
      to: hashOf({ screen: 'addresses' }),
    },
    { name: words.drafts, value: types ? today.drafts : null },
    { name: words.filedToday, value: types || reads ? today.filedToday : null },
    { name: words.accounts, value: today.accounts },
    { name: words.unusual, value: today.unusual, pressing: true, to: hashOf({ screen: 'audit' }) },
    { name: words.auditRows, value: today.auditRows },
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value, to, pressing }) =>
        value === null ? null : (
          <div key={name} data-pressing={(pressing === true && value > 0) || undefined}>
            <dt>{name}</dt>
            <dd>{to === undefined ? format.number(value) : <a href={to}>{format.number(value)}</a>}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
