import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FTS_TOKENIZER, bigrams, ftsQuery, ftsQueryForText, indexText } from './bigrams.ts'

const people = [
  ['张三', 'zhangsan', 'zs', '演示市城东区幸福路12号3栋2单元1203室'],
  ['张三丰', 'zhangsanfeng', 'zsf', '城东区青年街5号'],
  ['𠮷田𮧵', 'jitian', 'jt', '阳光花园A座801'],
  ['李小四', 'lixiaosi', 'lxs', '幸福里8号'],
  ['NEAR OR', 'nearor', 'no', '和平路1203号'],
] as const

describe('the index with these tokens, in a real FTS5 table', () => {
  const db = new Database(':memory:')
  beforeAll(() => {
    db.exec(`CREATE VIRTUAL TABLE box USING fts5(text, tokenize = '${FTS_TOKENIZER}')`)
    const insert = db.prepare('INSERT INTO box (rowid, text) VALUES (?, ?)')
    people.forEach((values, i) => insert.run(i, indexText(values)))
  })
  afterAll(() => db.close())

  const found = (text: string): string[] => {
    const query = ftsQueryForText(text)
    if (query === null) return []
    const rows = db.prepare('SELECT rowid FROM box WHERE text MATCH ? ORDER BY rowid').all(query) as { rowid: number }[]
    return rows.map((row) => people[row.rowid]?.[0] as string)
  }

  it.each([
    ['one character', '张', ['张三', '张三丰']],
    ['two characters', '张三', ['张三', '张三丰']],
    ['three characters', '张三丰', ['张三丰']],
    ['a character that is only last', '丰', ['张三丰']],
    ['a stray blank', '张 三', ['张三', '张三丰']],
    ['traditional characters', '張三豐', ['张三丰']],
    ['a rare character', '𠮷田', ['𠮷田𮧵']],
    ['a rare character of a late Unicode version', '𮧵', ['𠮷田𮧵']],
    ['characters in another order', '三张', []],
    ['pinyin in full', 'zhangsan', ['张三', '张三丰']],
    ['pinyin cut off', 'zhangsanf', ['张三丰']],
    ['pinyin with blank and capitals', 'Zhang San', ['张三', '张三丰']],
    ['initials', 'zs', ['张三', '张三丰']],
    ['a piece of an address', '福路12号', ['张三']],
    ['an address cut off within the number', '幸福路1', ['张三']],
    ['a room', '1203室', ['张三']],
    ['a name and an address', '张三 青年街', ['张三丰']],
    ['full width', '幸福路１２号', ['张三']],
    ['a number that only ends like another', '203室', []],
  ])('finds by %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it.each(['%', '"', '*', "'", '()', '^', ':', '\u0000', '   ', '""""'])('finds nothing, calmly, for %j', (text) => {
    expect(found(text)).toEqual([])
  })

  it('takes search syntax as mere text', () => {
    expect(found('NEAR(')).toEqual(['NEAR OR'])
    expect(found('near or')).toEqual(['NEAR OR'])
    expect(found('张三 OR 李小四')).toEqual([])
    expect(found('text:张三')).toEqual([])
    expect(found('张* NOT 丰')).toEqual([])
    expect(ftsQuery([{ tokens: ['a"b'], prefix: true }])).toBe('"a""b" *')
  })

  it('never fails on anything typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
        expect(() => found(text)).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })

  it('finds every run of a value by itself', () => {
    const han = fc.constantFrom(...'张三李四王五赵六幸福路𠮷')
    db.exec(`CREATE VIRTUAL TABLE one USING fts5(text, tokenize = '${FTS_TOKENIZER}')`)
    const one = db.prepare('SELECT 1 FROM one WHERE text MATCH ?')
    fc.assert(
      fc.property(fc.array(han, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (characters, a, b) => {
        const from = a % characters.length
        const to = from + 1 + (b % (characters.length - from))
        db.exec('DELETE FROM one')
        db.prepare('INSERT INTO one VALUES (?)').run(indexText([characters.join('')]))
        expect(one.all(ftsQueryForText(characters.slice(from, to).join('')))).toHaveLength(1)
      }),
    )
  })
})

describe('bigrams', () => {
  it('cuts ideographs in pairs and keeps words whole', () => {
    expect(bigrams('张三丰')).toEqual(['张三', '三丰', '丰'])
    expect(bigrams('幸福路12号')).toEqual(['幸福', '福路', '路', '12', '号'])
    expect(bigrams('3-2-1203')).toEqual(['3', '2', '1203'])
    expect(bigrams('')).toEqual([])
  })

  it('does not join two values', () => {
    expect(indexText(['张三', '李四'])).toBe('张三 三 李四 四')
  })
})

it('looks for what may go on as the beginning of a word, and for what is complete as it is', () => {
  expect(ftsQueryForText('129室')).toBe('"129 室" *')
  expect(ftsQueryForText('129室', true)).toBe('"129 室"')
})
