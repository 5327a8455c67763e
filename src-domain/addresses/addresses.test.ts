import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import demo from './test-divisions.json' with { type: 'json' }
import { addressKey, addressKeys, buildingKey } from './address-key.ts'
import type { AddressParse, AddressParts, Division } from './address.ts'
import { chineseNumber } from './numerals.ts'
import { parseAddress } from './parse-address.ts'
import { printAddress } from './print-address.ts'

const divisions = demo as Division[]
const parse = (text: string): AddressParse => parseAddress(text, { divisions, home: '990102' })
const normal = (text: string): string => printAddress(parse(text)).replace(/^演示省演示市城东区/, '')
const key = (text: string): string | null => addressKey(parse(text))

/** What was read below the county. */
function below(text: string): AddressParts {
  const { province: _p, city: _c, county: _q, ...rest } = parse(text).parts
  return rest
}

describe('one room in many spellings', () => {
  const spellings = [
    '演示省演示市城东区幸福路12号3栋2单元1203室',
    '演示市城东区青年街道幸福社区幸福路12号3栋2单元12层1203室',
    '城东区幸福路１２號３棟２單元１２０３室',
    '幸福路12号3幢2单元1203',
    '幸福路十二号三号楼二单元一二〇三室',
    '幸福路十二号三号楼二单元十二层三号',
    '幸福路12号3-2-1203',
    '幸福路 12 号 3 － 2 － 1203 室',
    '幸福路12号3#楼2单元1203户',
    '幸福路12号3座2单元12F1203房',
    '幸福路12号院3号楼2单元1203号',
    '幸福路12号3楼2单元1203',
    '幸福路12号3栋2单元12楼03室',
    '青年街道幸福居委会幸福路12号3栋二单元1203',
  ]
  it.each(spellings)('%s', (text) => {
    expect(key(text)).toBe(key(spellings[0] as string))
    expect(normal(text)).toMatch(/幸福路12号3栋2单元1203室$/)
    expect(parse(text).missing).toEqual([])
    expect(parse(text).unplaced).toEqual([])
  })

  it.each([
    ['阳光小区12-3-1203', '阳光小区十二栋三单元1203'],
    ['阳光小区12-3-1203', '阳光12号楼3单元1203室'],
    ['阳光小区12栋甲单元302', '陽光小區１２幢甲單元３０２'],
    ['经十路5号', '经10路5号'],
    ['幸福路12号附1号', '幸福路12-1号'],
    ['幸福路甲12号', '幸福路12号甲'],
    ['陕西南路25弄3号502室', '陕西南路25弄3号楼502'],
    ['河湾县城关镇张家村三组12号', '河湾县张家村3组12号'],
    ['阳光小区二期3栋302', '阳光小区2期3幢302室'],
    ['阳光小区3栋东单元2层西户', '阳光小区3号楼东单元二楼西户'],
    ['阳光小区负一层3号', '阳光小区B1层3室'],
  ])('%s is %s', (a, b) => {
    expect(key(a)).not.toBeNull()
    expect(key(b)).toBe(key(a))
  })

  it.each([
    ['幸福路12号3栋2单元1203', '幸福路12号3栋1单元1203'],
    ['幸福路12号3栋1203', '幸福路12号3栋2单元1203'],
    ['阳光小区甲单元302', '阳光小区乙单元302'],
    ['城东区幸福路12号', '城西区幸福路12号'],
    ['阳光小区3栋负1层2号', '阳光小区3栋1层2号'],
    ['阳光小区3栋302', '阳光小区3栋302-1'],
    ['幸福路1号', '幸福路甲1号'],
  ])('%s is not %s', (a, b) => {
    expect(key(a)).not.toBeNull()
    expect(key(b)).not.toBe(key(a))
  })

  it('is found under its compound and under its road', () => {
    expect(addressKeys(parse('幸福路12号阳光小区3栋2单元302'))).toEqual([
      key('阳光小区3栋2单元302'),
      key('幸福路12号3栋2单元302'),
    ])
  })

  it('shares its building with the neighbours, and only with them', () => {
    const building = buildingKey(parse('阳光小区3栋2单元302'))
    expect(buildingKey(parse('阳光小区3号楼1单元101'))).toBe(building)
    expect(buildingKey(parse('阳光小区4号楼1单元101'))).not.toBe(building)
  })
})

describe('elements', () => {
  it('are told one by one', () => {
    expect(parse('演示省演示市城东区青年街道幸福社区幸福路12号阳光小区3栋2单元12层1203室').parts).toEqual({
      province: '演示省',
      city: '演示市',
      county: '城东区',
      town: '青年街道',
      community: '幸福社区',
      road: '幸福路',
      door: '12号',
      estate: '阳光小区',
      building: '3栋',
      unit: '2单元',
      floor: '12层',
      room: '1203室',
    })
  })

  it.each<[string, AddressParts]>([
    ['12-3-1203', { building: '12栋', unit: '3单元', floor: '12层', room: '1203室' }],
    ['3-2-12-1203', { building: '3栋', unit: '2单元', floor: '12层', room: '1203室' }],
    ['3栋2-1203', { building: '3栋', unit: '2单元', floor: '12层', room: '1203室' }],
    ['3-1203', { building: '3栋', floor: '12层', room: '1203室' }],
    ['SOHO广场A座801', { estate: 'SOHO广场', building: 'A栋', floor: '8层', room: '801室' }],
    ['阳光小区3栋302-1', { estate: '阳光小区', building: '3栋', floor: '3层', room: '302-1室' }],
    ['铁路小区5号楼', { estate: '铁路小区', building: '5栋' }],
    ['新街口花园3栋', { estate: '新街口花园', building: '3栋' }],
    ['阳光城市花园3栋', { estate: '阳光城市花园', building: '3栋' }],
    ['人民路幸福巷5号', { road: '人民路幸福巷', door: '5号' }],
    ['解放路东段8号', { road: '解放路东段', door: '8号' }],
    ['三里屯路十九号', { road: '三里屯路', door: '19号' }],
    ['五一路二巷3号', { road: '五一路2巷', door: '3号' }],
    ['南京东路街道人民路社区', { town: '南京东路街道', community: '人民路社区' }],
    ['𠮷祥路5号', { road: '𠮷祥路', door: '5号' }],
  ])('%s', (text, expected) => expect(below(text)).toEqual(expected))
})

describe('traps', () => {
  it('陕西南路 is in Shanghai, not in Shaanxi', () => {
    expect(parse('陕西南路25弄3号502室').parts).toMatchObject({ province: '演示省', road: '陕西南路25弄' })
    expect(parse('上海市徐汇区陕西南路25弄3号').parts).toMatchObject({ province: '上海市', county: '徐汇区' })
    expect(parse('上海陕西南路25号').parts).toMatchObject({ province: '上海市', road: '陕西南路' })
  })

  it('老山东里 is in Beijing, 山东路 anywhere, neither in Shandong', () => {
    expect(parse('北京市石景山区老山东里12号楼').parts).toMatchObject({ province: '北京市', estate: '老山东里' })
    expect(parse('老山东里12号楼3单元501').parts).toMatchObject({
      province: '演示省',
      estate: '老山东里',
      building: '12栋',
    })
    expect(parse('山东路5号').parts).toMatchObject({ province: '演示省', road: '山东路' })
  })

  it('a county-level city stands where a county stands', () => {
    expect(parse('浙江省义乌市稠城街道').parts).toMatchObject({ province: '浙江省', city: '金华市', county: '义乌市' })
    expect(parse('清溪市和平镇陈家村5号')).toMatchObject({
      parts: { city: '演示市', county: '清溪市', town: '和平镇', community: '陈家村', door: '5号' },
      missing: [],
    })
  })

  it('the city of Jilin is not the province', () => {
    expect(parse('吉林省吉林市船营区').parts).toMatchObject({ province: '吉林省', city: '吉林市', county: '船营区' })
    expect(parse('吉林市解放大路5号').parts).toMatchObject({ province: '吉林省', city: '吉林市', road: '解放大路' })
  })

  it('namesakes are told apart by what stands before them', () => {
    expect(parse('北京市朝阳区三里屯路1号').divisionCode).toBe('110105')
    expect(parse('辽宁省朝阳市双塔区').divisionCode).toBe('211302')
    expect(parse('南京市鼓楼区中山路1号').divisionCode).toBe('320106')
    expect(parse('福建省福州市鼓楼区').divisionCode).toBe('350102')
  })

  it('a retired code is still known', () => {
    expect(parse('上海市卢湾区陕西南路1号').divisionCode).toBe('310103')
  })

  it('a county that the list does not know is kept by its ending', () => {
    expect(parseAddress('西安市未央区凤城二路5号', { divisions }).parts).toMatchObject({
      city: '西安市',
      county: '未央区',
    })
    expect(parseAddress('甲乙省丙丁市戊己区幸福路1号', { divisions: [] }).parts).toEqual({
      province: '甲乙省',
      city: '丙丁市',
      county: '戊己区',
      road: '幸福路',
      door: '1号',
    })
  })
})

describe('what is left over or left out', () => {
  it('is kept word by word', () => {
    expect(parse('幸福路12号对面(原纺织厂)').unplaced).toEqual(['对面', '原纺织厂'])
    expect(parse('阳光小区3栋2单元302(出租)').unplaced).toEqual(['出租'])
    expect(parse('某某某').unplaced).toEqual(['某某某'])
  })

  it.each<[string, string[]]>([
    ['阳光小区3栋1203', ['unit']],
    ['阳光小区3栋2单元', ['floor', 'room']],
    ['阳光小区3栋2单元3室', ['floor']],
    ['阳光小区', ['building', 'floor', 'room']],
    ['幸福路', ['door']],
    ['幸福路12号', []],
    ['幸福路12号302室', []],
    ['12-3-1203', ['road']],
    ['', ['road', 'door']],
  ])('%s lacks %j', (text, missing) => expect(parse(text).missing).toEqual(missing))

  it('says when the floor is not the floor of the room', () => {
    expect(parse('阳光小区3栋1单元3层1203室').floorContradicted).toBe(true)
    expect(parse('阳光小区3栋1单元12层1203室').floorContradicted).toBe(false)
  })

  it('lacks the county only when nobody knows it', () => {
    expect(parseAddress('幸福路12号', { divisions }).missing).toEqual(['county'])
    expect(key('某某某')).toBeNull()
  })
})

const small = fc.integer({ min: 1, max: 39 })
const road = fc.constantFrom('幸福路', '解放大街', '人民路东段', '青年巷', '三里屯路')
const estate = fc.constantFrom('阳光小区', '锦绣花园', '老山东里', '曹杨新村', '金域蓝湾')
const chinese = (n: number): string => {
  const digits = '〇一二三四五六七八九'
  if (n < 10) return digits[n] as string
  const tens = Math.floor(n / 10)
  return `${tens === 1 ? '' : digits[tens]}十${n % 10 === 0 ? '' : digits[n % 10]}`
}
const wide = (text: string): string => text.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))

describe('any address', () => {
  it('shares its key with every spelling of the same room', () => {
    const written = fc.constantFrom<(n: number) => string>(
      String,
      chinese,
      (n) => wide(String(n)),
      (n) => ` ${n} `,
    )
    const room = fc.record({
      place: fc.oneof(
        road.map((r) => [r, 'road'] as const),
        estate.map((e) => [e, 'estate'] as const),
      ),
      door: small,
      building: small,
      unit: fc.integer({ min: 1, max: 9 }),
      floor: small,
      n: fc.integer({ min: 1, max: 12 }),
    })
    const style = fc.record({
      number: written,
      head: fc.constantFrom('', '城东区', '演示市城东区', '演示省演示市城东区', '演示省演示市城东区青年街道幸福社区'),
      building: fc.constantFrom('栋', '幢', '号楼', '#楼', '座', '棟'),
      unit: fc.constantFrom('单元', '門', '單元'),
      room: fc.constantFrom('室', '户', '号', '房', ''),
      floor: fc.constantFrom('层', '楼', 'F', null),
      chain: fc.boolean(),
    })
    fc.assert(
      fc.property(room, style, ({ place, door, building, unit, floor, n }, how) => {
        const number = floor * 100 + n
        const start = place[0] + (place[1] === 'road' ? `${door}号` : '')
        const plain = `${start}${building}栋${unit}单元${number}室`
        const varied = how.chain
          ? `${building}-${unit}-${number}${how.room}`
          : `${how.number(building)}${how.building}${how.number(unit)}${how.unit}${how.floor ? how.number(floor) + how.floor : ''}${number}${how.room}`
        const place2 = place[0] + (place[1] === 'road' ? `${how.number(door)}号` : '')
        expect(key(how.head + place2 + varied)).toBe(key(plain))
        expect(parse(how.head + place2 + varied).missing).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  it('that goes from large to small reads its own normal form as itself', () => {
    const number = fc.integer({ min: 1, max: 2100 })
    const maybe = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom('', '', ...texts)
    const counted = (...markers: string[]): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant(''),
        fc.tuple(number, fc.constantFrom(...markers)).map(([n, marker]) => n + marker),
        fc.tuple(small, fc.constantFrom(...markers)).map(([n, marker]) => chinese(n) + marker),
      )
    const written = fc.tuple(
      maybe('城东区', '演示市', '河湾县', '演示省演示市城西区', '上海市徐汇区', '某某市某某区'),
      maybe('青年街道', '城关镇', '南京东路街道'),
      maybe('幸福社区', '张家村', '人民路居委会'),
      fc.oneof(fc.constant(''), road),
      counted('弄', '巷', '组', '队'),
      counted('号', '#', '号院', '号甲', '号-1', '号附2号', '-1号'),
      fc.oneof(fc.constant(''), estate),
      fc.oneof(maybe('A座', '二期', 'B区', 'A3栋', '东栋'), counted('栋', '号楼', '#楼', '期', '-', '楼')),
      fc.oneof(maybe('东单元', '甲单元'), counted('单元', '门', '-')),
      fc.oneof(maybe('负1层', 'B2层', '地下一层'), counted('层', '楼', 'F')),
      fc.oneof(maybe('西户', '一二〇三', '302-1', 'A1203', '3-1203'), counted('室', '户', '号', '')),
      maybe('对面', '(原厂)', ' 出租', '***'),
    )
    fc.assert(
      fc.property(written, (pieces) => {
        const first = parse(pieces.join(''))
        const again = parse(printAddress(first))
        expect(printAddress(again)).toBe(printAddress(first))
        expect(addressKey(again)).toBe(addressKey(first))
      }),
      { numRuns: 5000 },
    )
  })

  it('is read without failing, whatever it is, and in time that does not explode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(() => addressKeys(parse(text))).not.toThrow()
      }),
      { numRuns: 1000 },
    )
    // Where the work grew with the square of the length, this would not end within hours.
    for (const text of ['1-'.repeat(1_000_000), '一'.repeat(1_000_000), '('.repeat(1_000_000), '路'.repeat(1_000_000)])
      parse(text)
  }, 120_000)
})

describe('Chinese numbers', () => {
  it.each([
    ['十二', 12],
    ['二十', 20],
    ['一二〇三', 1203],
    ['一百零三', 103],
    ['廿三', 23],
    ['两', 2],
    ['千', 1000],
    ['路', null],
    ['', null],
  ])('%s', (text, value) => expect(chineseNumber(text)).toBe(value))
})
