import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { SourceRecordId, SubjectId } from '../../src-contract/ids.ts'
import { purposes, type Purpose } from '../../src-contract/purposes.ts'
import { systemIds, type SystemId } from '../../src-contract/systems.ts'
import { ask, under, idOf, jcj, jz, mz, openStationWith, record, wg, wy, yj, zj } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'
import { SetClock } from '../support/test-context.ts'

/** Fields that each purpose opens, written out by hand from the design: * is every field that the record fills. */
const opens: Record<Purpose, Partial<Record<SystemId, '*' | readonly string[]>>> = {
  P01: { JZ: '*', WG: '*', WY: '*', ZJ: '*' },
  P02: { JZ: '*', WG: '*', WY: '*', ZJ: '*' },
  P03: { JCJ: '*', JZ: '*' },
  P04: { JCJ: '*', WG: '*', JZ: ['name', 'idNumber', 'sex', 'birthDate'] },
  P05: { YJ: '*', WY: ['estate', 'building', 'unit', 'room', 'occupantKind', 'address'] },
  P06: { JZ: ['name', 'idNumber', 'sex', 'birthDate'], MZ: '*' },
  P07: {},
  P08: {},
  P09: { JZ: '*', JCJ: '*', MZ: '*', WG: '*', WY: '*', YJ: '*', ZJ: '*' },
}
/** Those under which anybody can be looked up; P09 opens one person, and has tests of its own. */
const usable = purposes.filter((purpose) => !['P07', 'P08', 'P09'].includes(purpose))

/** One record a system, each of somebody else, so that a hit can only come from its own system. */
const single: Record<SystemId, { name: string; phone?: string; address: string; record: ReturnType<typeof jz> }> = {
  JZ: of('赵甲一', '12900001001', '青年街1号1栋1单元101室', (more) =>
    jz('赵甲一', {
      ...more,
      idNumber: idOf('19700101'),
      sex: '男',
      birthDate: '1970-01-01',
      populationKind: '户籍人口',
    }),
  ),
  JCJ: of('钱乙一', '12900001002', '青年街2号1栋1单元101室', (more) =>
    jcj({ incidentNumber: '2026112100000001', name: '钱乙一', ...more }),
  ),
  MZ: of('孙丙一', undefined, '青年街3号1栋1单元101室', (more) =>
    mz('孙丙一', { ...more, idNumber: idOf('19700102') }),
  ),
  WG: of('李丁一', '12900001004', '青年街4号1栋1单元101室', (more) => wg('李丁一', { ...more, relation: '户主' })),
  WY: of('周戊一', '12900001005', '青年街5号1栋1单元101室', (more) =>
    wy('周戊一', { ...more, estate: '青年苑', room: '101', occupantKind: '租户', plate: '云A10005' }),
  ),
  YJ: of('福来餐饮店', undefined, '青年街6号1栋1单元101室', (more) => yj('福来餐饮店', more)),
  ZJ: of('吴己一', undefined, '青年街7号1栋1单元101室', (more) =>
    zj('吴己一', { ...more, idNumber: idOf('19700103') }),
  ),
}
function of(
  name: string,
  phone: string | undefined,
  address: string,
  make: (more: Record<string, string>) => ReturnType<typeof jz>,
) {
  return { name, ...(phone && { phone }), address, record: make({ address, ...(phone && { phone }) }) }
}

/** One person whom four systems know, under two names, with a phone and two addresses. */
const id = idOf('19880808')
const person = [
  jz('郑明', { idNumber: id, phone: '12900002001', address: '和平路1号1栋1单元101室', sex: '男' }),
  mz('郑明', { idNumber: id, address: '和平路2号2栋2单元202室' }),
  zj('郑朋', { idNumber: id, address: '和平路3号3栋3单元303室' }),
]

const clock = new SetClock('2026-11-21T02:00:00.000Z')
let station: TestStation
beforeAll(async () => {
  station = await openStationWith([...systemIds.map((system) => single[system].record), ...person], { clock })
})
afterAll(() => station.close())
beforeEach(() => {
  clock.ms += 60_000
})

const phones = (purpose: Purpose, text: string) => ask(station, text, { purpose })

async function open(subjectId: SubjectId, purpose: Purpose): Promise<OutputOf<'lookup.open'>> {
  return orThrow(await station.as('clerk', 'lookup.open', { subjectId, ...under(purpose) }))
}
function subjectOf(system: SystemId): SubjectId {
  return rowOf(single[system].record.system, single[system].record.nativeId).subjectId
}
function rowOf(system: SystemId, nativeId: string): { subjectId: SubjectId; recordId: SourceRecordId } {
  const row = station.core.gate.session?.db
    .prepare<[string, string], { subjectId: SubjectId; recordId: SourceRecordId }>(
      'SELECT subject_id AS subjectId, record_id AS recordId FROM source_records WHERE system = ? AND native_id = ?',
    )
    .one(system, nativeId)
  if (!row) throw new Error(`no record ${system}`)
  return row
}
async function trail(action: 'search' | 'view' | 'reveal' | 'denied') {
  return orThrow(await station.as('auditor', 'audit.list', { actions: [action], limit: 500 })).rows
}

describe('each purpose finds by each system’s values exactly where it opens them', () => {
  const fieldOf = { name: 'name', phone: 'phone', address: 'address' } as const
  for (const purpose of usable) {
    for (const system of systemIds) {
      for (const [what, field] of Object.entries(fieldOf)) {
        const value = single[system][what as keyof typeof fieldOf]
        if (value === undefined) continue
        const open_ = opens[purpose][system]
        const expected = open_ === '*' || (open_ ?? []).includes(field)
        it(`${purpose} ${expected ? 'finds' : 'does not find'} by a ${what} of ${system}`, async () => {
          const found = await phones(purpose, value)
          expect(found.hits.map((hit) => hit.systems)).toEqual(expected ? [[system]] : [])
          expect([found.total, found.more]).toEqual([expected ? 1 : 0, false])
          const state = open_ === undefined ? 'denied' : expected ? 'found' : 'none'
          expect(found.systems.find((one) => one.system === system)?.state).toBe(state)
        })
      }
    }
  }
})

describe('each purpose opens in a file exactly its systems and fields', () => {
  for (const purpose of usable) {
    for (const system of systemIds) {
      const expected = opens[purpose][system]
      it(`${purpose}, ${system}: ${expected === undefined ? 'nothing' : expected === '*' ? 'everything' : expected.join(' ')}`, async () => {
        const column = (await open(subjectOf(system), purpose)).columns.find((one) => one.system === system)
        if (expected === undefined) {
          expect(column).toMatchObject({ state: 'denied', records: [] })
          return
        }
        const filled = Object.keys(single[system].record.payload)
        const wanted = expected === '*' ? filled : filled.filter((key) => expected.includes(key))
        expect(column?.state).toBe('found')
        expect(column?.records[0]?.fields.map(({ key }) => key).sort()).toEqual([...wanted].sort())
      })
    }
  }

  it('a closed system is closed whether or not it holds the person', async () => {
    const file = await open(subjectOf('JZ'), 'P02')
    expect(Object.fromEntries(file.columns.map(({ system, state }) => [system, state]))).toEqual({
      JZ: 'found',
      WG: 'none',
      WY: 'none',
      ZJ: 'none',
      JCJ: 'denied',
      MZ: 'denied',
      YJ: 'denied',
    })
  })
})

describe('where a purpose opens part of a person', () => {
  it('the rest finds nobody: not a closed phone, address or other name', async () => {
    for (const text of ['12900002001', '和平路1号1栋1单元101室', '和平路3号3栋3单元303室', '郑朋', 'zhengpeng']) {
      expect([text, (await phones('P06', text)).hits]).toEqual([text, []])
    }
    for (const text of [id, '郑明', '和平路2号2栋2单元202室', 'zhengming']) {
      expect([text, (await phones('P06', text)).total]).toEqual([text, 1])
    }
    expect((await phones('P02', '郑朋')).total).toBe(1)
    expect((await phones('P02', '和平路2号2栋2单元202室')).total).toBe(0)
  })

  it('neither a hit nor the head of the file says anything of the rest', async () => {
    const [hit] = (await phones('P06', '郑明')).hits
    expect(hit).toMatchObject({ systems: ['JZ', 'MZ'], records: 2, phone: null, address: '和平路2号2栋***' })
    const file = await open(rowOf('JZ', person[0]?.nativeId ?? '').subjectId, 'P06')
    expect(file.headline).toMatchObject({ name: '郑*', sex: '男', phone: null, address: '和平路2号2栋***' })
    expect((await phones('P04', '郑明')).hits[0]).toMatchObject({
      systems: ['JZ'],
      records: 1,
      phone: null,
      address: null,
    })
    expect((await phones('P02', '郑明')).hits[0]).toMatchObject({
      systems: ['JZ', 'ZJ'],
      phone: '129****2001',
      address: '和平路1号1栋***',
    })
  })
})

describe('P09, a resident’s own request', () => {
  const access = { purpose: 'P09' } as const
  const whose = async (text: string) => station.as('clerk', 'lookup.search', { text, ...access })
  const refused = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error?.code)

  it('is answered by the whole number of the document and by nothing else', async () => {
    for (const text of ['郑明', 'zhengming', '12900002001', id.slice(0, 12), id.slice(-4), '和平路1号1栋1单元101室'])
      expect([text, refused(await whose(text))]).toEqual([text, 'access/whole-id-needed'])
    expect(orThrow(await whose(id)).hits).toHaveLength(1)
  })

  it('opens every system of that person, and nobody else’s file, value or draft', async () => {
    const own = rowOf('JZ', person[0]?.nativeId ?? '')
    const other = rowOf('MZ', single.MZ.record.nativeId)
    orThrow(await whose(id))
    const file = orThrow(await station.as('clerk', 'lookup.open', { subjectId: own.subjectId, ...access }))
    expect(file.columns.filter(({ state }) => state === 'denied')).toEqual([])
    expect(file.columns.filter(({ state }) => state === 'found').map(({ system }) => system)).toEqual([
      'JZ',
      'MZ',
      'ZJ',
    ])
    expect(file.relations).toEqual([])
    orThrow(await station.as('clerk', 'lookup.reveal', { recordId: own.recordId, field: 'phone', ...access }))
    const { recordId, subjectId } = other
    const results = [
      await station.as('clerk', 'lookup.open', { subjectId, ...access }),
      await station.as('clerk', 'lookup.reveal', { recordId, field: 'name', ...access }),
      await station.as('clerk', 'lookup.compare', { recordId, field: 'name', value: '孙丙一', ...access }),
      await station.as('clerk', 'ledger.openDraft', { book: 'L02', from: { subjectId, ...access } }),
      await station.as('clerk', 'linkage.evidence', { subjectId, ...access }),
      await station.as('clerk', 'linkage.reviews', { ...access }),
    ]
    expect(results.map(refused)).toEqual(results.map(() => 'access/one-person-only'))
    expect((await trail('denied')).filter(({ result }) => result === 'one-person').length).toBeGreaterThanOrEqual(5)
  })

  it('the next resident’s number closes the file of the one before', async () => {
    const own = rowOf('JZ', person[0]?.nativeId ?? '')
    orThrow(await whose(id))
    orThrow(await whose(idOf('19700102')))
    expect(refused(await station.as('clerk', 'lookup.open', { subjectId: own.subjectId, ...access }))).toBe(
      'access/one-person-only',
    )
  })
})

describe('the number of the work', () => {
  it('must be one that such work has; which one is audited in the form of its register', async () => {
    const search = (reference: string) =>
      station.as('clerk', 'lookup.search', { text: '郑明', purpose: 'P03', reference })
    for (const reference of ['1234', '不知道', 'YH-2026-1', id]) {
      const result = await search(reference)
      expect([reference, !result.ok && result.error.code]).toEqual([reference, 'access/reference-unreadable'])
    }
    orThrow(await search(' ｊｑ-2026-77 '))
    expect((await trail('search'))[0]).toMatchObject({ reference: 'JQ-2026-77' })
  })

  it('that is not on this PC is taken, said and audited; one that is raises no remark', async () => {
    const search = async (reference: string) =>
      orThrow(await station.as('clerk', 'lookup.search', { text: '郑明', purpose: 'P03', reference })).remarks
    expect(await search('2026112199999999')).toEqual(['reference-not-held'])
    expect((await trail('search')).find(({ result }) => result === 'session')).toMatchObject({
      reference: '2026112199999999',
      detail: { referenceHeld: false },
    })
    expect(await search(single.JCJ.record.payload['incidentNumber'] ?? '')).toEqual([])
  })
})

describe('what a look-up needs', () => {
  it.each(['P03', 'P04', 'P05', 'P06'] as const)('%s needs a number for search, file and reveal', async (purpose) => {
    const { recordId, subjectId } = rowOf('JZ', single.JZ.record.nativeId)
    const results = [
      await station.as('clerk', 'lookup.search', { text: '郑明', purpose }),
      await station.as('clerk', 'lookup.open', { subjectId, purpose }),
      await station.as('clerk', 'lookup.reveal', { recordId, field: 'name', purpose }),
    ]
    for (const result of results) expect(!result.ok && result.error.code).toBe('access/reference-required')
  })

  it.each(['P07', 'P08'] as const)(
    '%s opens no free look-up, with a number or without, and the try is audited',
    async (purpose) => {
      const { recordId, subjectId } = rowOf('JZ', single.JZ.record.nativeId)
      for (const access of [{ purpose }, { purpose, reference: 'CC-2026-1' }]) {
        const results = [
          await station.as('clerk', 'lookup.search', { text: '郑明', ...access }),
          await station.as('clerk', 'lookup.open', { subjectId, ...access }),
          await station.as('clerk', 'lookup.reveal', { recordId, field: 'name', ...access }),
        ]
        for (const result of results) expect(!result.ok && result.error.code).toBe('access/purpose-not-open')
      }
      expect((await trail('denied')).filter((row) => row.purpose === purpose)).toHaveLength(6)
    },
  )

  it('a purpose at all', async () => {
    const result = await station.as('clerk', 'lookup.search', { text: '郑明' } as never)
    expect(result).toMatchObject({ ok: false, error: { code: 'rpc/invalid-input', params: { fields: ['purpose'] } } })
  })
})

describe('a reveal', () => {
  it('gives one field in plain for sixty seconds and says so in the trail, without the value', async () => {
    const { recordId } = rowOf('JZ', single.JZ.record.nativeId)
    const shown = orThrow(await station.as('clerk', 'lookup.reveal', { recordId, field: 'phone', ...under('P03') }))
    expect(shown).toEqual({ value: '12900001001', until: new Date(clock.ms + 60_000).toISOString() })
    const [row] = await trail('reveal')
    expect(row).toMatchObject({
      role: 'clerk',
      ...under('P03'),
      result: 'ok',
      record: `JZ#${recordId}`,
      detail: { field: 'phone' },
    })
    expect(JSON.stringify(row)).not.toContain('12900001001')
  })

  for (const purpose of usable) {
    for (const system of systemIds) {
      it(`${purpose} of each field of ${system} is given or denied as the purpose says`, async () => {
        const { payload, nativeId } = single[system].record
        const { recordId } = rowOf(system, nativeId)
        for (const field of Object.keys(payload)) {
          const expected = opens[purpose][system]
          const result = await station.as('clerk', 'lookup.reveal', { recordId, field, ...under(purpose) })
          const got = result.ok ? result.value.value : result.error.code
          const may = expected === '*' || (expected ?? []).includes(field)
          expect([field, got]).toEqual([field, may ? payload[field] : 'access/not-in-purpose'])
        }
      })
    }
  }

  it('that is denied is audited, and does not say whether the field is filled', async () => {
    const { recordId } = rowOf('MZ', single.MZ.record.nativeId)
    for (const field of ['name', 'serviceItem']) {
      const result = await station.as('clerk', 'lookup.reveal', { recordId, field, purpose: 'P02' })
      expect(!result.ok && result.error.code).toBe('access/not-in-purpose')
      expect((await trail('reveal'))[0]).toMatchObject({
        result: 'denied',
        record: `MZ#${recordId}`,
        detail: { field },
      })
    }
    const { recordId: inWg } = rowOf('WG', single.WG.record.nativeId)
    const empty = await station.as('clerk', 'lookup.reveal', {
      recordId: inWg,
      field: 'lastEvent',
      ...under('P03'),
    })
    expect(!empty.ok && empty.error.code).toBe('access/not-in-purpose')
  })

  it('of a field that is empty or unknown, or of a record that is gone, says so', async () => {
    const { recordId } = rowOf('WG', single.WG.record.nativeId)
    const code = async (asked: { recordId: SourceRecordId; field: string }): Promise<string> => {
      const result = await station.as('clerk', 'lookup.reveal', { ...asked, purpose: 'P02' })
      return result.ok ? 'ok' : result.error.code
    }
    expect(await code({ recordId, field: 'lastEvent' })).toBe('lookup/field-not-held')
    expect(await code({ recordId, field: '__proto__' })).toBe('lookup/field-not-held')
    expect(await code({ recordId: 999_999 as SourceRecordId, field: 'name' })).toBe('lookup/subject-gone')
  })

  it('is not for the auditor, who sees the same masked file as others', async () => {
    const { recordId, subjectId } = rowOf('JZ', single.JZ.record.nativeId)
    const denied = await station.as('auditor', 'lookup.reveal', { recordId, field: 'phone', purpose: 'P02' })
    expect(!denied.ok && denied.error.code).toBe('rpc/denied')
    const seen = orThrow(await station.as('auditor', 'lookup.open', { subjectId, purpose: 'P02' }))
    expect(seen.columns).toEqual((await open(subjectId, 'P02')).columns)
    expect(JSON.stringify(seen)).not.toContain('12900001001')
  })
})

describe('the trail of searching', () => {
  it('has one row before the first answer, then one a settled question, with a digest in place of the text', async () => {
    const before = (await trail('search')).length
    const search = async (text: string, purpose: Purpose, settled: boolean) =>
      orThrow(await station.as('officer', 'lookup.search', { text, purpose, settled, reference: 'JQ-2026-7' }))
    await search('郑', 'P03', false)
    await search('郑明', 'P03', false)
    const { hits } = await search('郑明', 'P03', true)
    await search('鄭 明', 'P03', true)
    await search(id, 'P03', true)
    const rows = (await trail('search')).slice(0, -before || undefined).reverse()
    expect(rows.map(({ result, purpose, reference: number }) => [result, purpose, number])).toEqual([
      ['session', 'P03', 'JQ-2026-7'],
      ['ok', 'P03', 'JQ-2026-7'],
      ['ok', 'P03', 'JQ-2026-7'],
      ['ok', 'P03', 'JQ-2026-7'],
    ])
    const [, first, again, byId] = rows
    expect(first?.detail).toMatchObject({ kind: 'name', hits: 1, subjects: String(hits[0]?.subjectId) })
    expect(first?.detail['question']).toMatch(/^[0-9a-f]{64}$/)
    expect(again?.detail['question']).toBe(first?.detail['question'])
    expect(byId?.detail['question']).not.toBe(first?.detail['question'])
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`郑|鄭|${id}`))
  })

  it('begins a new session for another purpose, another number, and after half an hour', async () => {
    const sessions = async (): Promise<number> =>
      (await trail('search')).filter(({ result }) => result === 'session').length
    // Reading the trail logs the auditor in: the count is taken before and after, the searches are one officer's session.
    const start = await sessions()
    const search = async (purpose: Purpose, number: string) =>
      orThrow(
        await station.as('officer', 'lookup.search', { text: '郑明', purpose, reference: number, settled: false }),
      )
    await search('P03', 'JQ-2026-1')
    await search('P03', 'JQ-2026-1')
    await search('P04', 'TJ-2026-1')
    await search('P04', 'TJ-2026-2')
    clock.ms += 31 * 60_000
    await search('P04', 'TJ-2026-2')
    expect((await sessions()) - start).toBe(4)
  })

  it('a file that was opened is in it with the records that were shown, and no others', async () => {
    const { subjectId } = rowOf('JZ', person[0]?.nativeId ?? '')
    await open(subjectId, 'P06')
    const [row] = await trail('view')
    const shown = ['JZ', 'MZ'].map(
      (system, index) => `${system}#${rowOf(system as SystemId, person[index]?.nativeId ?? '').recordId}`,
    )
    expect(row).toMatchObject({
      record: `subject:${subjectId}`,
      ...under('P06'),
      detail: { records: shown.join(' ') },
    })
  })

  it('a file that is gone says so', async () => {
    const gone = await station.as('clerk', 'lookup.open', { subjectId: 999_999 as SubjectId, purpose: 'P02' })
    expect(!gone.ok && gone.error.code).toBe('lookup/subject-gone')
  })
})

describe('what a system says by saying nothing', () => {
  it('found, not found, closed and never received look different, and so do fresh, aging and stale', async () => {
    const some = await openStationWith(
      [jz('郑明'), record('WG', { gridCode: 'G', householdCode: 'H', memberNumber: '1', name: '王五' })],
      { clock },
    )
    const states = async (hours: number) => {
      clock.ms += hours * 3_600_000
      const found = await ask(some, '郑明')
      return Object.fromEntries(found.systems.map(({ system, state, freshness }) => [system, `${state} ${freshness}`]))
    }
    const never = 'never-received never'
    const closed = { JCJ: 'denied never', MZ: 'denied never', YJ: 'denied never', WY: never, ZJ: never }
    expect(await states(0)).toEqual({ JZ: 'found fresh', WG: 'none fresh', ...closed })
    expect(await states(25)).toEqual({ JZ: 'found aging', WG: 'none fresh', ...closed })
    expect(await states(50)).toEqual({ JZ: 'found stale', WG: 'none aging', ...closed })
    await some.close()
  })

  it('a system that only answers behind the first page has answered', async () => {
    const many = await openStationWith([...Array.from({ length: 60 }, () => jz('郑明')), zj('郑明')], { clock })
    const found = await ask(many, '郑明', { limit: 10 })
    expect([found.hits.length, found.total, found.more]).toEqual([10, 61, false])
    expect(found.systems.filter(({ state }) => state === 'found').map(({ system }) => system)).toEqual(['JZ', 'ZJ'])
    await many.close()
  })
})
