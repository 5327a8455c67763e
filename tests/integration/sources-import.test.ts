import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SystemId } from '../../src-contract/systems.ts'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { writeCsv } from '../../src-core/spreadsheets/write-csv.ts'
import { writeHtmlXls, writeXls, writeXml2003 } from '../../src-core/spreadsheets/write-legacy.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import {
  countOf,
  exportOf,
  openSourcesStation,
  stateOf,
  writeExport,
  type SourcesStation,
} from '../support/sources-station.ts'

let station: SourcesStation
beforeEach(() => {
  station = openSourcesStation()
})
afterEach(() => station.close())

const idOf = (n: number): string => completeResidentId(`99010219900101${String(n).padStart(3, '0')}`)

function resident(n: number, more: Record<string, string> = {}): Record<string, string> {
  return {
    personCode: `R99${String(n).padStart(6, '0')}`,
    name: `张三${'甲乙丙丁戊己庚辛壬癸'.charAt(n % 10)}`,
    idNumber: idOf(n % 1000),
    sex: n % 2 === 1 ? '男' : '女',
    birthDate: '1990-01-01',
    phone: `129${String(n).padStart(8, '0')}`,
    address: `云渚省澄湾市东渚区桂园街道桂花路18号金桂花园3号楼2单元${1 + (n % 20)}0${1 + (n % 4)}室`,
    status: '登记',
    updatedAt: '2026-11-01T08:30:05',
    ...more,
  }
}
const residents = (from: number, to: number): Record<string, string>[] =>
  Array.from({ length: to - from }, (_, i) => resident(from + i))

const path = (name: string): string => join(station.dir, name)

async function previewOf(
  file: string,
  more: { system?: SystemId; declared?: 'full' | 'changes'; mapping?: Record<string, string> } = {},
) {
  return station.must('clerk', 'sources.preview', {
    fileId: station.shelve(file),
    system: more.system ?? 'JZ',
    declared: more.declared ?? 'full',
    ...(more.mapping ? { mapping: more.mapping } : {}),
  })
}
async function importFile(file: string, more: Parameters<typeof previewOf>[1] = {}) {
  const { importId } = await previewOf(file, more)
  return station.must('clerk', 'sources.import', { importId })
}

describe('what a preview counts, and what the import does', () => {
  test('new, changed, unchanged and not-in-file are exact, and nothing disappears by absence', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', residents(0, 100)))
    const next = [
      ...residents(0, 40),
      ...residents(40, 65).map((row) => ({ ...row, phone: '12999999999', updatedAt: '2026-11-02T08:00:00' })),
      ...residents(200, 210),
    ]
    const file = await writeExport(path('b.csv'), 'JZ', next)
    const before = stateOf(station.db)
    const preview = await previewOf(file)
    expect(stateOf(station.db)).toEqual(before)
    const counts = { rows: 75, new: 10, changed: 25, unchanged: 40, notInFile: 35, rejected: 0 }
    expect(preview.counts).toEqual(counts)
    expect(preview.problems).toEqual([])
    expect(preview.missingFields).toEqual([])
    expect((await station.must('clerk', 'sources.import', { importId: preview.importId })).counts).toEqual(counts)
    expect(countOf(station.db, 'source_records')).toBe(110)
    expect(countOf(station.db, 'source_record_versions')).toBe(25)
    expect(countOf(station.db, 'import_staging') + countOf(station.db, 'index_queue')).toBe(0)
    const changed = station.db
      .prepare<[], { version: number; payload: string; old: string }>(
        `SELECT r.version, r.payload, v.payload AS old FROM source_records r JOIN source_record_versions v USING (record_id)
         WHERE native_id = 'R99000040'`,
      )
      .one()
    expect(changed?.version).toBe(2)
    expect(JSON.parse(changed?.payload ?? '')).toMatchObject({ phone: '12999999999' })
    expect(JSON.parse(changed?.old ?? '')).toMatchObject({ phone: '12900000040' })
    const again = await previewOf(file)
    expect(again.counts).toMatchObject({ new: 0, changed: 0, unchanged: 75, notInFile: 35 })
  })

  test('for 增量 nothing is said about what the file does not hold', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', residents(0, 10)))
    const preview = await previewOf(await writeExport(path('b.csv'), 'JZ', residents(9, 12)), { declared: 'changes' })
    expect(preview.counts).toMatchObject({ new: 2, unchanged: 1, notInFile: null })
  })

  test('people are found after the import: one subject per ID number, with the keys of the newest content', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', residents(0, 3)))
    const services = [0, 1].map((n) => ({
      acceptanceNumber: `MZ${n}`,
      name: resident(n)['name'] as string,
      idNumber: idOf(n),
      serviceItem: '便民代办服务',
      updatedAt: '2026-11-03T09:00:00',
    }))
    await importFile(await writeExport(path('m.csv'), 'MZ', services), { system: 'MZ' })
    expect(countOf(station.db, 'subjects')).toBe(3)
    const subjects = (phone: string) =>
      station.db
        .prepare<[string], { id_number: string; records: number }>(
          `SELECT s.id_number, s.records FROM subject_keys k JOIN subjects s USING (subject_id) WHERE k.kind = 'phone' AND k.value = ?`,
        )
        .all(phone)
    expect(subjects('12900000001')).toEqual([{ id_number: idOf(1), records: 2 }])
    const moved = { ...resident(1), phone: '12988888888', updatedAt: '2026-11-04T08:00:00' }
    await importFile(await writeExport(path('c.csv'), 'JZ', [moved]), { declared: 'changes' })
    expect(subjects('12900000001')).toEqual([])
    expect(subjects('12988888888')).toEqual([{ id_number: idOf(1), records: 2 }])
  })

  test('a record that turns out to be another person leaves the file of the one before', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', residents(0, 2)))
    const other = { ...resident(1), idNumber: idOf(500), updatedAt: '2026-11-04T08:00:00' }
    await importFile(await writeExport(path('b.csv'), 'JZ', [other]), { declared: 'changes' })
    const ids = station.db.prepare<[], { id_number: string }>('SELECT id_number FROM subjects ORDER BY id_number').all()
    expect(ids.map((row) => row.id_number).sort()).toEqual([idOf(0), idOf(500)].sort())
  })

  test('what was previewed is what is imported: a file that changed in between is refused', async () => {
    const file = await writeExport(path('a.csv'), 'JZ', residents(0, 5))
    const { importId } = await previewOf(file)
    await writeExport(file, 'JZ', residents(0, 6))
    const before = stateOf(station.db)
    expect(await station.call('clerk', 'sources.import', { importId })).toMatchObject({
      error: { code: 'sources/preview-stale' },
    })
    expect(stateOf(station.db)).toEqual(before)
  })

  test('a preview whose counts are no longer true, or that was applied, is refused', async () => {
    const file = await writeExport(path('a.csv'), 'JZ', residents(0, 5))
    const [first, second] = [await previewOf(file), await previewOf(file)]
    await station.must('clerk', 'sources.import', { importId: first.importId })
    const before = stateOf(station.db)
    for (const { importId } of [first, second]) {
      expect(await station.call('clerk', 'sources.import', { importId })).toMatchObject({
        error: { code: 'sources/preview-stale' },
      })
    }
    expect(stateOf(station.db)).toEqual(before)
  })

  test('the same click sent twice imports once and gets one answer', async () => {
    const { importId } = await previewOf(await writeExport(path('a.csv'), 'JZ', residents(0, 5)))
    const operationId = '01930000-0000-7000-8000-000000000001'
    const first = await station.call('clerk', 'sources.import', { importId }, { operationId })
    expect(await station.call('clerk', 'sources.import', { importId }, { operationId })).toEqual(first)
    expect((await station.must('chief', 'sources.imports', {})).imports).toHaveLength(1)
  })

  test('an older export than the last needs a confirmation', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', [resident(0, { updatedAt: '2026-11-10T08:00:00' })]))
    const older = await writeExport(path('b.csv'), 'JZ', [resident(1, { updatedAt: '2026-11-09T08:00:00' })])
    const preview = await previewOf(older)
    expect(preview.olderThanLast).toEqual({ held: '2026-11-10T00:00:00.000Z', file: '2026-11-09T00:00:00.000Z' })
    const refused = await station.call('clerk', 'sources.import', { importId: preview.importId })
    expect(refused).toMatchObject({ error: { code: 'sources/older-export' } })
    expect(countOf(station.db, 'source_records')).toBe(1)
    const { counts } = await station.must('clerk', 'sources.import', { importId: preview.importId, acceptOlder: true })
    expect(counts.new).toBe(1)
  })

  test('the catalog tells how much is held and how old it is', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', residents(0, 4)))
    const { systems } = await station.must('officer', 'sources.catalog', {})
    expect(systems).toHaveLength(7)
    expect(systems.find(({ id }) => id === 'JZ')).toMatchObject({
      records: 4,
      lastReceived: '2026-11-21T02:00:00.000Z',
      newestSourceTime: '2026-11-01T00:30:05.000Z',
      freshness: 'fresh',
    })
    expect(systems.find(({ id }) => id === 'WY')).toMatchObject({ records: 0, freshness: 'never' })
    station.clock.ms += 25 * 3_600_000
    const later = await station.must('officer', 'sources.catalog', {})
    expect(later.systems.find(({ id }) => id === 'JZ')?.freshness).toBe('aging')
  })

  test('previews and imports are audited with counts, and no name or number', async () => {
    await importFile(await writeExport(path('a.csv'), 'JZ', residents(0, 4)))
    const rows = station.db
      .prepare<[], { action: string; detail: string }>('SELECT action, detail FROM audit_log ORDER BY seq')
      .all()
    expect(rows.map((row) => row.action)).toEqual(['import-preview', 'import'])
    expect(JSON.parse(rows[1]?.detail ?? '')).toMatchObject({ system: 'JZ', new: 4, rejected: 0 })
    expect(JSON.stringify(rows)).not.toMatch(/张三|129000|9901021990/)
  })

  test('cancelled while reading: nothing is left', async () => {
    const file = await writeExport(path('a.csv'), 'JZ', residents(0, 3000))
    const { importId } = await previewOf(file)
    const before = stateOf(station.db)
    const abort = new AbortController()
    const result = await station.call(
      'clerk',
      'sources.import',
      { importId },
      {
        signal: abort.signal,
        progress: ({ phase }) => phase === 'stage' && abort.abort(),
      },
    )
    expect(result).toMatchObject({ ok: false, error: { code: 'file/cancelled' } })
    expect(stateOf(station.db)).toEqual(before)
  })
})

describe('every form in which systems export', () => {
  const records = residents(0, 30).map((row, n) => ({ ...row, name: n === 7 ? '㐂𠮷鑫' : (row['name'] as string) }))
  const formats: [string, string, (file: string) => Promise<void>][] = [
    [
      'XLSX',
      'a.xlsx',
      (file) =>
        writeWorkbook(file, {
          sheets: [{ name: '人口', titleRows: ['实有人口查询结果'], ...exportOf('JZ', records) }],
        }),
    ],
    ['BIFF8 .xls', 'a.xls', (file) => writeXls(file, { sheets: [{ name: '人口', ...exportOf('JZ', records) }] })],
    ['HTML named .xls', 'b.xls', (file) => writeHtmlXls(file, { sheet: { name: '人口', ...exportOf('JZ', records) } })],
    [
      'XML 2003 named .xls',
      'c.xls',
      (file) => writeXml2003(file, { sheets: [{ name: '人口', ...exportOf('JZ', records) }] }),
    ],
    [
      'CSV in UTF-8 with BOM',
      'a.csv',
      (file) => writeCsv(file, { ...exportOf('JZ', records), encoding: 'utf-8-bom', inert: false }),
    ],
    [
      'CSV in UTF-8',
      'b.csv',
      (file) => writeCsv(file, { ...exportOf('JZ', records), encoding: 'utf-8', inert: false }),
    ],
    [
      'CSV in GB18030 with rare characters',
      'c.csv',
      (file) => writeCsv(file, { ...exportOf('JZ', records), encoding: 'gb18030', inert: false }),
    ],
  ]
  test('brings the same records: whichever comes second has nothing new', async () => {
    for (const [index, [name, file, write]] of formats.entries()) {
      await write(path(file))
      const preview = await previewOf(path(file))
      expect(preview.counts, name).toEqual({
        rows: 30,
        rejected: 0,
        notInFile: 0,
        changed: 0,
        ...(index === 0 ? { new: 30, unchanged: 0 } : { new: 0, unchanged: 30 }),
      })
      if (index === 0) await station.must('clerk', 'sources.import', { importId: preview.importId })
    }
    const rare = station.db
      .prepare<[], { payload: string }>(`SELECT payload FROM source_records WHERE native_id = 'R99000007'`)
      .one()
    expect(JSON.parse(rare?.payload ?? '')).toMatchObject({ name: '㐂𠮷鑫', idNumber: idOf(7) })
  })

  test('real dates and dates as text are one and the same', async () => {
    const row = resident(1)
    const { columns } = exportOf('JZ', [])
    const cells = (more: Record<string, string>) => exportOf('JZ', [{ ...row, ...more }]).rows
    const typed = columns.map((column) =>
      column.header === '出生日期'
        ? { ...column, kind: 'date' as const }
        : column.header === '更新时间'
          ? { ...column, kind: 'datetime' as const }
          : column,
    )
    await writeWorkbook(path('a.xlsx'), { sheets: [{ name: '1', columns: typed, rows: cells({}) }] })
    await importFile(path('a.xlsx'))
    for (const [birthDate, updatedAt] of [
      ['1990年1月1日', '2026年11月1日 8时30分5秒'],
      ['1990/1/1', '2026/11/1 8:30:05'],
      ['19900101', '20261101083005'],
    ] as const) {
      await writeCsv(path('b.csv'), {
        columns,
        rows: cells({ birthDate, updatedAt }),
        encoding: 'gb18030',
        inert: false,
      })
      expect((await previewOf(path('b.csv'))).counts, birthDate).toMatchObject({ unchanged: 1, rejected: 0 })
    }
  })
})

describe('columns', () => {
  const rows = [['R990001', '张三甲', '登记', '甲组']]
  const odd = ['编号甲', '姓名', '登记状态', '备注'].map((header) => ({ header, kind: 'text' as const }))

  test('a column that nothing claims stays under its own heading; a required one that is missing is named', async () => {
    await writeCsv(path('a.csv'), { columns: odd, rows, encoding: 'utf-8' })
    const preview = await previewOf(path('a.csv'))
    expect(preview.missingFields).toEqual(['personCode'])
    expect(preview.columns).toEqual(['编号甲', '姓名', '登记状态', '备注'])
    expect(preview.counts).toMatchObject({ rows: 1, rejected: 1, new: 0 })
    const refused = await station.call('clerk', 'sources.import', { importId: preview.importId })
    expect(refused).toMatchObject({ error: { code: 'sources/column-missing', params: { fields: ['personCode'] } } })
  })

  test('a mapping by hand is remembered for files of the same shape once it was imported', async () => {
    await writeCsv(path('a.csv'), { columns: odd, rows, encoding: 'utf-8' })
    const mapping = { 编号甲: 'personCode', 姓名: 'name', 登记状态: 'status' }
    const first = await previewOf(path('a.csv'), { mapping })
    expect(first.counts).toMatchObject({ new: 1, rejected: 0 })
    expect((await previewOf(path('a.csv'))).missingFields).toEqual(['personCode'])
    await station.must('clerk', 'sources.import', { importId: first.importId })
    const payload = station.db.prepare<[], { payload: string }>('SELECT payload FROM source_records').one()?.payload
    expect(JSON.parse(payload ?? '')).toEqual({ personCode: 'R990001', name: '张三甲', status: '登记', 备注: '甲组' })
    const next = await previewOf(path('a.csv'))
    expect(next.mapping).toEqual(mapping)
    expect(next.counts).toMatchObject({ unchanged: 1 })
  })

  test.each([
    ['two columns for one field', { 编号甲: 'personCode', 姓名: 'name', 备注: 'name', 登记状态: 'status' }, ['name']],
    ['a field that the system lacks', { 编号甲: 'incidentNumber' }, ['incidentNumber']],
    ['a column that the file lacks', { 没有这列: 'name' }, ['name']],
  ])('a mapping with %s is refused', async (_, mapping, fields) => {
    await writeCsv(path('a.csv'), { columns: odd, rows, encoding: 'utf-8' })
    const input = { fileId: station.shelve(path('a.csv')), system: 'JZ' as const, declared: 'full' as const, mapping }
    expect(await station.call('clerk', 'sources.preview', input)).toMatchObject({
      error: { code: 'sources/mapping-invalid', params: { fields } },
    })
  })

  test('duplicate columns are noticed and the first one counts', async () => {
    const columns = ['人员编号', '姓名', '姓名', '登记状态'].map((header) => ({ header, kind: 'text' as const }))
    await writeCsv(path('a.csv'), { columns, rows: [['R1', '张三甲', '张三乙', '登记']], encoding: 'utf-8' })
    const preview = await previewOf(path('a.csv'))
    expect(preview.notices).toContain('duplicate-columns')
    expect(preview.mapping).toMatchObject({ 姓名: 'name' })
    expect(preview.counts).toMatchObject({ new: 1 })
  })
})

describe('row problems', () => {
  test('each is told with its row; only what cannot be kept is left out', async () => {
    const wrong = idOf(5).slice(0, 17) + (idOf(5).endsWith('1') ? '2' : '1')
    const rows = [
      resident(0),
      resident(1, { idNumber: '9.90102E+17' }),
      resident(2, { idNumber: `${idOf(2).slice(0, 15)}000` }),
      resident(3, { idNumber: wrong }),
      resident(4, { idNumber: '９９０１０２１９９００１０１００４' + idOf(4).slice(17) }),
      resident(5, { name: '' }),
      resident(6, { personCode: '' }),
      resident(0, { phone: '12911112222' }),
      resident(8, { phone: '13800000000' }),
      resident(9, { birthDate: '1990-02-30' }),
      resident(10, { address: '东渚区桂园街道' }),
      resident(11, { idNumber: '9901021990010' }),
      resident(12, { phone: '不详', idNumber: '' }),
    ]
    const preview = await previewOf(await writeExport(path('a.csv'), 'JZ', rows))
    const told = Object.fromEntries(
      preview.problems.map((group) => [
        `${group.kind} ${group.field}`,
        [group.severity, ...group.examples.map((one) => one.row)],
      ]),
    )
    // Row 1 holds the headings.
    expect(told).toEqual({
      'id-damaged idNumber': ['error', 3, 4],
      'required-missing name': ['error', 7],
      'key-missing personCode': ['error', 8],
      'duplicate-in-file ': ['error', 9],
      'id-checksum idNumber': ['warning', 5],
      'phone-doubtful phone': ['warning', 10],
      'date-invalid birthDate': ['warning', 11],
      'address-incomplete address': ['warning', 12],
      'id-length idNumber': ['warning', 13],
    })
    expect(preview.problems.find((group) => group.kind === 'id-checksum')?.examples[0]?.expected).toBe(
      idOf(5).slice(17),
    )
    expect(preview.counts).toMatchObject({ rows: 13, new: 8, rejected: 5 })
    await station.must('clerk', 'sources.import', { importId: preview.importId })
    const kept = station.db.prepare<[string], { payload: string }>(
      'SELECT payload FROM source_records WHERE native_id = ?',
    )
    expect(JSON.parse(kept.one('R99000003')?.payload ?? '')).toMatchObject({ idNumber: wrong })
    expect(JSON.parse(kept.one('R99000004')?.payload ?? '')).toMatchObject({ idNumber: idOf(4) })
    expect(JSON.parse(kept.one('R99000000')?.payload ?? '')).toMatchObject({ phone: '12900000000' })
    expect(kept.one('R99000001')).toBeUndefined()
  })

  test('a file of damaged ID numbers alone cannot be imported, and the preview says why', async () => {
    const preview = await previewOf(
      await writeExport(
        path('a.csv'),
        'JZ',
        residents(0, 30).map((row) => ({ ...row, idNumber: '9.90102E+17' })),
      ),
    )
    expect(preview.problems[0]).toMatchObject({ kind: 'id-damaged', count: 30 })
    expect(preview.problems[0]?.examples).toHaveLength(20)
    expect(preview.notices).toContain('damaged-numbers')
    const refused = await station.call('clerk', 'sources.import', { importId: preview.importId })
    expect(refused).toMatchObject({ error: { code: 'sources/nothing-usable' } })
    expect(countOf(station.db, 'source_records')).toBe(0)
    const { systems } = await station.must('clerk', 'sources.catalog', {})
    expect(systems[0]?.freshness).toBe('never')
  })

  test('a file that is gone, or was never handed in, has its own sentence', async () => {
    const file = await writeExport(path('a.csv'), 'JZ', residents(0, 2))
    const fileId = station.shelve(file)
    copyFileSync(file, path('b.csv'))
    rmSync(file)
    expect(await station.call('clerk', 'sources.preview', { fileId, system: 'JZ', declared: 'full' })).toMatchObject({
      error: { code: 'file/not-found' },
    })
    writeFileSync(file, '')
    expect(await station.call('clerk', 'sources.preview', { fileId, system: 'JZ', declared: 'full' })).toMatchObject({
      error: { code: 'file/empty' },
    })
    expect(await station.call('officer', 'sources.preview', { fileId, system: 'JZ', declared: 'full' })).toMatchObject({
      error: { code: 'rpc/denied' },
    })
  })
})
