import intervalsFile from '../../resources/catalogs/duty/inspection-intervals.json' with { type: 'json' }
import type { SignedDocument } from '../../src-contract/sync/document.ts'
import { builtInYears } from '../../src-domain/duty/calendar.rules.ts'
import { readCalendarYear } from '../../src-domain/duty/calendar-year.ts'
import { readIntervals } from '../../src-domain/duty/inspection-intervals.ts'
import { issuedCatalogs } from '../../src-domain/duty/issued-catalog.ts'
import { officeSchemes } from '../../src-domain/scoring/office-schemes.ts'
import { schemeText, schemeVersions } from '../../src-domain/scoring/schemes.ts'
import {
  issueCatalog,
  issueScheme,
  schemeDocument,
  schemeName,
  type IssueProblem,
  type Place,
} from '../documents/issue.ts'
import { publishedDocuments } from '../documents/publish.ts'
import { html, table, type Html } from './html.ts'
import { noteAction } from './page-accounts.ts'
import type { PageAnswer, PageCall } from './page-server.ts'
import { shown } from './shown.ts'

type Text = PageCall['text']

/** Schemes and catalogs that the office signed, and the two forms to sign others. */
export async function documents({ platform, text, form }: PageCall, problem: string | null): Promise<PageAnswer> {
  const all = (await publishedDocuments(platform))
    .filter(({ kind }) => kind !== 'evaluation')
    .map(({ record }) => JSON.parse(record) as SignedDocument)
  const effect = effects(all, text)
  const cells = all.map((one) => [
    one.kind === 'scheme' ? text.scheme : text.catalog,
    nameOf(one, text),
    one.version,
    effect(one),
    shown(one.at),
    one.by,
  ])
  const said = problem === null ? html`` : html`<p class="problem" role="alert">${problem}</p>`
  const head = [text.kind, text.name, text.version, text.effect, text.published, text.by]
  const body = html`<p>${text.documentsMean}</p>
    ${said}${table(head, cells, text.none)} ${schemeForm(text, form['kind'] === 'scheme' ? form : {})}
    ${catalogForm(text, form['kind'] === 'catalog' ? form : {})}`
  return { heading: text.documents, body, ...(problem === null ? {} : { status: 400 }) }
}

function schemeForm(text: Text, typed: PageCall['form']): Html {
  const version = schemeVersions.at(-1) ?? ''
  return html`<h2>${text.signScheme}</h2>
    <form method="post" action="/documents">
      <input type="hidden" name="kind" value="scheme" />
      <label>${text.firstDay} <input name="from" type="date" required value="${typed['from'] ?? ''}" /></label>
      <label>${text.body} <textarea name="body" required>${typed['body'] ?? ''}</textarea></label>
      <button>${text.publish}</button>
    </form>
    ${example(text, `${text.scheme} ${version}`, JSON.parse(schemeText(version) ?? '{}'))}`
}

function catalogForm(text: Text, typed: PageCall['form']): Html {
  const options = issuedCatalogs.map((each) =>
    each === typed['catalog']
      ? html`<option value="${each}" selected>${text[each]}</option>`
      : html`<option value="${each}">${text[each]}</option>`,
  )
  const years = [...builtInYears.values()]
  const { year = 0, holidays = [], workdays = [] } = years.at(-1) ?? {}
  return html`<h2>${text.signCatalog}</h2>
    <form method="post" action="/documents">
      <input type="hidden" name="kind" value="catalog" />
      <label
        >${text.whichCatalog}
        <select name="catalog">
          ${options}
        </select></label
      >
      <label>${text.body} <textarea name="body" required>${typed['body'] ?? ''}</textarea></label>
      <button>${text.publish}</button>
    </form>
    <p class="none">${text.calendarNote}</p>
    ${example(text, text.calendarOf.replace('{year}', String(year)), { year, holidays, workdays })}
    ${example(text, text['inspection-intervals'], { intervals: intervalsFile.intervals })}`
}

function example(text: Text, name: string, content: unknown): Html {
  return html`<details>
    <summary>${text.example.replace('{name}', name)}</summary>
    <pre>${JSON.stringify(content, null, 2)}</pre>
  </details>`
}

function nameOf({ kind, name, content }: SignedDocument, text: Text): string {
  if (kind === 'scheme')
    return officeSchemes([{ document: 1, content, by: '', at: '1970-01-01' }]).used[0]?.version ?? name
  const year = /^calendar-(\d{4})$/.exec(name)?.[1]
  if (year !== undefined) return text.calendarOf.replace('{year}', year)
  return name === 'inspection-intervals' ? text[name] : name
}

/** What becomes of each at the PCs: by the same rules as there. */
function effects(all: readonly SignedDocument[], text: Text): (one: SignedDocument) => string {
  const schemes = all.filter(({ kind, name }) => kind === 'scheme' && name === schemeName)
  const used = new Map(officeSchemes(schemes.map(schemeDocument)).used.map(({ document, from }) => [document, from]))
  const valid = all.filter(({ kind, name, content }) => {
    if (kind !== 'catalog') return false
    if (name === 'inspection-intervals') return readIntervals(content).ok
    const reading = readCalendarYear(content)
    return reading.ok && name === `calendar-${reading.value.year}`
  })
  return (one) => {
    if (one.kind === 'scheme') {
      const from = one.name === schemeName ? used.get(one.version) : undefined
      return from === undefined ? text['effect-none'] : text['effect-from'].replace('{from}', from)
    }
    if (!valid.includes(one)) return text['effect-none']
    const newest = Math.max(...valid.filter(({ name }) => name === one.name).map(({ version }) => version))
    return newest === one.version
      ? text['effect-inForce']
      : text['effect-replaced'].replace('{version}', String(newest))
  }
}

export async function publishDocument(call: PageCall): Promise<PageAnswer> {
  const { platform, session, text, form } = call
  const { kind = '', from = '', body = '' } = form
  const by = session.name
  const catalog = issuedCatalogs.find((each) => each === form['catalog'])
  if (kind !== 'scheme' && (kind !== 'catalog' || catalog === undefined)) return documents(call, text.unknownDocument)
  const issued =
    kind === 'scheme' || catalog === undefined
      ? await issueScheme(platform, { from: from.trim(), body, by })
      : await issueCatalog(platform, { catalog, body, by })
  if (!issued.ok)
    return documents(call, sentence(issued.problem, text, catalog === undefined ? text.scheme : text[catalog]))
  await noteAction(platform, session.login, 'publish', issued.subject)
  return { goTo: '/documents' }
}

const mostPlaces = 8

function sentence(problem: IssueProblem, text: Text, name: string): string {
  switch (problem.kind) {
    case 'not-json':
      return filled(text.notJson, { line: problem.line, column: problem.column })
    case 'too-large':
      return text.tooLarge
    case 'not-day':
      return text.notDay
    case 'known':
      return filled(text['scheme-known'], { version: problem.version })
    case 'past':
      return filled(text['scheme-past'], { from: problem.from })
    case 'not-later':
      return filled(text['scheme-not-later'], { from: problem.from, last: problem.last })
    case 'not-valid':
      return filled(text.notValid, { name, places: placesOf(problem.places, text) })
  }
}

/** Each place with what is wrong there: `indicators.P1.weight（缺少）`. */
function placesOf(places: readonly Place[], text: Text): string {
  const words: Readonly<Record<string, string>> = text
  const said = places.slice(0, mostPlaces).map(({ at, reason, bound }) => {
    const why = filled(words[`why-${reason}`] ?? reason, { bound: bound ?? '' })
    return `${at === '' ? 'JSON' : at}（${why}）`
  })
  const more = places.length > mostPlaces ? filled(text.morePlaces, { n: places.length }) : ''
  return `${said.join('、')}${more}`
}

function filled(words: string, values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).reduce((made, [name, value]) => made.replaceAll(`{${name}}`, String(value)), words)
}
