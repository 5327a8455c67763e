import { constants, createHash, createHmac, randomBytes, sign, X509Certificate } from 'node:crypto'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { SurveyId } from '../../../src-contract/features/evaluations.shapes.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { periodOf } from '../assessment/assessment.facts.ts'
import { preAuthentication } from '../authorities/signed-envelope.ts'
import { nodeKey, type ChiefKey } from '../reports/signing/chief-key.ts'
import { openOwnKey } from '../reports/signing/key-file.ts'
import { zip } from '../returns/template/zip-bytes.ts'
import { fileText } from './file-text.ts'
import {
  insertSurvey,
  invitationsOf,
  servedEntries,
  storedSurveys,
  type ServedEntry,
  type StoredInvitation,
} from './surveys.repo.ts'

/** Books whose entries are of people who met the officer, and how the agency asks them. */
const channels: Readonly<Record<string, string>> = { L06: '短信', L07: '电话', L12: '电话' }
/** Enough for a figure that means something, and few enough that nobody is asked all the time. */
const mostPerOfficer = 60
const SALT_BYTES = 32
const INVITATIONS_TYPE = 'application/vnd.beatbook.evaluation-invitations+json'

/**
 * Who is invited is drawn by keyed hashes of the records: nobody can steer it, and once drawn it stays. The key is forgotten, so that
 * nobody can make a token later.
 */
export function prepare(
  ctx: Context,
  { periodKind: kind, period: id, agency }: ParsedInputOf<'evaluations.prepare'>,
): Answer<'evaluations.prepare'> {
  const period = periodOf(kind, id)
  if (period === undefined || period.from > ctx.today) return failure('assessment/period-unknown')
  const key = randomBytes(32)
  const done = ctx.commit((tx) => {
    if (storedSurveys(tx, { period: id }).length > 0) return failure('evaluations/prepared')
    const served = servedEntries(tx, Object.keys(channels), period.from, period.to).filter(wasServed)
    const invitations = drawn(served, key)
    if (invitations.length === 0) return failure('evaluations/nobody-to-invite')
    const surveyId = ctx.newId() as SurveyId
    const frameSha256 = createHash('sha256').update(invitationTable(invitations)).digest('hex')
    const days = { periodKind: kind, period: id, from: period.from, to: period.to }
    const code = `${ctx.session.station.id}-${id.replace('-', '')}`
    insertSurvey(
      tx,
      { surveyId, code, ...days, agency, frameSha256, at: ctx.now, by: ctx.session.accountId },
      invitations,
    )
    const detail = { step: 'prepared', period: id, invited: invitations.length, sha256: frameSha256 }
    tx.audit({ action: 'survey', record: surveyId, detail })
    return success({ surveyId, invited: invitations.length })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

/** A visit to a closed door served nobody. */
function wasServed({ book, state }: ServedEntry): boolean {
  const states = booksById.get(book)?.household?.states
  return states === undefined || states.includes(state)
}

function drawn(served: readonly ServedEntry[], key: Buffer): StoredInvitation[] {
  const tokens = served
    .map((entry) => ({ entry, token: tokenOf(entry.entryId, key) }))
    .sort((a, b) => (a.token < b.token ? -1 : 1))
  const perOfficer = new Map<string, number>()
  const homes = new Set<string>()
  return tokens.flatMap(({ entry, token }) => {
    const asked = perOfficer.get(entry.officerId) ?? 0
    const home = `${entry.officerId} ${entry.addressKey ?? entry.entryId}`
    if (asked >= mostPerOfficer || homes.has(home)) return []
    homes.add(home)
    perOfficer.set(entry.officerId, asked + 1)
    return [
      {
        ...{ token, officerId: entry.officerId, code: entry.code, beat: entry.beat, entryId: entry.entryId },
        serviceType: booksById.get(entry.book)?.definition.label.zh ?? entry.book,
        ...{ serviceDate: entry.day, channel: channels[entry.book] ?? '', solicitedBy: 'station' as const },
      },
    ]
  })
}

function tokenOf(entryId: string, key: Buffer): string {
  return `Y${createHmac('sha256', key).update(entryId).digest('hex').slice(0, 20)}`
}

/** The table that the agency gets: nothing in it says who was served. */
export function invitationTable(invitations: readonly StoredInvitation[]): Buffer {
  const lines = [
    fileText.invitationHeadings,
    ...invitations.map((one) => [
      ...[one.token, one.code, one.beat, one.serviceType, one.serviceDate, one.channel],
      fileText.solicited[one.solicitedBy],
    ]),
  ]
  return Buffer.from(`\ufeff${lines.map((cells) => cells.map(quoted).join(',')).join('\r\n')}\r\n`, 'utf8')
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

export function invitations(
  ctx: Context,
  input: ParsedInputOf<'evaluations.invitations'>,
): Answer<'evaluations.invitations'> {
  const survey = storedSurveys(ctx.db, { surveyId: input.surveyId })[0]
  if (survey === undefined) return failure('evaluations/gone')
  const opened = openOwnKey(ctx, input)
  if (!opened.ok) return opened
  const table = invitationTable(invitationsOf(ctx.db, input.surveyId))
  const sha256 = createHash('sha256').update(table).digest('hex')
  if (sha256 !== survey.frameSha256) throw new Error('invitations that are not the ones that were drawn')
  const facts = { station: ctx.session.station.id, survey: survey.code, period: survey.period, agency: survey.agency }
  const statement = canonicalJson({ ...facts, sha256, rows: survey.invited })
  ctx.audit({ action: 'export', record: survey.surveyId, detail: { what: 'survey-invitations', rows: survey.invited } })
  const parts = [
    { name: `${survey.code}.csv`, bytes: table },
    { name: `${survey.code}.sig.json`, bytes: Buffer.from(signed(statement, opened.value), 'utf8') },
  ]
  const fileName = `${fileText.invitations}-${survey.period}.zip`
  return success({ zip: new Uint8Array(zip(parts)), fileName, rows: survey.invited, sha256 })
}

/** The same kind of envelope as the agency's manifest: DSSE's encoding, RSA-PSS with SHA-256. */
function signed(statement: string, key: ChiefKey): string {
  const payload = Buffer.from(statement, 'utf8')
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
  const signature = sign('sha256', preAuthentication(payload, INVITATIONS_TYPE), { key: nodeKey(key), ...padding })
  return `${JSON.stringify(
    {
      payloadType: INVITATIONS_TYPE,
      payload: payload.toString('base64'),
      certificates: key.certificates.map((pem) => new X509Certificate(pem).raw.toString('base64')),
      signature: signature.toString('base64'),
    },
    null,
    2,
  )}\n`
}
