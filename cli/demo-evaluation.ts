import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../demo/random.ts'
import type { DemoStation } from '../demo/station.ts'
import type { SurveyId } from '../src-contract/features/evaluations.shapes.ts'
import { localDateOf, systemClock } from '../src-core/clock.ts'
import type { Core } from '../src-core/core.ts'
import { invitationsOf, type StoredInvitation } from '../src-core/features/evaluations/surveys.repo.ts'
import { uuidv7 } from '../src-core/uuid.ts'
import { periodAfter, periodKind, periodOfDay } from '../src-domain/periods/periods.ts'
import { AUTHORITY, envelope, issue, makeKey, SIGNER } from './certificates.ts'
import { chiefPkcs12 } from './chief-pkcs12.ts'
import { actingAs, handIn, must } from './demo-acting.ts'
import { call } from './session.ts'

const AGENCY = '示例社会调查中心'
/** Written beside the file that it opens, as everything of the demo station is. */
const passphrase = 'demo-certificate'

/** So many quarters before the last one are surveyed, run and released: an officer has something to compare with. */
const quartersBefore = 2

type Chain = Record<'root' | 'authority' | 'signer', ReturnType<typeof issue>>

/**
 * What the assessment of the last quarter needs besides the ledger, as files to take in by hand: the agency's root (registered and
 * confirmed), its signed answers to the invitations that the station drew, and the chief's certificate. The quarters before it are
 * released. null: nobody to invite.
 */
export async function makeEvaluation(
  core: Core,
  station: DemoStation,
  dir: string,
): Promise<{ period: string; answers: number; released: string[] } | null> {
  const as = actingAs(core, station)
  const chain = makeChain()
  await as('chief')
  const period = lastQuarter(core, 0)
  const files = await survey(core, station, period, chain)
  if (files === null) return null
  const folder = join(dir, 'evaluations')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '测评答卷.csv'), files.data)
  writeFileSync(join(folder, '测评签名清单.json'), files.manifest)
  const rootFile = join(folder, '签发机关根证书.der')
  writeFileSync(rootFile, chain.root.der)
  writeCertificate(station, folder, chain.root)
  const { sha256 } = await must(core, 'authorities.add', { fileId: handIn(core, rootFile) })
  await as('auditor')
  await must(core, 'authorities.confirm', { sha256 })

  await as('chief')
  const released: string[] = []
  for (let back = quartersBefore; back > 0; back -= 1) {
    const before = lastQuarter(core, back)
    const answers = await survey(core, station, before, chain)
    if (answers !== null && (await release(core, folder, before, answers))) released.push(before)
  }
  return { period, answers: files.rows, released }
}

/** Id of the last quarter that is over, or of one before it. */
function lastQuarter(core: Core, back: number): string {
  const kind = periodKind('quarter')
  if (kind === undefined) throw new Error('no quarters')
  return periodAfter(kind, periodOfDay(kind, localDateOf(Date.parse(core.gate.now()))), -1 - back).id
}

function makeChain(): Chain {
  const years = { from: '2026-01-01T00:00:00Z', to: '2046-01-01T00:00:00Z' }
  const root = issue({ name: '示例签发机关', key: makeKey(), extensions: AUTHORITY, serial: '01', ...years })
  const byRoot = { issuer: root, extensions: AUTHORITY, serial: '02', ...years }
  const authority = issue({ name: '示例签发中心', key: makeKey(), ...byRoot })
  const signer = issue({ name: AGENCY, key: makeKey(), issuer: authority, extensions: SIGNER, serial: '03', ...years })
  return { root, authority, signer }
}

type SurveyFiles = {
  readonly surveyId: SurveyId
  readonly data: Buffer
  readonly manifest: string
  readonly rows: number
}

/** Invitations of a quarter, and the agency's answers with its signature. null: nobody to invite. */
async function survey(
  core: Core,
  station: DemoStation,
  period: string,
  { authority, signer }: Chain,
): Promise<SurveyFiles | null> {
  const prepared = await call(core, 'evaluations.prepare', { periodKind: 'quarter', period, agency: AGENCY })
  if (!prepared.ok) return null
  const { surveys } = await must(core, 'evaluations.surveys', {})
  const made = surveys.find((one) => one.period === period)
  const open = core.gate.session
  if (made === undefined || !open) throw new Error('a survey that is not there')
  const rows = answersTo(invitationsOf(open.db, made.surveyId), `${station.options.seed} ${period}`)
  const data = Buffer.from(`\ufeff${rows.map((cells) => cells.join(',')).join('\r\n')}\r\n`, 'utf8')
  const manifest = {
    ...{ agency: AGENCY, survey: made.code, period: made.period, invited: made.invited },
    ...{ frame_hash: made.frameSha256, sha256: createHash('sha256').update(data).digest('hex') },
    rows: rows.length - 1,
  }
  return { surveyId: made.surveyId, data, manifest: envelope(manifest, signer, authority), rows: rows.length - 1 }
}

/** Takes the answers in, runs the quarter and releases it. false: there is nobody to assess. */
async function release(core: Core, folder: string, period: string, files: SurveyFiles): Promise<boolean> {
  const [answers, manifest] = [join(folder, 'answers.csv'), join(folder, 'manifest.json')]
  writeFileSync(answers, files.data)
  writeFileSync(manifest, files.manifest)
  const handed = { fileId: handIn(core, answers), manifest: handIn(core, manifest) }
  const preview = await must(core, 'evaluations.preview', { surveyId: files.surveyId, ...handed })
  await call(core, 'evaluations.apply', { importId: preview.importId }, uuidv7(systemClock.nowMs()))
  rmSync(answers)
  rmSync(manifest)
  const run = await call(core, 'assessment.run', { periodKind: 'quarter', period }, uuidv7(systemClock.nowMs()))
  if (!run.ok) return false
  const { runId, sha256 } = run.value
  await must(core, 'assessment.release', { runId, sha256 })
  return true
}

function writeCertificate(station: DemoStation, folder: string, issuer: ReturnType<typeof issue>): void {
  const chief = station.users.find(({ role }) => role === 'chief')
  const file = chiefPkcs12({
    key: makeKey(),
    issuer,
    person: chief?.name ?? '',
    organisation: station.station.name,
    passphrase,
    to: '2046-01-01T00:00:00Z',
  })
  writeFileSync(join(folder, '所长证书.p12'), file, { mode: 0o600 })
  writeFileSync(join(folder, '所长证书口令.txt'), `${passphrase}\n`, { mode: 0o600 })
}

const headings = [
  '答卷编号',
  '邀请码',
  '民警编号',
  '渠道',
  '服务类型',
  '完成时间',
  '总体满意度',
  '问题1',
  '意见建议',
  '是否同意回访',
]
const praise = ['态度好', '来得很快', '', '', '']
const complaints = ['等的时间太长', '打电话没人接', '说明不清楚', '楼道堆物反映两次没有下文']

/** Four of five answer, some of them with a complaint; a few rows are wrong, as they are. */
function answersTo(invitations: readonly StoredInvitation[], seed: string): string[][] {
  const dice = new Random(`${seed} evaluation`)
  dice.at(0, 0)
  const rows = invitations.flatMap((one, at): string[][] => {
    if (!dice.chance(0.8)) return []
    const mood = dice.next()
    const overall = mood < 0.72 ? '满意' : mood < 0.9 ? '基本满意' : '不满意'
    const isBad = overall === '不满意'
    return [
      [
        ...[`D${String(at + 1).padStart(5, '0')}`, one.token, one.code, one.channel, one.serviceType],
        ...[`${one.serviceDate} ${dice.between(18, 20)}:${String(dice.between(10, 59))}`, overall],
        ...[
          String(dice.between(3, 5)),
          isBad ? dice.pick(complaints) : dice.pick(praise),
          isBad && dice.chance(0.5) ? '是' : '',
        ],
      ],
    ]
  })
  const [first, second] = rows
  const wrong = [
    ...(first === undefined ? [] : [first.with(0, 'D90001')]),
    ...(second === undefined ? [] : [second.with(0, 'D90002').with(1, 'Y00000000000000000000')]),
  ]
  return [headings, ...rows, ...wrong]
}
