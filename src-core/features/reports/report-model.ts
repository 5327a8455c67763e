import { StationSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import type { ReadDb } from '../../store/sql.ts'
import { frozenOfficers, type FrozenRun } from '../assessment/assessment.facts.ts'
import { reportText } from './assessment/report-text.ts'
import type { PrintableModel } from './pdf-printer.ts'

export type ReportOf = { readonly officerId: string | null; readonly number: string; readonly name: string }

/** The reports of a run: the officers' by staff number, the station's last. */
export function reportsOf(run: FrozenRun): ReportOf[] {
  const { officers, station } = StationSnapshot.parse(JSON.parse(run.stationText))
  return [
    ...officers.map(({ id, number, name }) => ({ officerId: id, number, name })),
    { officerId: null, number: station.id, name: station.name },
  ]
}

/** What is printed of one of them; undefined when the officer is not in the run. */
export function modelOf(db: ReadDb, run: FrozenRun, officerId: string | null): PrintableModel | undefined {
  const preview = run.status === 'preview'
  if (officerId === null) return { kind: 'station-report', snapshot: run.stationText, preview }
  const frozen = frozenOfficers(db, run.runId, officerId)[0]
  return frozen === undefined ? undefined : { kind: 'officer-report', snapshot: frozen.text, preview }
}

/** 社区民警工作考评报告-2026-Q3-v1-031207.pdf */
export function fileNameOf(run: FrozenRun, { officerId, number }: Pick<ReportOf, 'officerId' | 'number'>): string {
  const title = officerId === null ? reportText.stationTitle : reportText.officerTitle
  return `${title}-${run.period}-v${run.version}-${number}.pdf`
}

/** Everything in a snapshot that is not ours: checked against the font before a paper is made. */
export function textsOf(model: PrintableModel): string[] {
  if (!('kind' in model) || !('snapshot' in model)) return []
  const { scheme: _, evidence: __, ...rest } = JSON.parse(model.snapshot) as Record<string, unknown>
  return [JSON.stringify(rest)]
}
