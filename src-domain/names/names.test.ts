import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFUSABLE_GROUPS } from './confusable.ts'
import { normaliseName, splitName } from './normalise-name.ts'
import { pinyinKeys, surnameReadings } from './pinyin-keys.ts'
import { sameName } from './same-name.ts'

const han = fc.constantFrom(...'张王李曾单解仇覃欧阳诸葛万俟乐行朝长小明军伟丽娜𠮷')
const someName = fc.array(han, { minLength: 1, maxLength: 5 }).map((characters) => characters.join(''))

describe('normaliseName', () => {
  it('takes every middle dot for the same', () => {
    const spellings = ['·', '•', '･', '．', '‧', '・', ' · ', '.'].map((dot) => normaliseName(`阿卜杜${dot}热合曼`))
    expect(new Set(spellings)).toEqual(new Set(['阿卜杜·热合曼']))
  })

  it('removes blanks inside a Chinese name, keeps those between Latin words', () => {
    expect(normaliseName('张　 三')).toBe('张三')
    expect(normaliseName('john  smith')).toBe('JOHN SMITH')
  })

  it('keeps a name of more than fifty characters whole', () => {
    const long = Array.from({ length: 12 }, () => '买买提江').join('·')
    expect(long.length).toBeGreaterThan(50)
    expect(normaliseName(long)).toBe(long)
    expect(pinyinKeys(long).full[0]).toMatch(/^maimaitijiang/)
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), someName), (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name))
      }),
    )
  })
})

describe('splitName', () => {
  it.each([
    ['张三', '张', '三'],
    ['欧阳锋', '欧阳', '锋'],
    ['欧阳', '欧', '阳'],
    ['爱新觉罗启明', '爱新觉罗', '启明'],
    ['𠮷田', '𠮷', '田'],
    ['阿卜杜·热合曼', '', '阿卜杜·热合曼'],
    ['JOHN SMITH', '', 'JOHN SMITH'],
    ['', '', ''],
  ])('%s', (name, surname, given) => {
    expect(splitName(name)).toEqual({ surname, given })
  })
})

describe('pinyinKeys', () => {
  it.each([
    ['曾子墨', 'zengzimo', 'zzm'],
    ['单雄信', 'shanxiongxin', 'sxx'],
    ['解晓东', 'xiexiaodong', 'xxd'],
    ['仇英', 'qiuying', 'qy'],
    ['覃海洋', 'qinhaiyang', 'qhy'],
    ['尉迟恭', 'yuchigong', 'ycg'],
    ['万俟卨', 'moqixie', 'mqx'],
    ['查良镛', 'zhaliangyong', 'zly'],
    ['朴志成', 'piaozhicheng', 'pzc'],
    ['盖叫天', 'gejiaotian', 'gjt'],
    ['区伯', 'oubo', 'ob'],
    ['乐毅', 'yueyi', 'yy'],
    ['任正非', 'renzhengfei', 'rzf'],
    ['华罗庚', 'hualuogeng', 'hlg'],
    ['尹力', 'yinli', 'yl'],
    ['欧阳锋', 'ouyangfeng', 'oyf'],
    ['司马光', 'simaguang', 'smg'],
    ['诸葛亮', 'zhugeliang', 'zgl'],
    ['長孫無忌', 'zhangsunwuji', 'zswj'],
    ['吕布', 'lvbu', 'lb'],
    ['张三', 'zhangsan', 'zs'],
  ])('reads %s as %s', (name, full, initials) => {
    const keys = pinyinKeys(name)
    expect(keys.full[0]).toBe(full)
    expect(keys.initials[0]).toBe(initials)
  })

  it('gives both readings where families differ', () => {
    expect(pinyinKeys('覃敏').full).toEqual(['qinmin', 'tanmin'])
    expect(pinyinKeys('盖敏').full).toEqual(['gemin', 'gaimin'])
    expect(pinyinKeys('王乐').full).toEqual(['wangle', 'wangyue'])
    expect(surnameReadings('翟敏')).toEqual(['zhai', 'di'])
  })

  it('does not read 曾 as ceng or 单 as dan at the head of a name', () => {
    expect(pinyinKeys('曾敏').full).toEqual(['zengmin'])
    expect(pinyinKeys('单敏').full).toEqual(['shanmin'])
  })

  it('reads a transliterated name part by part, and Latin letters as they are', () => {
    expect(pinyinKeys('古丽·买买提').full[0]).toBe('gulimaimaiti')
    expect(pinyinKeys('John Smith')).toEqual({ full: ['johnsmith'], initials: ['js'] })
  })

  it('has one to four keys of small letters for any Chinese name, none for nothing', () => {
    expect(pinyinKeys('  ')).toEqual({ full: [], initials: [] })
    fc.assert(
      fc.property(someName, (name) => {
        const { full, initials } = pinyinKeys(name)
        expect(full.length).toBeGreaterThanOrEqual(1)
        expect(full.length).toBeLessThanOrEqual(4)
        expect(new Set(full).size).toBe(full.length)
        for (const key of [...full, ...initials]) expect(key).toMatch(/^[a-z𠮷]+$/u)
      }),
    )
  })
})

describe('sameName', () => {
  it.each([
    ['张三豐', '張三丰', 'equal'],
    ['阿卜杜•热合曼', '阿卜杜·热合曼', 'equal'],
    ['O’Neill', "O'NEILL", 'equal'],
    ['张伟', '章伟', 'same-sounding'],
    ['萧红', '肖红', 'same-sounding'],
    ['阿卜杜热合曼', '阿卜杜·热合曼', 'same-sounding'],
    ['张晴', '张睛', 'confusable'],
    ['余敏', '佘敏', 'confusable'],
    ['李己', '李巳', 'confusable'],
    ['王丹', '王舟', 'confusable'],
    ['余丹', '佘舟', 'different'],
    ['张三', '李四', 'different'],
    ['张三', '张三丰', 'different'],
    ['', '', 'different'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(sameName(a, b)).toBe(expected)
    expect(sameName(b, a)).toBe(expected)
  })

  it('does not depend on the order of the two', () => {
    fc.assert(
      fc.property(someName, someName, (a, b) => {
        expect(sameName(a, b)).toBe(sameName(b, a))
      }),
    )
  })

  it('lists look-alikes once per group and in the form that names are compared in', () => {
    for (const group of CONFUSABLE_GROUPS) {
      expect(new Set(group).size).toBe([...group].length)
      expect(normaliseName(group)).toBe(group)
    }
  })
})
