import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemeText } from '../../src-domain/scoring/schemes.ts'
import { openOfficePages, type OfficePages } from '../support/office-pages.ts'
import { officeKey, officeRowArrives } from '../support/office-row.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

/** What the superior office signs on the platform's page, on two PCs of a station, from the form to the figures. */
let platform: TestPlatform
let office: OfficePages
let one: SyncPc
let two: SyncPc
/** One time for the platform and both PCs. */
let ms = Date.parse('2026-12-28T02:00:00.000Z')
const clock = { nowMs: () => ms, monotonicMs: () => ms }

beforeAll(async () => {
  platform = await openTestPlatform({ now: () => new Date(ms) })
  office = await openOfficePages(platform)
  one = await openSyncPc({ clock })
  two = await openSyncPc({ clock })
  for (const pc of [one, two]) await pc.enrol(platform)
}, 120_000)
afterAll(async () => {
  await one.close()
  await two.close()
  await platform.close()
})

async function exchange(): Promise<void> {
  for (const pc of [one, two, one]) await pc.must('clerk', 'sync.now', {})
}
const scheme = (version: string): string =>
  (schemeText('1.0.0') ?? '').replace('"scheme":"1.0.0"', `"scheme":"${version}"`)
const calendar2027 = {
  year: 2027,
  source: '国务院办公厅关于2027年部分节假日安排的通知',
  holidays: [
    { name: '元旦', from: '2027-01-01', to: '2027-01-04' },
    { name: '春节', from: '2027-02-05', to: '2027-02-11' },
  ],
  workdays: [{ name: '元旦', date: '2027-01-09' }],
}
const january = (pc: SyncPc) => pc.must('clerk', 'duty.roster', { month: '2027-01' as never })
const dbOf = (pc: SyncPc) => {
  const open = pc.core.gate.session
  if (open === null) throw new Error('nobody is logged in')
  return open.db
}
const audited = async (pc: SyncPc, action: string) => {
  await pc.logIn('chief')
  return dbOf(pc)
    .prepare<[string], { record: string; result: string; detail: string }>(
      'SELECT record, result, detail FROM audit_log WHERE action = ? ORDER BY seq',
    )
    .all(action)
    .map(({ record, result, detail }) => [record, result, JSON.parse(detail) as unknown])
}

describe('the page refuses what no PC would use, in a sentence, and keeps what was typed', () => {
  const refusal = async (form: Record<string, string>) => {
    const page = (await office.sign(form)) ?? ''
    expect(page).toContain(form['body'] === undefined ? '' : '<textarea')
    return /role="alert">([^<]*)</.exec(page)?.[1] ?? 'signed'
  }
  const from = '2027-01-01'

  test('a scheme', async () => {
    const broken = await refusal({ kind: 'scheme', from, body: '{"a": ' })
    expect(broken).toBe('内容不是有效的 JSON（第 1 行第 7 列），没有签发。请检查后再提交。')
    const light = scheme('1.1.0').replace('"weight":8', '"weight":7.9')
    expect(await refusal({ kind: 'scheme', from, body: light })).toBe(
      '考评方案的内容不成立：indicators（权重合计不等于 P 30），没有签发。请更正后再提交。',
    )
    expect(await refusal({ kind: 'scheme', from, body: '{}' })).toContain('scheme（缺少）、dimensions（缺少）')
    expect(await refusal({ kind: 'scheme', from, body: scheme('1.0.0') })).toContain('方案 1.0.0 已有同一版本')
    expect(await refusal({ kind: 'scheme', from: '2026-12-28', body: scheme('1.1.0') })).toContain('不晚于今天')
    expect(await refusal({ kind: 'scheme', from: '明年', body: scheme('1.1.0') })).toContain('不是日历上的一天')
    expect(await refusal({ kind: 'scheme', from, body: ' '.repeat(65_537) })).toContain('64 KB')
    const typed = (await office.sign({ kind: 'scheme', from, body: '{"kept": ' })) ?? ''
    expect(typed).toContain('{&#34;kept&#34;: </textarea>')
    expect(typed).toContain(`value="${from}"`)
  })

  test('a catalog', async () => {
    const body = JSON.stringify({ ...calendar2027, workdays: [{ name: '元旦', date: '2027-01-08' }] })
    expect(await refusal({ kind: 'catalog', catalog: 'calendar', body })).toBe(
      '工作日历（一年）的内容不成立：workdays[0].date（不是周六或周日），没有签发。请更正后再提交。',
    )
    const kinds = JSON.stringify({ intervals: [{ kind: 'palace', everyMonths: 3 }] })
    expect(await refusal({ kind: 'catalog', catalog: 'inspection-intervals', body: kinds })).toContain(
      'intervals[0].kind（没有这种单位类别）',
    )
    const others: Record<string, string>[] = [
      { kind: 'catalog', catalog: 'divisions', body },
      { kind: 'evaluation' },
      {},
    ]
    for (const form of others) expect(await refusal(form)).toContain('终端不使用其他内容，没有签发')
  })

  test('and nothing of it was signed', async () => {
    expect(await platform.db.selectFrom('documents').selectAll().execute()).toEqual([])
  })
})

describe('a working calendar', () => {
  const hazard = { occurredOn: '2026-12-30' }
  const dueOf = async (pc: SyncPc, entryId: string) =>
    (await pc.must('clerk', 'ledger.read', { entryId: entryId as never })).dues.map(({ kind, on }) => `${kind} ${on}`)
  let before: string

  test('that the office issued counts on every PC: working days, what is due, also of entries that were there', async () => {
    ms = Date.parse('2026-12-30T02:00:00.000Z')
    const filed = await one.file('L08', hazard)
    before = filed.entryId
    await exchange()
    expect(await january(one)).toMatchObject({ workingDays: 20, calendar: 'assumed', issued: null })
    for (const pc of [one, two]) expect(await dueOf(pc, before)).toEqual(['order-notice 2027-01-05'])

    const body = JSON.stringify(calendar2027)
    expect(await office.sign({ kind: 'catalog', catalog: 'calendar', body })).toBeNull()
    await exchange()
    for (const pc of [one, two]) {
      const month = await january(pc)
      expect(month).toMatchObject({ workingDays: 20, calendar: 'issued', issued: { by: '上级乙', version: 1 } })
      expect(month.days.filter(({ name }) => name === '元旦').map(({ date, kind }) => `${date} ${kind}`)).toEqual([
        ...['2027-01-01 holiday', '2027-01-02 holiday', '2027-01-03 holiday', '2027-01-04 holiday'],
        '2027-01-09 makeup',
      ])
      expect(await dueOf(pc, before)).toEqual(['order-notice 2027-01-06'])
      expect(await audited(pc, 'load-catalog')).toEqual([['calendar-2027', 'ok', { source: 'office', version: 1 }]])
    }
    // What was counted again here is nothing that this PC has to say to anybody.
    expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
    const again = await two.file('L08', { ...hazard, object: '新街修理铺' })
    expect(await dueOf(two, again.entryId)).toEqual(['order-notice 2027-01-06'])
    const { dues } = await one.must('clerk', 'home.today', {})
    expect(dues.find(({ entryId }) => entryId === before)?.on).toBe('2027-01-06')
  })

  test('is replaced by its next version, and another core on the same replica knows it at once', async () => {
    const shorter = {
      ...calendar2027,
      holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-01' }],
      workdays: [],
    }
    await office.sign({ kind: 'catalog', catalog: 'calendar', body: JSON.stringify(shorter) })
    await exchange()
    await one.restart()
    for (const pc of [one, two]) {
      expect(await january(pc)).toMatchObject({ calendar: 'issued', issued: { version: 2 } })
      expect(await dueOf(pc, before)).toEqual(['order-notice 2027-01-05'])
    }
    expect(await office.get('/documents')).toContain('已由第 2 版替换')
  })

  test('that nobody signed, another platform signed, or that is none, is as if it were not there', async () => {
    await one.logIn('clerk')
    const db = dbOf(one)
    const content = JSON.stringify({ year: 2027, holidays: calendar2027.holidays, workdays: [] })
    const stranger = officeKey()
    officeRowArrives(db, { kind: 'catalog', name: 'calendar-2027', version: 3, content }, 'AAAA')
    officeRowArrives(db, { kind: 'catalog', name: 'calendar-2027', version: 4, content }, stranger)
    officeRowArrives(db, { kind: 'catalog', name: 'inspection-intervals', content: '{"intervals":[]}' }, stranger)
    officeRowArrives(db, { kind: 'scheme', name: 'assessment', version: 8, content: '{' }, '')
    for (const [record, at] of [
      ['{', 5],
      ['null', 6],
    ] as const)
      db.prepare<[string, string], never>(
        `INSERT INTO sync_rows (tbl, row_id, ver, fields, hash, shown) VALUES ('documents', ?, 1, ?, 'x', 1)`,
      ).run(`catalog:calendar-2027:${at}`, JSON.stringify({ record }))
    expect(await january(one)).toMatchObject({ calendar: 'issued', issued: { version: 2 } })
    // What the platform itself signs wrongly, a program of another version perhaps, is no use either.
    const signed = (name: string, version: number, body: string) => {
      const document = {
        kind: 'catalog',
        name,
        version,
        content: body,
        by: '上级乙',
        at: new Date(ms).toISOString(),
      } as const
      const { signature } = platform.keys.signed('document', document)
      officeRowArrives(db, { ...document, content: body }, signature)
    }
    signed('calendar-2028', 1, content)
    signed('calendar-2027', 7, '{"year":2027}')
    signed('inspection-intervals', 1, '[]')
    expect(await january(one)).toMatchObject({ calendar: 'issued', issued: { version: 2 } })
    expect((await one.must('clerk', 'duty.roster', { month: '2028-01' as never })).calendar).toBe('unknown')
    const { schemes, unused } = await one.must('chief', 'assessment.schemes', {})
    expect([schemes.map(({ version }) => version), unused]).toEqual([['1.0.0'], []])
    dbOf(one).exec(`DELETE FROM sync_rows WHERE tbl = 'documents' AND row_id NOT LIKE 'catalog:calendar-2027:1'
      AND row_id NOT LIKE 'catalog:calendar-2027:2'`)
  })
})

test('intervals that the office issued say how often places are inspected', async () => {
  const span = { from: '2027-01-01', to: '2027-03-31' } as never
  const before = await one.must('clerk', 'duty.proposeInspections', span)
  expect(before.issued).toBeNull()
  const body = JSON.stringify({ intervals: [{ kind: 'restaurant', everyMonths: 2 }] })
  expect(await office.sign({ kind: 'catalog', catalog: 'inspection-intervals', body })).toBeNull()
  await one.file('L05')
  await exchange()
  for (const pc of [one, two]) {
    const { kinds, issued } = await pc.must('clerk', 'duty.proposeInspections', span)
    expect(issued).toMatchObject({ by: '上级乙', version: 1 })
    expect(kinds.every(({ everyMonths }) => everyMonths === 2)).toBe(true)
  }
})

describe('a scheme', () => {
  const q4 = { periodKind: 'quarter', period: '2026-Q4' } as const
  const q1 = { periodKind: 'quarter', period: '2027-Q1' } as const
  const assessedBy = async (pc: SyncPc, period: typeof q4 | typeof q1) => {
    const { runId } = await pc.must('chief', 'assessment.run', period)
    return (await pc.must('chief', 'assessment.open', { runId })).run.scheme
  }

  test('is signed for a day to come, once, and after those before it', async () => {
    expect(await office.sign({ kind: 'scheme', from: '2027-01-01', body: scheme('1.1.0') })).toBeNull()
    expect(await office.sign({ kind: 'scheme', from: '2027-04-01', body: scheme('1.1.0') })).toContain('已有同一版本')
    expect(await office.sign({ kind: 'scheme', from: '2027-01-01', body: scheme('1.2.0') })).toContain(
      '不晚于此前签发的方案（自 2027-01-01 起执行）',
    )
    expect(await office.get('/documents')).toContain('<td>1.1.0</td><td>1</td><td>自 2027-01-01 起执行</td>')
  })

  test('stands at every PC beside those of the program, and the trail says when this PC first had it', async () => {
    await exchange()
    for (const pc of [one, two]) {
      const { schemes, unused } = await pc.must('officer', 'assessment.schemes', {})
      expect(schemes.map(({ version, source, from, office: by }) => [version, source, from, by])).toEqual([
        ['1.0.0', 'program', null, null],
        ['1.1.0', 'platform', '2027-01-01', '上级乙'],
      ])
      expect(unused).toEqual([])
      expect(await audited(pc, 'load-scheme')).toEqual([['1.1.0', 'ok', { from: '2027-01-01', source: 'office' }]])
    }
    await exchange()
    expect(await audited(one, 'load-scheme')).toHaveLength(1)
  })

  test('is what periods that begin on or after its day are assessed by, at both PCs, and those before are not', async () => {
    await one.file('L06')
    ms = Date.parse('2027-02-02T02:00:00.000Z')
    await two.file('L06')
    await exchange()
    ms = Date.parse('2027-04-06T02:00:00.000Z')
    await exchange()
    for (const pc of [one, two]) {
      expect(await assessedBy(pc, q4)).toBe('1.0.0')
      expect(await assessedBy(pc, q1)).toBe('1.1.0')
    }
  })

  test('is at a station that joins later as well', async () => {
    const three = await openSyncPc({ clock })
    await three.enrol(platform)
    await three.must('clerk', 'sync.now', {})
    expect((await three.must('chief', 'assessment.schemes', {})).schemes.map(({ version }) => version)).toContain(
      '1.1.0',
    )
    expect(await january(three)).toMatchObject({ calendar: 'issued', issued: { version: 2 } })
    await three.close()
  })
})
