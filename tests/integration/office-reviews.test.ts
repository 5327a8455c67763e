import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Account } from '../../src-contract/features/accounts.contract.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { setPageAccount } from '../../platform/pages/page-accounts.ts'
import { openTestPlatform, send, type Answer, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

let platform: TestPlatform
/** A PC of the station: its replica and core, as people use them. */
let pc: SyncPc
let station: string
let chief: Account
let staff: Account[]
const cookies = new Map<string, string>()
const passphrase = 'a passphrase for tests'

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await openSyncPc()
  await pc.enrol(platform)
  station = pc.core.gate.session?.session.station.id ?? ''
  staff = (await pc.must('chief', 'accounts.list', {})).accounts
  chief = staff.find(({ role }) => role === 'chief') ?? expect.fail('no chief')
  await logInToPages('shangji', '周某', '990001')
  await logInToPages('suozhang', '调任者', chief.staffNumber)
  await logInToPages('unnumbered', '无号者')
})
afterAll(async () => {
  await pc.close()
  await platform.close()
})

async function logInToPages(login: string, name: string, staffNumber?: string): Promise<void> {
  const numbered = staffNumber === undefined ? {} : { staffNumber }
  await setPageAccount(platform, { login, name, role: 'office', passphrase, ...numbered })
  const answer = await post(login, '/log-in', { login, passphrase })
  cookies.set(login, String(answer.headers['set-cookie']).split(';')[0] ?? '')
}

function post(login: string, path: string, form: Record<string, string>): Promise<Answer> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: platform.url,
    cookie: cookies.get(login) ?? '',
  }
  return send(`${platform.url}${path}`, { body: new URLSearchParams(form).toString(), headers, method: 'POST' })
}

async function page(path: string, login = 'shangji'): Promise<string> {
  return (await send(`${platform.url}${path}`, { headers: { cookie: cookies.get(login) ?? '' } })).body.toString('utf8')
}

/** The hidden fields of the form on the page. */
async function seen(path: string): Promise<{ ver: string; entryVer: string }> {
  const body = await page(path)
  const valueOf = (name: string) => new RegExp(`name="${name}" value="(\\d+)"`).exec(body)?.[1] ?? ''
  return { ver: valueOf('ver'), entryVer: valueOf('entryVer') }
}

/** Decides what the page shows and answers with what came of it: the status and the sentence. */
async function decide(path: string, decision: 'approve' | 'return', reason = '', login = 'shangji', form?: object) {
  const answer = await post(login, path, { ...(form ?? (await seen(path))), decision, reason } as Record<
    string,
    string
  >)
  return [answer.status, /role="alert">([^<]*)</.exec(answer.body.toString('utf8'))?.[1] ?? null]
}

const entryOf = (entryId: EntryId) => pc.must('clerk', 'ledger.read', { entryId })
const filedForChief = (more: Record<string, string> = {}) =>
  pc.file('L08', { officer: chief.accountId, object: '和平路仓库', ...more })

/** Asked to be put out of force by the clerk, which only the chief could decide, whose entry it is. */
async function askedToVoid(entryId: EntryId): Promise<string> {
  const { version } = await entryOf(entryId)
  const { review } = await pc.must('clerk', 'ledger.void', { entryId, version, reason: '重复登记' })
  await pc.must('clerk', 'sync.now', {})
  return `/approvals/${station}/${review}`
}

describe('what nobody of the station may decide', () => {
  test('is put before the superior office with what is asked, and decided there', async () => {
    const { entryId, number } = await filedForChief()
    const path = await askedToVoid(entryId)
    expect((await entryOf(entryId)).review).toMatchObject({ waitsForOffice: true, kind: 'void' })
    const list = await page('/approvals')
    expect(list).toContain(`<a href="${path}">${number}</a>`)
    const asked = await page(path)
    for (const shown of ['和平路仓库', 'L08', '重复登记', '作废', chief.name]) expect(asked).toContain(shown)
    expect(await decide(path, 'approve', '同意')).toEqual([303, null])
    expect(await page('/approvals')).not.toContain(path)
    expect(await page(path)).toContain('已由 周某 于')

    await pc.must('clerk', 'sync.now', {})
    const entry = await entryOf(entryId)
    expect(entry).toMatchObject({ stage: 'voided', dues: [], review: null })
    expect(entry.officeDecision).toMatchObject({ by: '周某', approved: true, reason: '同意' })
    const { events } = await pc.must('clerk', 'ledger.history', { entryId })
    expect(events.map(({ transition, by, byOffice }) => [transition, by, byOffice])).toEqual([
      ['approve', '周某', true],
      ['void', expect.any(String), false],
      [null, expect.any(String), false],
    ])
    expect((await pc.must('clerk', 'ledger.reviews', {})).rows.map((row) => row.entryId)).not.toContain(entryId)
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
    // Named here, and nobody of the station.
    const { accounts } = await pc.must('clerk', 'accounts.colleagues', {})
    expect(accounts.map(({ name }) => name)).not.toContain('周某')
    const actions = await platform.db
      .selectFrom('page_actions')
      .select(['login', 'action'])
      .where('subject', '=', `${station}:${path.split('/').at(-1)}`)
      .orderBy('action_id')
      .execute()
    expect(actions).toContainEqual({ login: 'shangji', action: 'see-review' })
    expect(actions.filter(({ action }) => action === 'approve-review')).toEqual([
      { login: 'shangji', action: 'approve-review' },
    ])
  })

  test('comes into force when it is approved: a profile of the beat that the chief wrote', async () => {
    const { entryId, stage } = await pc.file('L01', { officer: chief.accountId })
    expect(stage).toBe('in-review')
    await pc.must('clerk', 'sync.now', {})
    const reviewId = (await entryOf(entryId)).review?.reviewId
    expect(await decide(`/approvals/${station}/${reviewId}`, 'approve')).toEqual([303, null])
    await pc.must('clerk', 'sync.now', {})
    expect(await entryOf(entryId)).toMatchObject({ stage: 'filed', dues: [{ kind: 'review-quarterly' }] })
  })

  test('a step takes effect with its values', async () => {
    const { entryId } = await filedForChief()
    const helpers = staff.filter(({ role }) => ['officer', 'clerk'].includes(role))
    // Everybody who could look at it has a part in it.
    const before = await entryOf(entryId)
    await pc.must('clerk', 'ledger.correct', {
      entryId,
      version: before.version,
      fields: { ...before.fields, helpers: helpers.map(({ accountId }) => accountId).join(',') },
      reason: '补填协办人',
      accepted: before.accepted,
    })
    await pc.must('clerk', 'ledger.step', {
      entryId,
      transition: 'transfer',
      state: before.state,
      fields: { transferredTo: '区应急管理局', transferredOn: before.occurredOn },
      note: '属主管部门职责',
      accepted: [],
    })
    const receipt = { receiptNumber: '回1号', receiptOn: before.occurredOn }
    const { review } = await pc.must('clerk', 'ledger.step', {
      entryId,
      transition: 'receipt',
      state: 'transferred',
      fields: receipt,
      note: '',
      accepted: [],
    })
    await pc.must('clerk', 'sync.now', {})
    const path = `/approvals/${station}/${review}`
    expect(await page(path)).toContain('回1号')
    expect(await decide(path, 'approve')).toEqual([303, null])
    await pc.must('clerk', 'sync.now', {})
    const after = await entryOf(entryId)
    expect(after.fields).toMatchObject(receipt)
    expect(after.state).not.toBe('transferred')
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
  })

  test('is returned with a reason, which the one who asked is told on the home page', async () => {
    const { entryId } = await pc.file('L01', { officer: chief.accountId, year: '2025' })
    await pc.must('clerk', 'sync.now', {})
    const path = `/approvals/${station}/${(await entryOf(entryId)).review?.reviewId}`
    const { reviews } = await pc.must('clerk', 'home.today', {})
    expect(await decide(path, 'return')).toEqual([400, expect.stringContaining('退回要写明理由')])
    expect(await decide(path, 'return', '户数有误')).toEqual([303, null])
    await pc.must('clerk', 'sync.now', {})
    expect((await pc.must('clerk', 'home.today', {})).reviews.returned).toBe(reviews.returned + 1)
    expect(await entryOf(entryId)).toMatchObject({
      stage: 'in-review',
      officeDecision: { by: '周某', approved: false, reason: '户数有误' },
    })
  })
})

describe('a decision is refused, in words,', () => {
  test('of what somebody asked for or has a part in themselves, and to whom it cannot be told of', async () => {
    const { entryId } = await filedForChief()
    const path = await askedToVoid(entryId)
    expect(await decide(path, 'approve', '', 'suozhang')).toEqual([409, expect.stringContaining('须由他人审批')])
    expect(await decide(path, 'approve', '', 'unnumbered')).toEqual([409, expect.stringContaining('没有登记警号')])
    await pc.must('clerk', 'sync.now', {})
    expect((await entryOf(entryId)).review).not.toBeNull()
  })

  test('a second time, and the first one stands', async () => {
    const { entryId } = await filedForChief()
    const path = await askedToVoid(entryId)
    const form = await seen(path)
    expect(await decide(path, 'return', '不是重复', 'shangji', form)).toEqual([303, null])
    expect(await decide(path, 'approve', '', 'shangji', form)).toEqual([409, expect.stringContaining('已经审批过')])
    await pc.must('clerk', 'sync.now', {})
    expect(await entryOf(entryId)).toMatchObject({ stage: 'filed', officeDecision: { approved: false } })
  })

  test('when the station changed it since the page was opened, and the newest is shown', async () => {
    const { entryId } = await pc.file('L01', { officer: chief.accountId, year: '2027' })
    await pc.must('clerk', 'sync.now', {})
    const { review, fields, version, accepted } = await entryOf(entryId)
    const path = `/approvals/${station}/${review?.reviewId}`
    const form = await seen(path)
    await pc.must('clerk', 'ledger.correct', {
      entryId,
      version,
      fields: { ...fields, rentals: '7' },
      reason: '补填',
      accepted,
    })
    await pc.must('clerk', 'sync.now', {})
    expect(await decide(path, 'approve', '', 'shangji', form)).toEqual([409, expect.stringContaining('已撤回')])
    // Asked for again as it is now.
    const again = `/approvals/${station}/${(await entryOf(entryId)).review?.reviewId}`
    expect(await decide(again, 'approve', '', 'shangji', form)).toEqual([409, expect.stringContaining('改动了')])
    expect(await decide(again, 'approve')).toEqual([303, null])
  })

  test('of what another station, or nobody, handed up', async () => {
    const { entryId } = await filedForChief()
    const path = await askedToVoid(entryId)
    await platform.newCode('S77')
    const review = path.split('/').at(-1) ?? ''
    const form = await seen(path)
    for (const wrong of [`/approvals/S77/${review}`, `/approvals/${station}/none`]) {
      expect((await post('shangji', wrong, { ...form, decision: 'approve', reason: '' })).status).toBe(404)
    }
    // The chief may decide this one, so that it is not the office's.
    const own = await pc.file('L08', { object: '幸福路商铺' })
    const { review: theirs } = await pc.must('clerk', 'ledger.void', {
      entryId: own.entryId,
      version: 1 as never,
      reason: '重复登记',
    })
    await pc.must('clerk', 'sync.now', {})
    expect((await post('shangji', `/approvals/${station}/${theirs}`, { ...form, decision: 'approve' })).status).toBe(
      404,
    )
    expect(await page('/approvals')).not.toContain(String(theirs))
  })
})
