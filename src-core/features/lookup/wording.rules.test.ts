import { expect, it } from 'vitest'
import { completeResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { normalForKind, type QueryKind } from '../../../src-domain/query/guess-kind.ts'
import { holdsWording, wordingOf } from './wording.rules.ts'

const id = completeResidentId('99010219830706241')
const words = (kind: QueryKind, text: string) =>
  wordingOf(kind, normalForKind(kind, text), text, '990102')?.map((group) => group.map((one) => one.text).join('/'))

it.each<[string, QueryKind, string, string[]]>([
  ['an ID number: day and sequence, in eighteen digits and in fifteen', 'id', id, ['830706241']],
  ['its beginning as it stands', 'id', '99010219830706', ['99010219830706']],
  ['its last four at the end of a value', 'id', '241X', ['241X"']],
  ['a masked number by its last four', 'id', '**************2411', ['2411"']],
  ['a mobile number, whatever stands between its parts', 'phone', '138 2233-5678', ['5678', '138']],
  ['a fixed line without its area code', 'phone', '0999-7654321', ['4321', '765']],
  ['the last four of a phone', 'phone', '5678', ['5678']],
  ['a short name by each character, the given name first', 'name', '张伟', ['伟', '张']],
  ['traditional characters in both forms', 'name', '張偉民', ['民', '伟/偉', '张/張']],
  ['a long name by pairs', 'name', '好再来餐饮店', ['饮店', '来餐', '好再']],
  ['a name in Latin letters by its words', 'name', 'John Smith', ['SMITH', 'JOHN']],
  ['a plate without its dot', 'plate', '云A8K729', ['云', '8K729']],
  [
    'a home by compound or road, and room',
    'address',
    '东渡西路9号福源雅筑4号楼2单元302室',
    ['福源雅筑/东渡西路', '302'],
  ],
  ['a home without its place by room and building', 'address', '4栋2单元302', ['302', '4']],
])('%s', (_, kind, text, wanted) => {
  expect(words(kind, text)).toEqual(wanted)
})

it('a sound stands in no text, and nothing is asked where nothing is left to compare', () => {
  expect(wordingOf('pinyin', 'zhangwei', 'zhangwei', null)).toBeNull()
  expect(wordingOf('name', '·', '·', null)).toBeNull()
})

it('letters are met in either case, and every group must be', () => {
  const wording = wordingOf('name', 'JOHN SMITH', 'John Smith', null) ?? []
  expect(holdsWording(['john', 'Smith'], wording)).toBe(true)
  expect(holdsWording(['John'], wording)).toBe(false)
})
