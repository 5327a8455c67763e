import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, divide, fraction, half, multiply, rounded, sum, zero } from '../scoring/fraction.ts'
import { readInputs } from '../scoring/inputs.ts'
import { rawInputs } from '../../tests/support/score-inputs.ts'
import { readChannel, readCompletedAt, readConsent, readSatisfaction, readWeight } from './cell-values.ts'
import { isPersonalHeading, mappingProblems, proposeMapping, recogniseHeading } from './columns.ts'
import { effectiveAnswers, figuresByOfficer, figuresOf, rateOf, responseBounds, satisfactionInput } from './figures.ts'
import type { Answer } from './judge-file.ts'
import { scrubComment } from './scrub-comment.ts'
import { suppress } from './suppression.ts'

describe('columns', () => {
  it('are recognised by the headings that agencies write', () => {
    const columns = [
      '答卷ID',
      '邀请编号',
      '警务区编号',
      '调查方式',
      '业务类型',
      '提交时间',
      '满意度（总体）',
      '样本权重',
      '建议',
      '同意回访',
      'Q1',
      '第2题',
      '备用',
    ].map((heading, i) => ({ key: String(i), heading }))
    expect(proposeMapping(columns)).toEqual({
      0: 'response_id',
      1: 'invite_token',
      2: 'officer_or_area_code',
      3: 'channel',
      4: 'service_type',
      5: 'completed_at',
      6: 'overall',
      7: 'weight',
      8: 'comment',
      9: 'call_back',
      10: 'q1',
      11: 'q2',
    })
    expect(recogniseHeading('response_id')).toBe('response_id')
    expect(recogniseHeading(' 完成 时间：*')).toBe('completed_at')
    expect(recogniseHeading('满意度的权重说明')).toBeNull()
    expect(recogniseHeading('q0')).toBeNull()
  })

  it.each([
    ['response_id', '答卷编号 答卷ID 问卷编号 样本编号 记录编号 答卷号'],
    ['invite_token', '邀请码 邀请编号 邀请令牌 受邀码 访问码'],
    [
      'officer_or_area_code',
      '民警或警务区编号 评价对象编号 评价对象编码 被评价对象编号 民警编号 警号 警务区编号 警务区代码 警务区编码',
    ],
    ['channel', '渠道 调查渠道 评价渠道 调查方式 访问方式'],
    ['completed_at', '完成时间 作答时间 答卷时间 评价时间 提交时间 完成日期'],
    ['overall', '总体满意度 总体评价 综合满意度 整体满意度 满意度 满意程度'],
    ['service_type', '服务类型 服务事项 业务类型 办理事项'],
    ['weight', '权重 样本权重 加权系数'],
    ['comment', '意见建议 意见与建议 意见 建议 评语 留言'],
    ['call_back', '是否同意回访 同意回访 是否接受回访 接受回访 回访意愿'],
    ['q7', 'q7 Q7 问题7 题目7 第7题'],
  ])('%s is what %s mean', (field, headings) => {
    for (const heading of headings.split(' ')) expect(recogniseHeading(heading), heading).toBe(field)
  })

  it('that only look like a question are none', () => {
    for (const heading of ['faq7', '第7题备注', 'q7b', '附问题7']) expect(recogniseHeading(heading), heading).toBeNull()
  })

  it('of one meaning: the first counts', () => {
    expect(
      proposeMapping([
        { key: 'a', heading: '满意度' },
        { key: 'b', heading: '总体满意度' },
      ]),
    ).toEqual({ a: 'overall' })
  })

  it('mapped by hand are checked', () => {
    const columns = [
      { key: 'a', heading: '甲' },
      { key: 'b', heading: '乙' },
    ]
    expect(mappingProblems(columns, { a: 'overall', b: 'channel' })).toEqual([])
    expect(mappingProblems(columns, { a: 'overall', b: 'overall', c: 'weight' })).toEqual(['overall', 'weight'])
  })

  it('of people are told from columns about the survey', () => {
    const personal = [
      '姓名 受访者姓名 名字 称呼 联系人 受访者 受访人 群众 当事人 身份证 身份证号码 公民身份号码 证件号 身份证件号码 电话 手机 手机号 移动电话',
      '固定电话 电话号码 联系电话 联系方式 微信 微信号 住址 地址 家庭住址 居住地址 详细地址 邮箱 电子邮箱 现家庭住址',
      'name FullName idNumber idCard phone mobile tel telephone email address WeChat',
    ]
    for (const heading of personal.join(' ').split(' ')) expect(isPersonalHeading(heading), heading).toBe(true)
    expect(['渠道', '电话接通情况', '服务类型', '意见建议', '邀请码', '民警编号'].some(isPersonalHeading)).toBe(false)
  })
})

describe('cells', () => {
  it('hold satisfaction as three words or one to five', () => {
    const read = (text: string) => {
      const value = readSatisfaction(text)
      return value && rounded(value)
    }
    expect(['满意', '基本满意', '不满意'].map(read)).toEqual([10_000, 5000, 0])
    expect(['1', '2', '3', '4', '5', '５', ' 5 ', '5.00'].map(read)).toEqual([
      0, 2500, 5000, 7500, 10_000, 10_000, 10_000, 10_000,
    ])
    expect(['', '0', '6', '-1', '4.5', '5.01', '15', '很满意', '一般', '五'].map(read)).toEqual(Array(10).fill(null))
  })

  it('hold weights clipped to .5-3', () => {
    const read = (text: string) => {
      const value = readWeight(text)
      return value && rounded(value)
    }
    expect(['', '1', '0.5', '3', '0.01', '99', '1.23456', '1e0'].map(read)).toEqual([
      ...[10_000, 10_000, 5000, 30_000, 5000, 30_000, 12_346, 10_000],
    ])
    expect(['0', '-1', 'NaN', '1,5', 'x', '1e99'].map(read)).toEqual(Array(6).fill(null))
  })

  it('hold days and times as people and programs write them', () => {
    const at = (text: string) => readCompletedAt(text)?.at ?? null
    expect(at('2026-07-03 09:15:07')).toBe('2026-07-03T09:15:07')
    expect(at('2026/7/3 9:15')).toBe('2026-07-03T09:15:00')
    expect(at('2026年7月3日')).toBe('2026-07-03T00:00:00')
    expect(at('2026.07.03')).toBe('2026-07-03T00:00:00')
    expect(at('2026年7月3日09:15')).toBe('2026-07-03T09:15:00')
    expect(at('2026-07-03T09:15:07+0800')).toBe('2026-07-03T09:15:07')
    expect(at('2026-07-03T09:15:07.5+00:00')).toBe('2026-07-03T17:15:07')
    expect(at('2026-07-03T09:15:07+0000')).toBe('2026-07-03T17:15:07')
    expect(at('2026-07-03T09:15:07.123+08:00')).toBe('2026-07-03T09:15:07')
    expect(at('2026-07-03T16:00:00Z')).toBe('2026-07-04T00:00:00')
    expect(readCompletedAt('2026-07-31T20:00:00Z')?.day).toBe('2026-08-01')
    for (const wrong of [
      '',
      '2026-07-0309:15',
      '12026-07-03',
      '2026-07-03x',
      '2026-07-03 9:1',
      '2026-07-03 +09:00',
      '2026-07-03 9:15:0',
      '2026-02-29',
      '2026-13-01',
      '2026-07-03 24:00',
      '2026-07-03 12:60',
      '2026-07-03 12:00:60',
      '07-03',
      '昨天',
      '45000',
    ])
      expect(at(wrong), wrong).toBeNull()
  })

  it('hold channels and consent', () => {
    expect(['电话', '短信', '入户', '扫码', '网络', ''].map(readChannel)).toEqual([
      'phone',
      'sms',
      'home',
      'scan',
      null,
      null,
    ])
    expect(['是', '同意', 'YES', '1', '否', '', '不同意', '0'].map(readConsent)).toEqual([
      ...[true, true, true, true, false, false, false, false],
    ])
  })
})

function answer(satisfaction: string, weight = '1', officer = 'a'): Answer {
  return {
    row: 2,
    responseId: 'r',
    token: 't',
    officer,
    channel: 'phone',
    completedAt: { day: '2026-07-03', at: '2026-07-03T00:00:00' },
    satisfaction: readSatisfaction(satisfaction) ?? zero,
    weight: weight === '0' ? zero : (readWeight(weight) ?? zero),
    comment: '',
    questions: {},
    callBack: false,
  }
}
const many = (count: number, each: Answer) => Array.from({ length: count }, () => each)

describe('figures', () => {
  it('add the worked example up: 12 satisfied, 4 fairly, 2 not', () => {
    const figures = figuresOf([
      ...many(12, answer('满意')),
      ...many(4, answer('基本满意')),
      ...many(2, answer('不满意')),
    ])
    expect(satisfactionInput(figures, 10)).toEqual({
      satisfied: 12,
      fairly: 4,
      dissatisfied: 2,
      answers: 18,
      squaredWeights: 18,
    })
    expect(rounded(rateOf(figures)!)).toBe(7778)
    expect(rounded(effectiveAnswers(figures))).toBe(180_000)
  })

  it('split an answer between two steps', () => {
    expect(satisfactionInput(figuresOf([answer('4'), answer('2'), answer('3'), answer('5'), answer('1')]), 1)).toEqual({
      satisfied: 1.5,
      fairly: 2,
      dissatisfied: 1.5,
      answers: 5,
      squaredWeights: 5,
    })
  })

  it('leave out what weighs nothing, and keep officers apart', () => {
    const figures = figuresByOfficer([
      answer('满意'),
      answer('不满意', '0'),
      answer('不满意', '2', 'b'),
      { ...answer('满意'), officer: null },
    ])
    expect([...figures.keys()]).toEqual(['a', 'b'])
    expect(figuresByOfficer(many(3, answer('满意'))).get('a')?.answers).toBe(3)
    expect(rounded(rateOf(figures.get('a')!)!)).toBe(10_000)
    expect(figures.get('b')).toMatchObject({ answers: 1, squaredWeights: fraction(4n) })
  })

  it('are no figures below ten answers, however heavy (TP07)', () => {
    expect(satisfactionInput(figuresOf(many(9, answer('满意', '3'))), 10)).toBe('SOURCE_MISSING')
    expect(satisfactionInput(figuresOf(many(10, answer('满意', '0.5'))), 10)).toMatchObject({
      satisfied: 5,
      squaredWeights: 2.5,
    })
    expect(satisfactionInput(figuresOf([]), 10)).toBe('SOURCE_MISSING')
    expect(rateOf(figuresOf([]))).toBeNull()
  })

  it('go into a score as they are, to the last decimal', () => {
    const some = fc.array(
      fc.tuple(
        fc.constantFrom('1', '2', '3', '4', '5', '满意', '基本满意', '不满意'),
        fc.integer({ min: 5000, max: 30_000 }),
      ),
      { minLength: 10, maxLength: 40 },
    )
    fc.assert(
      fc.property(some, (list) => {
        const answers = list.map(([text, weight]) => answer(text, (weight / 10_000).toFixed(4)))
        const figures = figuresOf(answers)
        const O1 = satisfactionInput(figures, 10)
        const reading = readInputs(JSON.stringify(rawInputs({ O1: { ...(O1 as object), stationMean: null } })))
        if (!reading.ok || typeof reading.inputs.O1 === 'string') throw new Error(JSON.stringify(reading))
        const { satisfied, fairly, dissatisfied, weighted } = reading.inputs.O1
        expect({ satisfied, fairly, dissatisfied, ...weighted }).toEqual({
          ...figures,
          answers: fraction(BigInt(list.length)),
        })
        const direct = sum(answers.map((each) => multiply(each.weight, each.satisfaction)))
        expect(divide(direct, sum(answers.map(({ weight }) => weight)))).toEqual(rateOf(figures))
        expect(figuresOf(answers.toReversed())).toEqual(figures)
      }),
    )
  })
})

describe('the response rate', () => {
  it('bounds what the silent could change: 35.6% response bounds 88.9% to 31.6-96.1%', () => {
    // 320 of 900 answered, 284.5 of them satisfied (fairly satisfied counts half).
    const rate = divide(add(fraction(284n), half), fraction(320n))
    const bounds = responseBounds(rate, 320, 900)!
    const percent = (value: { num: bigint; den: bigint }) => (rounded(value) / 100).toFixed(1)
    expect(percent(rate)).toBe('88.9')
    expect(percent(bounds.responseRate)).toBe('35.6')
    expect(percent(bounds.low)).toBe('31.6')
    expect(percent(bounds.high)).toBe('96.1')
  })

  it('leaves nothing open when everybody answered, and everything when nobody did', () => {
    expect(responseBounds(half, 7, 7)).toEqual({ responseRate: fraction(1n), low: half, high: half })
    expect(responseBounds(half, 0, 7)).toEqual({ responseRate: zero, low: zero, high: fraction(1n) })
  })

  it('does not exist for a survey larger than its sample', () => {
    expect(responseBounds(half, 8, 7)).toBeNull()
    expect(responseBounds(half, 0, 0)).toBeNull()
    expect(responseBounds(half, -1, 7)).toBeNull()
    expect(responseBounds(half, 1.5, 7)).toBeNull()
  })

  it('always encloses the rate', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.nat(300), (good, rest, silent) => {
        const answers = good + rest
        if (answers === 0) return
        const rate = fraction(BigInt(good), BigInt(answers))
        const { low, high } = responseBounds(rate, answers, answers + silent)!
        expect(compare(low, rate)).toBeLessThanOrEqual(0)
        expect(compare(high, rate)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('what may be shown beside each other', () => {
  const cells = (sizes: Record<string, number>) => Object.entries(sizes).map(([id, answers]) => ({ id, answers }))
  const hidden = (sizes: Record<string, number>) => [...suppress(cells(sizes), 10).hidden].toSorted()

  it('is everything from ten answers on', () => {
    expect(suppress(cells({ a: 10, b: 11 }), 10)).toEqual({ hidden: new Set(), total: true })
  })

  it('hides the total where it would give the one hidden figure away', () => {
    expect(hidden({ a: 9, b: 30, c: 20 })).toEqual(['a'])
    expect(suppress(cells({ a: 9, b: 30, c: 20 }), 10).total).toBe(false)
    expect(suppress(cells({ a: 2, b: 3, c: 20, d: 30 }), 10).total).toBe(false)
    expect(suppress(cells({ a: 9, b: 0, c: 20 }), 10).total).toBe(false)
  })

  it('shows the total where the hidden ones cannot be told apart', () => {
    expect(hidden({ a: 5, b: 5, c: 20, d: 30 })).toEqual(['a', 'b'])
    expect(suppress(cells({ a: 5, b: 5, c: 20, d: 30 }), 10).total).toBe(true)
    expect(suppress(cells({ a: 4, b: 6 }), 10)).toEqual({ hidden: new Set(['a', 'b']), total: true })
  })

  it('shows nothing of fewer than ten in all', () => {
    expect(suppress(cells({ a: 9 }), 10)).toEqual({ hidden: new Set(['a']), total: false })
    expect(suppress(cells({ a: 4, b: 5 }), 10)).toEqual({ hidden: new Set(['a', 'b']), total: false })
    expect(suppress([], 10)).toEqual({ hidden: new Set(), total: false })
  })

  it('shows nothing of somebody nobody answered about, and hides nobody else for it', () => {
    expect(suppress(cells({ a: 0, b: 12, c: 15 }), 10)).toEqual({ hidden: new Set(['a']), total: true })
  })

  it('never lets a figure from fewer than k be worked out', () => {
    const sizes = fc.array(fc.nat(40), { maxLength: 12 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 15 }), (list, k) => {
        const all = list.map((answers, i) => ({ id: `o${i}`, answers }))
        const { hidden: out, total } = suppress(all, k)
        for (const { id, answers } of all) if (answers < k) expect(out.has(id)).toBe(true)
        const rest = all.filter(({ id, answers }) => out.has(id) && answers > 0)
        const together = rest.reduce((sum_, { answers }) => sum_ + answers, 0)
        // With the total shown, what is hidden can be worked out only together: that must be enough people of more than one officer.
        if (total && rest.length > 0) expect(rest.length >= 2 && together >= k).toBe(true)
        const shown = all.reduce((sum_, { answers }) => sum_ + answers, 0)
        if (total) expect(shown).toBeGreaterThanOrEqual(k)
      }),
    )
  })
})

describe('a comment on the station page', () => {
  it.each([
    ['请打13912345678找我', '请打＊＊找我'],
    ['电话 0999-1234567 打不通', '电话 ＊＊ 打不通'],
    ['139 1234 5678', '＊＊'],
    ['身份证99010119900307001X丢了', '身份证＊＊丢了'],
    ['发到 a.b@example.com 吧', '发到 ＊＊ 吧'],
    ['京A·12345乱停', '＊＊乱停'],
    ['张警官很负责', '＊＊警官很负责'],
    ['３号楼２单元５０１室漏水', '＊＊＊＊＊＊漏水'],
    ['微信:abc12345', '＊＊'],
    ['加wx abc_d-e', '加＊＊'],
    ['QQ号:a1b2c3d4', '＊＊'],
    ['住建设路18号', '＊＊'],
    ['在人民东路5的店里', '＊＊的店里'],
    ['我家在3单元', '我家在＊＊'],
    ['京A12345和沪B54321乱停', '＊＊和＊＊乱停'],
    ['a@b.example.com', '＊＊'],
    ['问王红女士', '问＊＊女士'],
    ['李雷说赵铁柱好', '＊＊说＊＊好'],
    ['赵铁柱态度好', '＊＊态度好'],
  ])('%s -> %s', (comment, scrubbed) => {
    expect(scrubComment(comment, ['赵铁柱', '李雷'])).toBe(scrubbed)
  })

  it.each([
    '社区民警很热情',
    '办事快, 态度好',
    '等了3天',
    '希望多来走访',
    '谢谢民警同志',
    '2026年办的',
    '这位警官好',
    '那位女士',
    '我们民警',
    '片区民警',
    '辖区民警',
    '一位同志',
    '各位民警',
    '你们所长',
    '他们所长',
    '派出所长',
    '感谢警官同志',
    '女民警',
    '男民警',
    '有位女士',
    '老大爷',
    '热心的师傅',
    '桃李芬芳',
  ])('%s stays', (comment) => {
    expect(scrubComment(comment, ['赵铁柱', '李'])).toBe(comment)
  })
})
