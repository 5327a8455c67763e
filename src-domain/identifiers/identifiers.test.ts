import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentKindOf, readDocument } from './documents.ts'
import { readPhone } from './phone.ts'
import { readPlate } from './plate.ts'
import { identifierProblemCodes } from './problems.ts'
import { completeResidentId, readResidentId } from './resident-id.ts'
import { statedAbsence } from './stated-absence.ts'
import { completeUscc, readUscc } from './uscc.ts'

const codes = (reading: { problems: readonly { code: string }[] }): string[] => reading.problems.map((p) => p.code)

const VALID = completeResidentId('99010219900305123')

describe('a resident ID number', () => {
  it('matches the example of the standard (GB 11643: 11010519491231002X)', () => {
    expect(completeResidentId('11010519491231002')).toBe('11010519491231002X')
    expect(readResidentId('11010519491231002X')).toMatchObject({
      kind: 'id18',
      normal: '11010519491231002X',
      problems: [],
      birthDate: '1949-12-31',
      sex: 'female',
      division: '110105',
    })
  })

  it.each([
    '11010519491231002x',
    ' 1101 0519 4912 3100 2X ',
    '１１０１０５１９４９１２３１００２Ｘ',
    "'11010519491231002X",
  ])('is read from %j', (text) => expect(readResidentId(text).normal).toBe('11010519491231002X'))

  it('is upgraded from 15 digits, and says so', () => {
    const read = readResidentId('110105491231002')
    expect(read).toMatchObject({ kind: 'id15', normal: '11010519491231002X', birthDate: '1949-12-31' })
    expect(codes(read)).toEqual(['id/old-format'])
  })

  it('with a wrong check digit names the right one', () => {
    expect(readResidentId('110105194912310021').problems).toEqual([
      { code: 'id/checksum', severity: 'error', params: { expected: 'X' } },
    ])
    expect(readResidentId('110105194912310021').normal).toBeNull()
  })

  it.each([
    ['', ['id/empty']],
    ['6.10102E+17', ['id/damaged-number']],
    ['6.10102199003051e17', ['id/damaged-number']],
    ['990102199003051000', ['id/damaged-number']],
    ['1234567', ['id/length']],
    ['1101051949123100AX', ['id/character']],
    ['张三', ['id/character']],
    ['11010X19491231002X', ['id/character']],
    ['**************002X', ['id/masked']],
    ['110105********002X', ['id/masked']],
    [completeResidentId('99010219900230123'), ['id/birth-date']],
    [completeResidentId('99010218000305123'), ['id/birth-date']],
    [completeResidentId('00010219900305123'), ['id/division']],
  ])('%j gives %j', (text, expected) => expect(codes(readResidentId(text))).toEqual(expected))

  it('is compared with what else is known', () => {
    expect(codes(readResidentId(VALID, { sex: 'male', birthDate: '1990-03-05', today: '2026-03-05' }))).toEqual([])
    expect(codes(readResidentId(VALID, { sex: 'female' }))).toEqual(['id/sex-mismatch'])
    expect(codes(readResidentId(VALID, { birthDate: '1990-05-03' }))).toEqual(['id/birth-date-mismatch'])
    expect(codes(readResidentId(VALID, { today: '1990-03-04' }))).toEqual(['id/birth-date'])
    expect(codes(readResidentId(VALID, { isDivision: () => false }))).toEqual(['id/division'])
    expect(readResidentId(VALID, { sex: 'female', isDivision: () => false }).normal).toBe(VALID)
  })

  it('survives no single wrong digit and no swap of neighbours', () => {
    const first17 = fc
      .tuple(
        fc.integer({ min: 1900, max: 2025 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.nat(999),
      )
      .map(
        ([y, m, d, n]) =>
          `990102${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}${String(n).padStart(3, '0')}`,
      )
    fc.assert(
      fc.property(first17, fc.nat(16), fc.integer({ min: 1, max: 9 }), (start, at, by) => {
        const id = completeResidentId(start)
        expect(readResidentId(id).normal).toBe(id)
        const wrong = id.slice(0, at) + String((Number(id[at]) + by) % 10) + id.slice(at + 1)
        expect(readResidentId(wrong).normal).toBeNull()
        if (at < 16 && id[at] !== id[at + 1]) {
          const swapped = id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2)
          expect(readResidentId(swapped).normal).toBeNull()
        }
      }),
    )
  })
})

describe('a unified social credit code', () => {
  it('is checked by MOD 31', () => {
    const code = completeUscc('91990102MA6TG2H8X')
    expect(readUscc(code)).toMatchObject({ kind: 'uscc', normal: code, problems: [], division: '990102' })
    expect(readUscc(` ${code.toLowerCase()} `).normal).toBe(code)
    const last = code.slice(17)
    const wrong = code.slice(0, 17) + (last === '1' ? '2' : '1')
    expect(readUscc(wrong).problems).toEqual([{ code: 'uscc/checksum', severity: 'error', params: { expected: last } }])
  })

  it('agrees with published codes', () => {
    expect(readUscc('91350100M000100Y43').problems).toEqual([])
  })

  it.each([
    ['', ['uscc/empty']],
    ['9199010', ['uscc/length']],
    ['91990102MA6TG2H8IO', ['uscc/character']],
    ['990102000001234', ['uscc/registration']],
    ['9.13501E+17', ['uscc/damaged-number']],
  ])('%j gives %j', (text, expected) => expect(codes(readUscc(text))).toEqual(expected))

  it('survives no single wrong character', () => {
    const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    const tail = fc.array(fc.constantFrom(...letters), { minLength: 9, maxLength: 9 }).map((all) => all.join(''))
    fc.assert(
      fc.property(tail, fc.nat(8), fc.constantFrom(...letters), (organisation, at, other) => {
        const code = completeUscc(`91990102${organisation}`)
        expect(readUscc(code).normal).toBe(code)
        if (code[8 + at] !== other) {
          expect(readUscc(code.slice(0, 8 + at) + other + code.slice(9 + at)).normal).toBeNull()
        }
      }),
    )
  })
})

describe('a telephone number', () => {
  it.each([
    ['15412345670', 'mobile', '15412345670', []],
    ['154-1234-5670', 'mobile', '15412345670', []],
    ['+86 154 1234 5670', 'mobile', '15412345670', []],
    ['0086-15412345670', 'mobile', '15412345670', []],
    ['8615412345670', 'mobile', '15412345670', []],
    ['015412345670', 'mobile', '15412345670', []],
    ['１５４１２３４５６７０', 'mobile', '15412345670', []],
    ['12012345670', 'mobile', '12012345670', ['phone/pattern']],
    ['0999-1234567', 'landline', '0999-1234567', []],
    ['(010)87654321', 'landline', '010-87654321', []],
    ['01087654321', 'landline', '010-87654321', []],
    ['+86 999 7654321', 'landline', '0999-7654321', []],
    ['0999-7654321-8012', 'landline', '0999-7654321-8012', []],
    ['0999-7654321转8012', 'landline', '0999-7654321-8012', []],
    ['87654321', 'local', '87654321', ['phone/area-code']],
    ['86138000', 'local', '86138000', ['phone/area-code']],
    ['110', 'service', '110', []],
    ['12345', 'service', '12345', []],
    ['4008123123', 'service', '4008123123', []],
    ['154****5670', 'masked', '154****5670', ['phone/masked']],
    ['13800000000', 'placeholder', null, ['phone/placeholder']],
    ['13800138000', 'placeholder', null, ['phone/placeholder']],
    ['000000', 'placeholder', null, ['phone/placeholder']],
    ['11111111111', 'placeholder', null, ['phone/placeholder']],
    ['不详', 'placeholder', null, ['phone/placeholder']],
    ['', 'none', null, ['phone/empty']],
    ['1541234567', 'none', null, ['phone/length']],
    ['6541234567', 'none', '6541234567', ['phone/pattern']],
    ['154123456701234', 'none', null, ['phone/length']],
    ['1.54123E+10', 'none', null, ['phone/character']],
    ['隔壁小王', 'none', null, ['phone/character']],
  ])('%j is %s', (text, kind, normal, problems) => {
    const read = readPhone(text)
    expect([read.kind, read.normal, codes(read)]).toEqual([kind, normal, problems])
  })

  it('reads its own normal form', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(?:1[3-9]\d{9}|0[3-9]\d{2}-?[2-9]\d{6})$/), (text) => {
        const { normal } = readPhone(text)
        if (normal !== null) expect(readPhone(normal).normal).toBe(normal)
      }),
    )
  })
})

describe('a plate', () => {
  it.each([
    ['京A12345', 'ordinary', '京A12345'],
    ['京a·1234b', 'ordinary', '京A1234B'],
    ['陕 A 12345', 'ordinary', '陕A12345'],
    ['陕AD12345', 'new-energy', '陕AD12345'],
    ['陕A12345F', 'new-energy', '陕A12345F'],
    ['陕A1234学', 'special', '陕A1234学'],
    ['京I12345', 'none', '京I12345'],
    ['A12345', 'none', 'A12345'],
    ['京AIIIII', 'none', '京AIIIII'],
  ])('%s is %s', (text, kind, normal) => {
    const read = readPlate(text)
    expect([read.kind, read.normal]).toEqual(kind === 'none' ? ['none', normal] : [kind, normal])
    expect(codes(read)).toEqual(kind === 'none' ? ['plate/pattern'] : [])
  })
})

describe('documents', () => {
  it('are read under their kind', () => {
    expect(readDocument('resident-id', VALID)).toMatchObject({ normal: VALID, birthDate: '1990-03-05', sex: 'male' })
    const permit = completeResidentId('81000019900305123')
    expect(readDocument('hmt-residence', permit)).toMatchObject({ normal: permit, problems: [], sex: 'male' })
    expect(codes(readDocument('hmt-residence', VALID))).toEqual(['document/kind-mismatch'])
    const card = completeResidentId('91184019900305123')
    expect(readDocument('foreign-permanent', card)).toMatchObject({ normal: card, birthDate: '1990-03-05' })
    expect(readDocument('foreign-permanent', 'usa110075010101').normal).toBe('USA110075010101')
    expect(codes(readDocument('foreign-permanent', '12345'))).toEqual(['document/pattern'])
    expect(readDocument('passport', 'e 1234 5678').normal).toBe('E12345678')
    expect(codes(readDocument('passport', VALID))).toEqual(['document/kind-mismatch'])
    expect(codes(readDocument('passport', 'ABC'))).toEqual(['document/pattern'])
    expect(codes(readDocument('passport', ''))).toEqual(['document/empty'])
    expect(codes(readDocument('none', ''))).toEqual([])
    expect(codes(readDocument('none', VALID))).toEqual(['document/number-not-expected'])
  })

  it('are known by the words that systems use', () => {
    expect(documentKindOf('居民身份证')).toBe('resident-id')
    expect(documentKindOf(' 外國人永久居留身份證')).toBe('foreign-permanent')
    expect(documentKindOf('驾驶证')).toBeNull()
  })
})

describe('a stated absence', () => {
  it('is an answer, an empty field is not', () => {
    expect(['未提供', '无法核实', '不适用', '不详', ' n/a '].map(statedAbsence)).toEqual([
      'not-provided',
      'unverifiable',
      'not-applicable',
      'unknown',
      'not-applicable',
    ])
    expect(statedAbsence('')).toBeNull()
    expect(statedAbsence('张三')).toBeNull()
  })
})

describe('any input', () => {
  it('gets a reading with listed codes and never the value in the params', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\dXx*.E+-]{0,24}$/)), (text) => {
        for (const reading of [
          readResidentId(text),
          readUscc(text),
          readPhone(text),
          readPlate(text),
          readDocument('passport', text),
        ]) {
          for (const problem of reading.problems) {
            expect(identifierProblemCodes).toContain(problem.code)
            for (const value of Object.values(problem.params)) expect(String(value).length).toBeLessThanOrEqual(4)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })
})
