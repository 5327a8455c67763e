import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { dutyTab, type DutyTab } from '../duty/chosen-tab.ts'
import { dueWords } from '../ledger/due-words.ts'
import classes from './home-screen.module.css'

type Props = { today: OutputOf<'home.today'>; books: OutputOf<'ledger.books'>['books'] }

/** What duty has planned and what paper waits: inspections, campaigns, batches to confirm, walk lists that are out too long. */
export function DutyList({ today: value, books }: Props) {
  const text = useText()
  const words = text.admin.home
  const label = useLabel()
  const format = useFormat()
  const { inspections, inspectionsTotal, batches, campaigns, overdueCopies } = value
  if (inspections.length + batches.length + campaigns.length + overdueCopies === 0) return null
  const until = (day: string) => {
    const { words: when, tone } = dueWords(day, today(), text.ledger.due)
    return (
      <Tag tone={tone} title={format.date(day)}>
        {when}
      </Tag>
    )
  }
  return (
    <section className={classes.panel} aria-label={words.duty}>
      <h2>
        {words.duty}
        {inspectionsTotal > inspections.length ? (
          <span className={classes.quiet}>
            {words.inspectionsOf(format.number(inspections.length), format.number(inspectionsTotal))}
          </span>
        ) : null}
      </h2>
      <ul className={classes.tall}>
        {batches.map((batch) => {
          const book = books.find((one) => one.id === batch.book)
          return (
            <li key={batch.batchId}>
              <DutyLink tab="paper">{words.confirmBatch(batch.number)}</DutyLink>
              <span className={classes.quiet}>
                {words.sheets(book ? label(book.label) : batch.book, format.number(batch.sheets))}
              </span>
              <Tag tone="warn">{words.waitsForYou}</Tag>
            </li>
          )
        })}
        {overdueCopies > 0 ? (
          <li>
            <a href={hashOf({ screen: 'paper' })}>{words.overdueCopies(format.number(overdueCopies))}</a>
            <Tag tone="bad">{words.overdue}</Tag>
          </li>
        ) : null}
        {inspections.map((plan) => (
          <li key={plan.planId}>
            <DutyLink tab="inspections">{words.inspection(plan.object)}</DutyLink>
            <span className={classes.quiet}>{plan.officerName}</span>
            {until(plan.to)}
          </li>
        ))}
        {campaigns.map((campaign) => (
          <li key={campaign.campaignId}>
            <DutyLink tab="campaigns">{words.campaign(campaign.topic)}</DutyLink>
            <span className={classes.quiet}>{words.heads(format.number(campaign.heads))}</span>
            {until(campaign.to)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function DutyLink({ tab, children }: { tab: DutyTab; children: string }) {
  return (
    <a href={hashOf({ screen: 'duty' })} onClick={() => dutyTab.set(tab)}>
      {children}
    </a>
  )
}
