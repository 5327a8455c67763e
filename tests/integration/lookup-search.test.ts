import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completeUscc } from '../../src-domain/identifiers/uscc.ts'
import { maskByMeaning } from '../../src-domain/masking/mask-by-meaning.ts'
import { ask, idOf, jcj, jz, mz, openStationWith, wg, wy, yj, zj, type Found } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'

const zhang = idOf('19900305')
const namesake = idOf('19550101')
const wrongCheck = `${zhang.slice(0, 17)}${zhang.endsWith('1') ? '2' : '1'}`
const uscc = completeUscc('92990102MA6TG2H8X')
const oldForm = '990102600101001'
const damaged = '990102198001010000'

// The phone's last four name the record, because names and everything else come back masked.
const phone = (last: string): string => `1290000${last}`
const records = [
  jz('张三', { idNumber: zhang, phone: phone('0001'), address: '镜湖北路4号明珠雅筑3号楼2单元1203室' }),
  zj('张三', { idNumber: zhang, address: '云渚省澄湾市东渚区镜湖北路4号明珠雅筑3-2-1203' }),
  mz('張三', { idNumber: ` ${zhang} ` }),
  jz('张三', { idNumber: namesake, phone: phone('0002') }),
  jz('张三丰', { phone: phone('0003') }),
  jz('章三', { phone: phone('0004') }),
  jz('小张三', { phone: phone('0005') }),
  jz('阿卜杜·热合曼', { phone: phone('0010') }),
  jz('𠮷田丽', { phone: phone('0011') }),
  jz('曾小贤', { phone: phone('0020') }),
  jz('单田芳', { phone: phone('0021') }),
  jz('解晓东', { phone: phone('0022') }),
  jz('仇英', { phone: phone('0023') }),
  jz('覃海洋', { phone: phone('0024') }),
  jz('尉迟恭', { phone: phone('0025') }),
  jz('万俟卨', { phone: phone('0026') }),
  jz('郑错', { idNumber: wrongCheck, phone: phone('0030') }),
  jz('郑坏', { idNumber: damaged, phone: phone('0031') }),
  jz('郑老', { idNumber: oldForm, phone: phone('0032') }),
  wg('郑网', { phone: `+86 ${phone('0040')}` }),
  wg('郑固', { phone: '0999-7654321' }),
  wy('郑车', { plate: '云A·12345', phone: phone('0050') }),
  wy('郑同', { building: '5幢', unit: '1单元', room: '302', phone: phone('0051') }),
  wg('郑邻', { address: '桂园社区镜湖北路4号明珠雅筑3栋2单元1204', phone: phone('0052') }),
  wg('郑院', { address: '云岭巷25号2栋101室', phone: phone('0053') }),
  wg('郑房', { address: '东渚区云岭巷２５號', phone: phone('0054') }),
  wg('郑广', { address: '迎宾路8号安居广场B座101', phone: phone('0055') }),
  yj('福来餐饮店', { uscc, address: '迎春南路7号荣华广场A座101' }),
  jcj({ incidentNumber: '2026112100000001', name: '郑报', phone: phone('0060') }),
]
const crowd = Array.from({ length: 2_500 }, (_, n) => wg('王伟', { relation: String(n) }))

let station: TestStation
beforeAll(async () => {
  station = await openStationWith([...records, ...crowd])
})
afterAll(() => station.close())

const lastFour = (found: Found): (string | undefined)[] => found.hits.map((hit) => hit.phone?.slice(-4))
async function finds(text: string, more: Parameters<typeof ask>[2] = {}): Promise<(string | undefined)[]> {
  return lastFour(await ask(station, text, more))
}

describe('a name', () => {
  it('is found exactly before by its beginning, by its beginning before by sound, by sound before anywhere inside', async () => {
    const found = await ask(station, '张三')
    expect(found.hits.map(({ match, phone: shown }) => [match, shown?.slice(-4)])).toEqual([
      ['exact', '0001'],
      ['exact', '0002'],
      ['prefix', '0003'],
      ['pinyin', '0004'],
      ['contains', '0005'],
    ])
    expect(found).toMatchObject({ kind: 'name', total: 5, more: false, remarks: [] })
  })

  it('is one hit a person: records with one ID number together, two people of one name apart', async () => {
    const [first, second] = (await ask(station, '张三')).hits
    expect(first).toMatchObject({
      records: 2,
      systems: ['JZ', 'ZJ'],
      idNumber: maskByMeaning('id-number', zhang),
    })
    expect(second).toMatchObject({ records: 1, systems: ['JZ'], idNumber: maskByMeaning('id-number', namesake) })
    expect(first?.subjectId).not.toBe(second?.subjectId)
  })

  it.each(['張三', '张 三', '　张三　', '张\u200b三\u0000'])('may be written %j', async (text) => {
    expect(await finds(text)).toEqual(['0001', '0002', '0003', '0004', '0005'])
  })

  it.each(['阿卜杜·热合曼', '阿卜杜•热合曼', '阿卜杜热合曼', '阿卜杜 热合曼', '热合曼', '阿卜'])(
    'with a dot is found by %s',
    async (text) => expect(await finds(text)).toEqual(['0010']),
  )

  it('with a rare character is found', async () => {
    expect(await finds('𠮷田')).toEqual(['0011'])
    expect(await finds('田丽')).toEqual(['0011'])
  })

  it('of one character is searched from the beginning only, and the answer says that it is short', async () => {
    const found = await ask(station, '覃')
    expect(lastFour(found)).toEqual(['0024'])
    expect(found.remarks).toContain('too-short')
  })
})

describe('pinyin', () => {
  it.each([
    ['zhangsan', ['0001', '0002', '0004', '0003']],
    ['Zhang San', ['0001', '0002', '0004', '0003']],
    ['zsf', ['0003']],
    ['zengxiaoxian', ['0020']],
    ['zxx', ['0020']],
    ['shantianfang', ['0021']],
    ['xiexiaodong', ['0022']],
    ['qiuying', ['0023']],
    ['qinhaiyang', ['0024']],
    ['yuchigong', ['0025']],
    ['ycg', ['0025']],
    ['moqixie', ['0026']],
    ['abudu', ['0010']],
  ])('%s is read as a name', async (text, expected) => {
    expect(await finds(text)).toEqual(expected)
  })

  it('of the usual reading does not find the surname that is read otherwise', async () => {
    expect(await finds('cengxiaoxian')).toEqual([])
  })
})

describe('an ID number', () => {
  it.each([
    ['whole', zhang],
    ['with blanks', `${zhang.slice(0, 6)} ${zhang.slice(6, 14)} ${zhang.slice(14)}`],
    ['full width', [...zhang].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')],
    ['by its last four', zhang.slice(-4)],
    ['by its beginning', zhang.slice(0, 12)],
    ['as it is shown masked', maskByMeaning('id-number', zhang)],
  ])('%s', async (_, text) => expect(await finds(text, { kind: 'id' })).toContain('0001'))

  it('of six digits brings all of that beginning, each person once', async () => {
    const found = await ask(station, '990102')
    expect(found.kind).toBe('id')
    expect(new Set(found.hits.map((hit) => hit.subjectId)).size).toBe(found.hits.length)
    expect(lastFour(found)).toEqual(expect.arrayContaining(['0001', '0002', '0030', '0031', '0032']))
  })

  it('of fifteen digits is the one of eighteen', async () => {
    expect(await finds(oldForm)).toEqual(['0032'])
    expect(await finds('99010219600101001', { kind: 'id' })).toEqual(['0032'])
  })

  it('with a wrong checksum is found as it was delivered, and said so', async () => {
    const found = await ask(station, wrongCheck)
    expect(lastFour(found)).toEqual(['0030'])
    expect(found).toMatchObject({ kind: 'id', remarks: ['id-checksum'] })
    expect((await ask(station, zhang)).remarks).toEqual([])
  })

  it('that a spreadsheet damaged is said to be damaged', async () => {
    expect(await ask(station, '6.10102E+17')).toMatchObject({ kind: 'id', hits: [], remarks: ['id-damaged'] })
    const zeros = await ask(station, damaged)
    expect([lastFour(zeros), zeros.remarks]).toEqual([['0031'], ['id-damaged']])
  })
})

describe('other numbers', () => {
  it.each(['12900000040', '+86 129 0000 0040', '0086-12900000040', '129-0000-0040'])('a phone as %s', async (text) => {
    expect(await finds(text)).toEqual(['0040'])
  })
  it('a phone by its last four, masked, or its beginning', async () => {
    expect(await finds('0040', { kind: 'phone' })).toEqual(['0040'])
    expect(await finds('129****0040')).toEqual(['0040'])
    expect(await finds('129000000', { kind: 'phone' })).toHaveLength(
      records.filter(({ system, payload }) => system !== 'JCJ' && (payload['phone'] ?? '').includes('1290000')).length,
    )
  })
  it('a fixed line with and without its area code', async () => {
    expect(await finds('0999-7654321')).toEqual(['4321'])
    expect(await finds('7654321')).toEqual(['4321'])
  })
  it.each(['云A12345', '云a·12345', '云A 12345', '云A12'])('a plate as %s', async (text) => {
    expect(await finds(text)).toEqual(['0050'])
  })
  it('an organisation by code or name, which is not masked', async () => {
    for (const text of [uscc, uscc.toLowerCase(), uscc.slice(0, 10), '福来餐饮', '餐饮店']) {
      const { hits } = await ask(station, text, {
        purpose: 'P05',
        reference: 'YH-2026-1',
        ...(text === uscc.slice(0, 10) && { kind: 'uscc' }),
      })
      expect(hits.map((hit) => [hit.about, hit.name])).toEqual([['organisation', '福来餐饮店']])
    }
  })
  it('an incident by its number or the beginning of it', async () => {
    expect(await finds('2026112100000001', { purpose: 'P03' })).toEqual(['0060'])
    expect(await finds('20261121', { kind: 'incident', purpose: 'P03' })).toEqual(['0060'])
  })
})

describe('an address', () => {
  it.each([
    '镜湖北路4号明珠雅筑3栋2单元1203室',
    '明珠雅筑三号楼2单元1203',
    '明珠雅筑3-2-1203',
    '镜湖北路４號3-2-1203',
    '云渚省澄湾市东渚区镜湖北路4号明珠雅筑3幢2单元1203室',
    '东渚区镜湖北路4号3号楼2单元1203',
    '3栋2单元1203',
    '三号楼2单元1203室',
    '3-2-1203',
  ])('%s is one room', async (text) => {
    const found = await ask(station, text)
    expect(found.kind).toBe('address')
    expect(lastFour(found)).toEqual(['0001'])
    expect(found.hits[0]).toMatchObject({ match: 'exact', matched: 'address' })
  })
  it.each(['明珠雅筑3栋', '镜湖北路4号3号楼', '3栋2单元'])('%s brings the rooms in it', async (text) => {
    expect((await finds(text)).sort()).toEqual(['0001', '0052'])
  })
  it.each(['安居广场B-101', '安居广场B座101室', '安居广场b栋０１０１', '迎宾路8号安居广场Ｂ－101', 'B座101'])(
    '%s is one room of a building with a letter',
    async (text) => expect(await finds(text, { kind: 'address' })).toEqual(['0055']),
  )
  it('in parts, as property management has it, is found like any other', async () => {
    expect(await finds('明珠雅筑5-1-302')).toEqual(['0051'])
  })
})

describe('a door', () => {
  it('is a house, found before the flats behind the same door', async () => {
    const found = await ask(station, '云岭巷25号')
    expect(found.hits.map(({ match, phone: shown }) => [match, shown?.slice(-4)])).toEqual([
      ['exact', '0054'],
      ['prefix', '0053'],
    ])
  })
})

describe('the kind', () => {
  it('is guessed, other kinds are offered, and the chosen one counts', async () => {
    const guessed = await ask(station, '0040')
    expect(guessed.kind).toBe('id')
    expect(guessed.alternatives).toContain('phone')
    const chosen = await ask(station, '0040', { kind: 'phone' })
    expect(chosen.kind).toBe('phone')
    expect(chosen.alternatives).toContain('id')
    expect(chosen.alternatives).not.toContain('phone')
  })
})

describe('bad input', () => {
  const hostile = [
    '%',
    '_',
    '"',
    '*',
    "'",
    'NEAR(',
    'OR',
    'NOT 张三',
    'names:王伟',
    '张三" OR "李四',
    '{names}',
    '😀',
    '\u202e三张',
    '\u2066\u0007\u001b[31m\ufeff',
    '🏠👮‍♀️',
    '\ud842',
    '\\',
    '-',
    '(((((',
    '0x00',
    '王'.repeat(5_000),
    '1'.repeat(5_000),
    '"'.repeat(5_000),
    'a-'.repeat(2_500),
    '3-'.repeat(2_500),
    '王 '.repeat(2_500),
  ]
  it('finds nothing calmly, under every kind', async () => {
    const kinds = ['name', 'pinyin', 'id', 'phone', 'plate', 'uscc', 'incident', 'address'] as const
    for (const text of hostile) {
      for (const kind of [undefined, ...kinds]) {
        const result = await station.as('clerk', 'lookup.search', { text, purpose: 'P02', ...(kind && { kind }) })
        const calm = result.ok || result.error.code === 'lookup/text-empty'
        expect([text.slice(0, 20), kind, calm]).toEqual([text.slice(0, 20), kind, true])
        // 三 and 张 with a direction mark between are a name; no other of these is.
        if (result.ok) expect([text.slice(0, 20), kind, result.value.total]).toEqual([text.slice(0, 20), kind, 0])
      }
    }
  })

  it.each(['', '   ', '\u200b\u202e\u0000'])('%j is no question', async (text) => {
    const result = await station.as('clerk', 'lookup.search', { text, purpose: 'P02' })
    expect(!result.ok && result.error.code).toBe('lookup/text-empty')
  })

  it('more than 5,000 characters are refused', async () => {
    const result = await station.as('clerk', 'lookup.search', { text: '王'.repeat(5_001), purpose: 'P02' })
    expect(!result.ok && result.error.code).toBe('rpc/invalid-input')
  })

  it('thousands of people of one name: counted to five hundred, said that there are more, and soon', async () => {
    for (const purpose of ['P01', 'P02'] as const) {
      const found = await ask(station, '王伟', { purpose })
      expect(found).toMatchObject({ total: 500, more: true, remarks: ['too-many'] })
      expect(found.hits).toHaveLength(50)
      // Generous for a busy machine; the bench measures.
      expect(found.tookMs).toBeLessThan(500)
    }
  })
})

describe('a record that cannot be read', () => {
  it('is kept, shown as an empty record, and breaks neither search nor file', async () => {
    const { hits } = await ask(station, '单田芳')
    const db = station.core.gate.session?.db
    if (!db || !hits[0]) throw new Error('no station')
    const own = db
      .prepare<[number], { record_id: number; payload: string }>(
        'SELECT record_id, payload FROM source_records WHERE subject_id = ?',
      )
      .one(hits[0].subjectId)
    if (!own) throw new Error('no record')
    const update = db.prepare<[string, number], never>('UPDATE source_records SET payload = ? WHERE record_id = ?')
    for (const payload of [
      '{"name":"单',
      '[]',
      'null',
      '7',
      '{"name":{"deep":1},"address":["x"]}',
      '{"未知列":"值","name":"单田芳"}',
    ]) {
      update.run(payload, own.record_id)
      // P03 reads the records themselves, P02 what was indexed of them.
      for (const purpose of ['P02', 'P03'] as const) {
        const access = { purpose, reference: 'JQ-2026-1' }
        await ask(station, '单田芳', access)
        const file = orThrow(await station.as('clerk', 'lookup.open', { subjectId: hits[0].subjectId, ...access }))
        const column = file.columns.find(({ system }) => system === 'JZ')
        expect(column?.records.map(({ recordId }) => recordId)).toEqual([own.record_id])
        expect(JSON.stringify(file)).not.toContain('田芳')
        const draft = await station.as('clerk', 'ledger.openDraft', {
          book: 'L06',
          from: { subjectId: hits[0].subjectId, ...access },
        })
        expect(draft.ok).toBe(true)
      }
    }
    update.run(own.payload, own.record_id)
  })
})
