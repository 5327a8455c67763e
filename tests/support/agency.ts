import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { SurveyId } from '../../src-contract/features/evaluations.shapes.ts'
import { q } from '../../src-core/query.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'
import type { AssessmentStation } from './assessment-station.ts'
import { AUTHORITY, issue, makeKey, SIGNER, type Identity } from '../../cli/certificates.ts'

export const AGENCY = '示例社会调查中心'

/** An agency with its chain, made on the spot: root, authority, signer. */
export type TestAgency = { readonly root: Identity; readonly authority: Identity; readonly signer: Identity }

export function makeAgency(): TestAgency {
  const root = issue({ name: 'Root', key: makeKey(), extensions: AUTHORITY, serial: '01' })
  const authority = issue({ name: 'Agencies', key: makeKey(), issuer: root, extensions: AUTHORITY, serial: '02' })
  return { root, authority, signer: issue({ name: AGENCY, key: makeKey(), issuer: authority, extensions: SIGNER }) }
}

/** The root is registered by the chief and confirmed by the auditor. */
export async function trustAgency(station: AssessmentStation, { root }: TestAgency): Promise<string> {
  const path = station.place('root.der')
  writeFileSync(path, root.der)
  const { sha256 } = await station.must('chief', 'authorities.add', { fileId: station.hand(path) })
  await station.must('auditor', 'authorities.confirm', { sha256 })
  return sha256
}

export type Invited = { token: string; code: string; officer_id: string }

export function invitedOf(db: ReadDb, surveyId: string): Invited[] {
  return db.all(
    q
      .selectFrom('survey_invitations')
      .select(['token', 'code', 'officer_id'])
      .where('survey_id', '=', surveyId)
      .orderBy('position'),
  )
}

export const headings = ['答卷编号', '邀请码', '民警编号', '渠道', '完成时间', '总体满意度', '意见建议', '是否同意回访']

/** Lines of a data file as CSV. */
export function csvOf(rows: readonly (readonly string[])[], columns: readonly string[] = headings): Buffer {
  return Buffer.from([columns, ...rows].map((cells) => cells.join(',')).join('\r\n'), 'utf8')
}

/** What the agency says about a data file of a survey; `changes` make it wrong. */
export async function manifestOf(
  station: AssessmentStation,
  surveyId: SurveyId,
  data: Buffer,
  rows: number,
  changes: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const { surveys } = await station.must('chief', 'evaluations.surveys', {})
  const survey = surveys.find((one) => one.surveyId === surveyId)
  if (survey === undefined) throw new Error('no survey')
  return {
    ...{ agency: AGENCY, survey: survey.code, period: survey.period, invited: survey.invited },
    ...{ frame_hash: survey.frameSha256, sha256: createHash('sha256').update(data).digest('hex'), rows },
    ...changes,
  }
}

/** Writes a file and hands it to core. */
export function handOver(station: AssessmentStation, name: string, bytes: Buffer | string) {
  const path = station.place(name)
  writeFileSync(path, bytes)
  return station.hand(path)
}
