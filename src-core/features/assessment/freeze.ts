import {
  indicatorIds,
  type AuditSummary,
  type EvaluationSummary,
  type EvidenceItem,
  type OfficerSnapshot,
  type PartInputs,
  type SnapshotDay,
  type SnapshotPart,
  type StationSnapshot,
  type TrendPoint,
} from '../../../src-contract/features/assessment.snapshot.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { systemIds } from '../../../src-contract/systems.ts'
import { officerText, scoreSnapshot, snapshotText } from '../../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { Calendar } from '../../../src-domain/duty/calendar.rules.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { fraction, type Fraction } from '../../../src-domain/scoring/fraction.ts'
import type { IndicatorId, Scheme } from '../../../src-domain/scoring/scheme.ts'
import { engineVersion, type Score } from '../../../src-domain/scoring/score.ts'
import { meanAsInput, stationMeans } from '../../../src-domain/scoring/station-means.ts'
import { systems } from '../sources/catalog.ts'
import type { ReadDb } from '../../store/sql.ts'
import { incidentsOf } from './incidents.ts'
import { hasIncidents, missingDisputeFacts, preventionFacts, type Prevention } from './incident-facts.ts'
import { disputeFacts, hazardFacts, outreachFacts, serviceFacts } from './outcome-facts.ts'
import type { Records } from './kept-days.repo.ts'
import { dayFigures, inspectionFacts, visitFacts, type BookQuality } from './process-facts.ts'
import { dutyDaysIn, evidenceOf, openWorld, scoredIn, type Fact, type ScoredOfficer, type World } from './world.ts'

type Mean = { readonly sum: number; readonly n: number } | null
export type Means = Readonly<Record<'O1' | 'O2' | 'O3' | 'O5', Mean>>
const withMean = ['O1', 'O2', 'O3', 'O5'] as const

/** What a run says besides the ledgers: answers of a survey and verdicts of an audit sample, by officer. */
export type Beside = {
  readonly survey: ReadonlyMap<string, { readonly input: PartInputs['O1']; readonly summary: EvaluationSummary }>
  readonly stationSurvey: EvaluationSummary | null
  readonly audit: ReadonlyMap<string, AuditSummary>
  readonly trend: ReadonlyMap<string, readonly TrendPoint[]>
}

export type FreezeInput = {
  readonly station: { readonly id: string; readonly name: string }
  readonly period: { readonly kind: string; readonly id: string; readonly from: string; readonly to: string }
  readonly run: StationSnapshot['run']
  readonly today: string
  readonly scheme: { readonly version: string; readonly sha256: string; readonly text: string }
  readonly calendar: Calendar
  /** Means that were frozen for the period by an earlier version, by officer. */
  readonly means?: ReadonlyMap<string, Means>
}

export type FrozenOfficer = {
  /** Who it is of; the document itself is the text, of which a large station has tens of megabytes. */
  readonly officer: OfficerSnapshot['officer']
  readonly text: string
  readonly sha256: string
  readonly score: Score
}
export type Frozen = {
  readonly officers: readonly FrozenOfficer[]
  readonly station: StationSnapshot
  readonly stationText: string
  readonly stationSha256: string
  /** Records of days that a document names and that are kept nowhere yet. */
  readonly fresh: readonly Records[]
}

/** Computes and freezes one period of the whole station. A pure function of the database's state and the input. */
export function freeze(db: ReadDb, input: FreezeInput, scheme: Scheme, beside: Beside): Frozen {
  const figures = figuresOf(db, input, scheme, beside, null)
  const officers = scoredIn(figures.world).map((officer) => frozenOfficer(documentOf(figures, input, beside, officer)))
  return frozenStation(
    {
      format: 'beatbook-station-assessment-1',
      ...headOf(input),
      officers: officers.map(lineOf),
      quality: [...figures.quality],
      evaluation: beside.stationSurvey,
      systems: freshness(db, input.run.frozenAt),
      unassignedIncidents: figures.prevention.unassigned,
    },
    officers,
    figures.world.days.fresh(),
  )
}

/**
 * The document of one officer, as the whole station's run would make it. undefined: nobody who is scored.
 */
export function freezeOne(
  db: ReadDb,
  input: FreezeInput,
  scheme: Scheme,
  beside: Beside,
  officerId: string,
): (FrozenOfficer & { readonly fresh: readonly Records[] }) | undefined {
  const figures = figuresOf(db, input, scheme, beside, officerId)
  const officer = figures.world.officers.get(officerId)
  if (officer === undefined) return undefined
  return { ...frozenOfficer(documentOf(figures, input, beside, officer)), fresh: figures.world.days.fresh() }
}

type FactsBy = Readonly<Record<IndicatorId, readonly Fact[]>>
type Figures = {
  readonly world: World
  readonly facts: FactsBy
  readonly own: ReadonlyMap<string, ByIndicator>
  readonly means: ReadonlyMap<string, Means>
  /** Timeliness and completeness, by officer. */
  readonly days: ReadonlyMap<string, readonly SnapshotDay[]>
  readonly quality: readonly BookQuality[]
  readonly prevention: Prevention
  readonly withSource: boolean
  readonly beatNames: ReadonlyMap<string, string>
}

/** @param only whose figures are asked for; null: the whole station's */
function figuresOf(
  db: ReadDb,
  { period: { from, to }, today, calendar }: FreezeInput,
  scheme: Scheme,
  beside: Beside,
  only: string | null,
): Figures {
  const last = to < today ? to : today
  const world = openWorld(db, { from, to: last, today, scheme, calendar, ...(only === null ? {} : { only }) })
  // A dispute of the days before can become 应录未录 inside the period.
  const incidents = incidentsOf(db, { from: addDays(from, -20), to: last })
  const { days, quality } = dayFigures(world)
  const prevention = preventionFacts(world, incidents)
  const facts: FactsBy = {
    ...{
      P1: visitFacts(world),
      P2: [],
      P3: [],
      P4: inspectionFacts(world),
      O1: [],
    },
    O2: [...disputeFacts(world), ...missingDisputeFacts(world, incidents)],
    ...{ O3: hazardFacts(world), O4: prevention.facts, O5: serviceFacts(world), O6: outreachFacts(world) },
  }
  const beats = db.prepare<[], { beat: string; name: string }>('SELECT beat, name FROM beats').all()
  return {
    ...{ world, facts, days, quality, prevention, withSource: hasIncidents(world) },
    own: splitByOfficer(facts, only),
    means: meansOf(world, facts, beside),
    beatNames: new Map(beats.map(({ beat, name }) => [beat, name])),
  }
}

function headOf({ station, period, run, scheme }: FreezeInput) {
  const days = { from: period.from as LocalDate, to: period.to as LocalDate }
  return { engine: engineVersion, station, period: { ...period, ...days }, run, scheme }
}

function documentOf(figures: Figures, input: FreezeInput, beside: Beside, officer: ScoredOfficer): OfficerSnapshot {
  const { world, withSource, prevention, beatNames } = figures
  const own = evidenceBy(officer, figures.own.get(officer.id))
  const days = figures.days.get(officer.id) ?? []
  const expected = withSource ? prevention.expected.get(officer.id) : undefined
  const means = input.means?.get(officer.id) ?? figures.means.get(officer.id)
  const audit = beside.audit.get(officer.id) ?? null
  const survey = beside.survey.get(officer.id)
  const parts = officer.parts.map((part, index): SnapshotPart => ({
    from: part.from as LocalDate,
    to: part.to as LocalDate,
    beats: part.beats.map((id) => ({ id, name: beatNames.get(id) ?? '' })),
    inputs: inputsOf(world, officer, index, own, days, {
      expected: expected?.[index],
      ...{ hasIncidents: withSource, means, audit, survey: survey?.input },
    }),
  }))
  return {
    format: 'beatbook-officer-assessment-2',
    ...headOf(input),
    officer: { id: officer.id, number: officer.number, name: officer.name, team: officer.team },
    parts,
    evidence: own,
    days: [...days],
    evaluation: survey?.summary ?? null,
    audit,
    trend: [...(beside.trend.get(officer.id) ?? [])],
  }
}

/** An officer's document with the score that it has. @throws when it cannot be scored: what was frozen is wrong */
export function frozenOfficer(snapshot: OfficerSnapshot): FrozenOfficer {
  const text = officerText(snapshot)
  // As written down, which is how everybody else will read it: a figure that does not survive that must not be shown.
  const { engine, scheme, parts } = snapshot
  const scored = scoreSnapshot(JSON.parse(snapshotText({ engine, scheme, parts })) as OfficerSnapshot)
  if (!scored.ok) throw new Error(`a snapshot that cannot be scored: ${scored.problem}`)
  return { officer: snapshot.officer, text, sha256: sha256(text), score: scored.score }
}

export function frozenStation(
  station: StationSnapshot,
  officers: readonly FrozenOfficer[],
  fresh: readonly Records[],
): Frozen {
  const stationText = snapshotText(station)
  return { officers, station, stationText, stationSha256: sha256(stationText), fresh }
}

export function lineOf({
  officer: { id, number, name },
  sha256: hash,
  score,
}: FrozenOfficer): StationSnapshot['officers'][number] {
  return {
    ...{ id, number, name, sha256: hash, status: score.status, total: score.total },
    indicators: score.indicators.map(({ id: indicator, state, good, due, credit }) => ({
      id: indicator,
      state,
      good,
      due,
      credit,
    })),
  }
}

type ByIndicator = Partial<Record<IndicatorId, Fact[]>>

function splitByOfficer(facts: FactsBy, only: string | null): Map<string, ByIndicator> {
  const split = new Map<string, ByIndicator>()
  for (const id of indicatorIds)
    for (const fact of facts[id]) {
      if (only !== null && fact.officer !== only) continue
      let own = split.get(fact.officer)
      if (own === undefined) split.set(fact.officer, (own = {}))
      ;(own[id] ??= []).push(fact)
    }
  return split
}

type Evidence = Record<IndicatorId, EvidenceItem[]>

function evidenceBy(officer: ScoredOfficer, facts: ByIndicator | undefined): Evidence {
  return Object.fromEntries(indicatorIds.map((id) => [id, evidenceOf(officer, facts?.[id] ?? [])])) as Evidence
}

/** What the list behind a figure adds up to, of one part or of all. */
export function sumOf(
  items: readonly { readonly good: number; readonly due: number; readonly part?: number }[],
  part?: number,
): { good: number; due: number } {
  let good = 0
  let due = 0
  for (const item of items) {
    if (part !== undefined && item.part !== part) continue
    good += item.good
    due += item.due
  }
  return { good, due }
}

/** Pooled rate of the other officers, per officer and indicator: frozen with the run. */
function meansOf(world: World, facts: FactsBy, beside: Beside): Map<string, Means> {
  const officers = [...world.officers.keys()]
  const means = withMean.map((id) => {
    const sums = sumsByOfficer(facts[id])
    const contributions = officers.map((officer) => ({
      officer,
      ...(id === 'O1' ? answersOf(officer, beside) : countsOf(sums.get(officer))),
    }))
    return [id, stationMeans(contributions, world.scheme.fewestContributors)] as const
  })
  return new Map(
    scoredIn(world).map(({ id: officer }) => [
      officer,
      Object.fromEntries(means.map(([id, all]) => [id, meanAsInput(all.get(officer) ?? null)])) as Means,
    ]),
  )
}

function sumsByOfficer(facts: readonly Fact[]): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  for (const { officer, good, due } of facts) {
    const before = sums.get(officer) ?? { good: 0, due: 0 }
    sums.set(officer, { good: before.good + good, due: before.due + due })
  }
  return sums
}

type Contribution = { readonly sum: Fraction; readonly n: Fraction }
const countsOf = (sum: Sum = { good: 0, due: 0 }): Contribution => ({ sum: whole(sum.good), n: whole(sum.due) })

function answersOf(officer: string, beside: Beside): Contribution {
  const input = beside.survey.get(officer)?.input
  if (input === undefined || typeof input === 'string') return countsOf()
  // Weights have at most five decimals once split between two answers.
  const good = scaled(input.satisfied) * 2n + scaled(input.fairly)
  const all = (scaled(input.satisfied) + scaled(input.fairly) + scaled(input.dissatisfied)) * 2n
  return { sum: fraction(good, 200_000n), n: fraction(all, 200_000n) }
}

const whole = (count: number): Fraction => fraction(BigInt(count))
const scaled = (amount: number): bigint => BigInt(Math.round(amount * 100_000))

type Given = {
  readonly expected: number | undefined
  readonly hasIncidents: boolean
  readonly means: Means | undefined
  readonly audit: AuditSummary | null
  readonly survey: PartInputs['O1'] | undefined
}

/** One part's inputs, as the engine takes them. The survey and the audit sample are of the period: they stand in its first part. */
function inputsOf(
  world: World,
  officer: ScoredOfficer,
  index: number,
  own: Evidence,
  days: readonly SnapshotDay[],
  given: Given,
): PartInputs {
  const part = officer.parts[index]
  if (part === undefined) throw new Error('a part that is none')
  const working = world.calendar.workingDays(part.from, part.to)
  const ofDays = days.filter(({ part: of }) => of === index)
  const of = (id: IndicatorId): { good: number; due: number } =>
    id === 'P2' || id === 'P3' ? sumOf(ofDays.map((day) => day[id])) : sumOf(own[id], index)
  const [P1, P2, P3, P4, O2, O3, O4, O5, O6] = (['P1', 'P2', 'P3', 'P4', 'O2', 'O3', 'O4', 'O5', 'O6'] as const).map(
    of,
  ) as [...Sums]
  const first = index === 0
  const perWeek = Number(world.scheme.visitsPerWeek.num) / Number(world.scheme.visitsPerWeek.den)
  const mean = (id: keyof Means): Mean => given.means?.[id] ?? null
  const survey = given.survey
  return {
    workingDays: working,
    dutyDays: dutyDaysIn(officer, part),
    P1: { valid: P1.good, perWeek, workingWeeks: working / 5 },
    P2: { timely: P2.good, changes: P2.due },
    P3: { filled: P3.good, required: P3.due },
    P4: { done: P4.good, planned: P4.due },
    audit: first ? { passed: given.audit?.passed ?? 0, drawn: given.audit?.drawn ?? 0 } : { passed: 0, drawn: 0 },
    O1:
      survey === undefined
        ? 'SOURCE_MISSING'
        : typeof survey === 'string'
          ? survey
          : first
            ? { ...survey, stationMean: mean('O1') }
            : 'NOT_APPLICABLE',
    O2: { held: O2.good, closed: O2.due, stationMean: mean('O2') },
    O3: { onTime: O3.good, due: O3.due, stationMean: mean('O3') },
    O4:
      !given.hasIncidents || given.expected === undefined
        ? 'SOURCE_MISSING'
        : { observed: O4.good, expected: given.expected },
    O5: { onTime: O5.good, due: O5.due, stationMean: mean('O5') },
    O6: { reached: O6.good, assigned: O6.due },
  }
}

type Sum = { good: number; due: number }
type Sums = [Sum, Sum, Sum, Sum, Sum, Sum, Sum, Sum, Sum]

function freshness(db: ReadDb, now: string): StationSnapshot['systems'] {
  const rows = new Map(
    db
      .prepare<[], { system: string; records: number; newest: string | null; last: string | null }>(
        'SELECT system, records, newest_source_time AS newest, last_received AS last FROM source_status',
      )
      .all()
      .map((row) => [row.system, row]),
  )
  return systemIds.map((system) => {
    const row = rows.get(system)
    const lag = systems.get(system)?.lagHours ?? 24
    return {
      system,
      records: row?.records ?? 0,
      newestSourceTime: (row?.newest ?? null) as StationSnapshot['systems'][number]['newestSourceTime'],
      stale: !['fresh', 'aging'].includes(freshnessOf(row?.last ?? null, lag, now)),
    }
  })
}
