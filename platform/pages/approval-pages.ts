import { z } from 'zod'
import { Count } from '../../src-contract/sync/protocol.ts'
import { WireError } from '../http/wire-error.ts'
import { decideReview, type DecisionProblem } from '../reviews/decide-review.ts'
import {
  handedUpReview,
  mostShown,
  partakers,
  peopleOf,
  waitingReviews,
  type HandedUp,
  type Person,
} from '../reviews/waiting-reviews.ts'
import { html, table, type Html } from './html.ts'
import { noteAction } from './page-accounts.ts'
import type { PageAnswer, PageCall } from './page-server.ts'
import { shown } from './shown.ts'
import { accountsIn, askedName, bookName, shownChanges, shownEntry, stateName } from './shown-review.ts'

/** What the stations handed up, because nobody there may decide it. */
export async function approvals({ platform, text, lang }: PageCall): Promise<PageAnswer> {
  const { rows, total } = await waitingReviews(platform.db)
  const now = platform.now().getTime()
  const people = new Map<string, Map<string, Person>>()
  for (const station of new Set(rows.map((row) => row.station))) {
    const ids = rows.filter((row) => row.station === station).map(({ fields }) => String(fields['askedBy']))
    people.set(station, await peopleOf(platform.db, station, ids))
  }
  const cells = rows.map((row) => {
    const askedAt = String(row.fields['askedAt'] ?? '')
    return [
      row.stationName,
      html`<a href="/approvals/${row.station}/${row.id}">${String(row.entry['number'])}</a>`,
      bookName(row, lang),
      askedName(row, { text, lang }),
      people.get(row.station)?.get(String(row.fields['askedBy']))?.name ?? '',
      shown(askedAt),
      text.days.replace('{n}', String(Math.max(0, Math.floor((now - Date.parse(askedAt)) / 86_400_000)))),
    ]
  })
  const head = [text.station, text.number, text.book, text.asked, text.askedBy, text.askedAt, text.waits]
  const more = total > mostShown ? html`<p>${text.moreWait.replace('{n}', String(total - mostShown))}</p>` : html``
  return {
    heading: text.approvals,
    body: html`<p>${text.approvalsMean}</p>
      ${table(head, cells, text.nothingWaits)}${more}`,
  }
}

/** One of them: what is asked, what would change, the entry as far as the office may see, and the decision. */
export async function approval(call: PageCall, problem: DecisionProblem | null): Promise<PageAnswer> {
  const { platform, session, text, lang, params, form } = call
  const review = await reviewOf(call)
  const decider = String(review.fields['decidedBy'] ?? '')
  const ids = [...partakers(review), ...accountsIn(review), decider].filter((id) => id !== '')
  const people = await peopleOf(platform.db, review.station, ids)
  await noteAction(platform, session.login, 'see-review', `${params['station']}:${review.id}`)
  const words = { text, lang }
  const reason = String(review.fields['note'] ?? '')
  const facts = [
    [text.station, review.stationName],
    [text.book, bookName(review, lang)],
    [text.state, stateName(review, lang)],
    [text.asked, askedName(review, words)],
    [text.askedBy, people.get(String(review.fields['askedBy']))?.name ?? ''],
    [text.askedAt, shown(String(review.fields['askedAt'] ?? ''))],
    [text.reason, reason === '' ? text.none : reason],
  ]
  const changes = shownChanges(review, people, words)
  const differs =
    changes.length === 0
      ? html``
      : html`<h2>${text.changes}</h2>
          ${table([text.field, text.before, text.after], changes, text.none)}`
  const said = problem === null ? html`` : html`<p class="problem" role="alert">${text[`not-${problem}`]}</p>`
  const body = html`${said}${pairs(facts)}${differs}
    <h2>${text.entry}</h2>
    ${pairs(shownEntry(review, people, words))}
    <p class="none">${text.masked}</p>
    ${review.fields['status'] === 'open' ? decisionForm(review, text, form['reason'] ?? '') : verdict(review, people, text)}
    <p><a href="/approvals">${text.back}</a></p>`
  const status = problem === null ? {} : { status: problem === 'reason-missing' ? 400 : 409 }
  return { heading: `${text.approval} ${String(review.entry['number'])}`, body, ...status }
}

function decisionForm(review: HandedUp, text: PageCall['text'], reason: string): Html {
  return html`<form method="post" action="/approvals/${review.station}/${review.id}" class="decision">
    <input type="hidden" name="ver" value="${review.ver}" />
    <input type="hidden" name="entryVer" value="${review.entryVer}" />
    <label>${text.opinion} <textarea name="reason" maxlength="500" class="short">${reason}</textarea></label>
    <button name="decision" value="approve" class="main">${text.approve}</button>
    <button name="decision" value="return">${text.giveBack}</button>
  </form>`
}

function verdict(review: HandedUp, people: ReadonlyMap<string, Person>, text: PageCall['text']): Html {
  const { status, decidedBy, decidedAt, decision } = review.fields
  const names: Record<string, string> = {
    approved: text.approvedBy,
    returned: text.returnedBy,
    answered: text.returnedBy,
  }
  const words = names[String(status)] ?? text['not-withdrawn']
  const by = people.get(String(decidedBy))?.name ?? ''
  const opinion = String(decision ?? '')
  return html`<p>
      ${words.replace('{name}', by).replace('{at}', shown(decidedAt === undefined ? null : String(decidedAt)))}
    </p>
    ${opinion === '' ? html`` : html`<p>${text.opinion}: ${opinion}</p>`}`
}

function pairs(rows: readonly (readonly string[])[]): Html {
  const cells = rows.map(
    ([name = '', value = '']) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  )
  return html`<dl>${cells}</dl>`
}

async function reviewOf({ platform, params }: PageCall): Promise<HandedUp> {
  const found = await handedUpReview(platform.db, params['station'] ?? '', params['review'] ?? '')
  if (found === undefined) throw new WireError('sync/not-found')
  return found
}

const Decision = z.object({
  decision: z.enum(['approve', 'return']),
  reason: z.string().max(500).default(''),
  ver: z.coerce.number().pipe(Count),
  entryVer: z.coerce.number().pipe(Count),
})

export async function decideApproval(call: PageCall): Promise<PageAnswer> {
  const { platform, session, params, form } = call
  const given = Decision.safeParse(form)
  if (!given.success) throw new WireError('sync/invalid')
  const { decision, reason, ver, entryVer } = given.data
  const { station = '', review = '' } = params
  const asked = { station, review, ver, entryVer, approve: decision === 'approve', reason: reason.trim() }
  const problem = await decideReview(platform, session, asked)
  return problem === null ? { goTo: '/approvals' } : approval(call, problem)
}
